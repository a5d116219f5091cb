const MINUTE = 60_000

/** `under a minute`, `4 min`, `3 h 12 min`, `6 days`: two units below a day, days beyond two. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE)
  if (minutes < 1) return 'under a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** `3 h 12 min ago`, or `in 6 days` for what lies ahead. Both ISO 8601; `unknown` when either is not a time. */
export function age(at: string, now: string): string {
  const ms = Date.parse(now) - Date.parse(at)
  if (Number.isNaN(ms)) return 'unknown'
  return ms < 0 ? `in ${duration(ms)}` : `${duration(ms)} ago`
}

/** `2026-11-20 14:03 UTC`, with the wall clock of the policy's zone beside it when there is one. */
export function instant(at: string, zone?: string): string {
  const ms = Date.parse(at)
  if (Number.isNaN(ms)) return 'unknown'
  const utc = `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return zone === undefined || zone === 'UTC' ? utc : `${utc} (${wallClock(ms, zone)} ${zone})`
}

function wallClock(ms: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.format(ms)
}

/** `12 ms`, `3.4 s`: how long a step of ours took. */
export const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
