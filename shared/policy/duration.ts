const MILLISECONDS = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  // 365.25 days: seven years are then 2,556.75 days, which rounds up to the 2,557 a WORM store must be set to.
  y: 31_557_600_000,
} as const

/** What a JSON Schema can say about a duration; `parseDuration` also bounds it. */
export const DURATION_PATTERN = /^[0-9]+[smhdwy]$/

/**
 * `15m`, `24h`, `90d`, `7y`: one whole number and one unit of s, m, h, d, w, y (a year is 365.25 days).
 * @returns milliseconds, or undefined for anything else: fractions, bare numbers, signs, spaces, or more
 * milliseconds than a double holds exactly
 */
export function parseDuration(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text)) return undefined
  const unit = text.at(-1) as keyof typeof MILLISECONDS
  const milliseconds = Number(text.slice(0, -1)) * MILLISECONDS[unit]
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined
}
