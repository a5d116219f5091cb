export const DATE_PATTERN = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

/** `YYYY-MM-DD`, a day that exists. */
export function isDate(text: string): boolean {
  if (!DATE_PATTERN.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // V8 reads 2026-02-30 as 2 March; a date that does not exist must not quietly become another one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** An IANA zone. Offsets such as `+02:00`, which Intl accepts too, are wrong for half the year. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
