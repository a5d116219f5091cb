import type { Finding, Source } from './finding.ts'

export const GATES = [
  'security-gate',
  'dod-check',
  'override-audit',
  'release-tag',
  'backup-witness',
  'canary-gate',
  'readiness-check',
] as const
export type Gate = (typeof GATES)[number]

export type Conclusion = 'pass' | 'overridden' | 'waiting' | 'fail' | 'blind'

/** What is judged. Numeric ids survive renames and transfers; names do not. */
export interface Subject {
  readonly repositoryId?: number
  readonly ownerId?: number
  /** `git+https://github.com/acme/app`, or `file:` for a local run. */
  readonly uri: string
  readonly commit?: string
  readonly tree?: string
  /** `refs/heads/main`. */
  readonly baseRef?: string
  readonly pull?: number
}

/**
 * How hard the gate is to go round (platform.md, "Three strengths of required"):
 * 0 = a local run, 1 = a job, 2 = a check run by GITHUB_TOKEN, 3 = an App's check or a required workflow.
 */
export type Strength = 0 | 1 | 2 | 3

export interface Criterion {
  readonly id: string
  readonly title: string
  readonly state: 'met' | 'unmet' | 'waiting' | 'overridden' | 'not-applicable' | 'unproven'
  readonly detail: string
}

export interface Verdict {
  readonly gate: Gate
  readonly subject: Subject
  readonly conclusion: Conclusion
  /** Every finding, most severe first, never only the first. */
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
  readonly criteria?: readonly Criterion[]
  readonly strength: Strength
  /** ISO 8601 UTC: the earliest expiry among the evidence and exceptions this verdict rests on. */
  readonly validUntil?: string
  readonly nextDue?: string
}
