import type { Source } from '../verdict/finding.ts'
import type { Gate, Strength, Subject } from '../verdict/verdict.ts'

export const EVIDENCE_SCHEMA = 'urn:production-gates:evidence:v1'

/** Where a part of the policy was read, so that an auditor can read the same bytes. */
export interface PolicyPart {
  readonly uri: string
  readonly commit?: string
  readonly sha256: string
}

/** Everything a verdict rests on, as plain JSON: `judge` needs nothing else, so `replay` can judge it again. */
export interface Evidence<Facts, Policy> {
  readonly schema: typeof EVIDENCE_SCHEMA
  readonly gate: Gate
  readonly tool: { readonly version: string; readonly bundleSha256: string }
  /** ISO 8601 UTC: the instant everything is judged at. */
  readonly now: string
  readonly subject: Subject
  readonly strength: Strength
  readonly policy: { readonly resolved: Policy; readonly parts: readonly PolicyPart[] }
  readonly sources: readonly Source[]
  readonly facts: Facts
}
