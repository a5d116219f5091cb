import type { Fields } from '../fields.ts'
import type { ScanKind, Severity } from '../report.ts'
import { type Assessment, assess, bucketOf, labelOf, numberOf, worst } from '../severity.ts'
import { count, type Oddities, textOf } from './values.ts'

/** What a `security-severity` says: GitHub wants a number, real tools also write words and nonsense. */
export interface SecuritySeverity {
  readonly score?: number
  readonly label?: Severity
  readonly invalid?: boolean
}

const NONE: SecuritySeverity = {}

/** @param properties of a result or a rule */
export function securitySeverity(properties: Fields): SecuritySeverity {
  const value = properties['security-severity']
  if (value === undefined || value === null) return NONE
  const score = numberOf(value)
  if (score !== undefined) {
    // 0 is what tools write for "not scored" (Trivy's UNKNOWN, Grype): neither low nor an error.
    if (score === 0) return NONE
    return bucketOf(score) === undefined ? { invalid: true } : { score }
  }
  const label = labelOf(value)
  return label === undefined ? { invalid: true } : { label }
}

/** Where tools keep their own word for a severity beside the level: Snyk, Checkov, Bandit, zizmor. */
const LABEL_KEYS = ['severity', 'issue_severity', 'zizmor/severity'] as const

export function labelIn(properties: Fields): Severity | undefined {
  let label: Severity | undefined
  for (const key of LABEL_KEYS) label = worstOf(label, labelOf(properties[key]))
  return label
}

/** The worse of two, where one may say nothing. */
export function worstOf(a: Severity | undefined, b: Severity | undefined): Severity | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return worst(a, b)
}

/** What kind of statement a result is (SARIF 3.27.9): `absent` ones (`pass` and the like) are no findings. */
export type Stance = 'fail' | 'review' | 'absent'

export function stanceOf(kind: unknown, oddities: Oddities): Stance {
  switch (kind) {
    case undefined:
    case 'fail':
      return 'fail'
    case 'open':
    case 'review':
      return 'review'
    case 'pass':
    case 'notApplicable':
    case 'informational':
      return 'absent'
    default:
      count(oddities, 'a `kind` that SARIF does not know, read as `fail`')
      return 'fail'
  }
}

/**
 * What a level says when neither score nor label does: error high, warning medium, note low, none info.
 * A level that SARIF does not know is read as a label (`high`), else the severity is unknown, which blocks.
 */
export function severityOfLevel(level: unknown, oddities: Oddities): Severity {
  if (level === 'error' || level === 'warning' || level === 'note' || level === 'none')
    return labelOf(level) ?? 'unknown'
  count(oddities, 'a `level` that SARIF does not know')
  return labelOf(level) ?? 'unknown'
}

/** Trivy writes one rule per CVE and the severity of each package in the text of its result. */
const TRIVY_SEVERITY = /^Severity: (CRITICAL|HIGH|MEDIUM|LOW|UNKNOWN)\s*$/m
const MESSAGE_HEAD = 4096

/** Trivy's word for one result: `unknown` when it says so, `undefined` when the text does not name one. */
export function trivySeverity(result: Fields): Severity | undefined {
  const message = result['message']
  const text = typeof message === 'object' && message !== null ? textOf((message as Fields)['text']) : undefined
  const word = text === undefined ? undefined : TRIVY_SEVERITY.exec(text.slice(0, MESSAGE_HEAD))?.[1]
  return word === undefined ? undefined : (labelOf(word) ?? 'unknown')
}

/** Everything that weighs in on the severity of one result. */
export interface Weights {
  readonly kind: ScanKind
  readonly stance: 'fail' | 'review'
  readonly score: number | undefined
  readonly label: Severity | undefined
  /** What counts when there is neither: the level's severity. */
  readonly level: Severity
  /** The rule or an alias is `MAL-*`: malware has no CVSS score, and nothing is worse to install. */
  readonly malicious: boolean
  /** Of results that ask for review. */
  readonly review: Severity
}

/** Spec security-gate 3.4; a leaked secret is never below high (3.4.5), whatever level its tool writes. */
export function weigh(weights: Weights): Assessment {
  const { kind, stance, score, label } = weights
  if (kind === 'secret') {
    const { severity: _, ...said } = assess(score, label)
    return { ...said, severity: stance === 'fail' ? 'critical' : 'high' }
  }
  if (stance === 'review') return { severity: weights.review }
  const assessment = assess(score, label, weights.level)
  return weights.malicious ? { ...assessment, severity: 'critical' } : assessment
}
