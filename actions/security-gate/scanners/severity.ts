import type { Severity } from './report.ts'

/** What the two axes of a finding say; the worst of them is its severity (spec security-gate 3.4.3, `max`). */
export interface Assessment {
  readonly severity: Severity
  readonly scored?: Severity
  readonly labelled?: Severity
  /** 0 < x <= 10. */
  readonly score?: number
}

/**
 * `unknown` stands above medium because it blocks like high and critical do: joined with a harmless severity it must
 * not become harmless.
 */
const ORDER: Readonly<Record<Severity, number>> = { critical: 5, high: 4, unknown: 3, medium: 2, low: 1, info: 0 }

const LABELS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['error', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['warning', 'medium'],
  ['low', 'low'],
  ['note', 'low'],
  ['negligible', 'low'],
  ['info', 'info'],
  ['informational', 'info'],
  ['none', 'info'],
])

/** The longest label is 13 characters; nothing longer is lower-cased. */
const LABEL_LENGTH = 32

export function worst(a: Severity, b: Severity): Severity {
  return ORDER[b] > ORDER[a] ? b : a
}

/**
 * The bucket of a CVSS base score or a `security-severity`.
 * 9.0 itself is critical: CVSS 3 and 4 define 9.0-10.0, and Scorecard and Grype write exactly 9.0 for Critical.
 * 0 and everything outside 0-10 is "no score" (GitHub: "regarded as having no security severity"), not low.
 */
export function bucketOf(score: number): Severity | undefined {
  if (!(score > 0 && score <= 10)) return undefined
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return 'low'
}

const DECIMAL = /^[+-]?\d{1,6}(?:\.\d{1,20})?$/

/** A number, or a plain decimal in a string; `undefined` for everything else (`Number('')` and `Number('0x9')` lie). */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.length > LABEL_LENGTH) return undefined
  const text = value.trim()
  return DECIMAL.test(text) ? Number(text) : undefined
}

/** A tool's word for a severity, in any case; `undefined` for words that say nothing (`UNKNOWN`, `undefined`, ...). */
export function labelOf(value: unknown): Severity | undefined {
  if (typeof value !== 'string' || value.length > LABEL_LENGTH) return undefined
  return LABELS.get(value.trim().toLowerCase())
}

/** @param fallback what counts when neither score nor label says anything: the level's severity, or `unknown` */
export function assess(
  score: number | undefined,
  label: Severity | undefined,
  fallback: Severity = 'unknown',
): Assessment {
  const scored = score === undefined ? undefined : bucketOf(score)
  const severity = scored === undefined ? (label ?? fallback) : label === undefined ? scored : worst(scored, label)
  return {
    severity,
    ...(scored !== undefined && score !== undefined && { scored, score }),
    ...(label !== undefined && { labelled: label }),
  }
}
