import { createHash } from 'node:crypto'
import type { RunFinding } from './one-run.ts'
import type { Severity } from './report.ts'

/** Where and what a secret is, never the secret. */
export interface SecretFacts {
  readonly ruleId: string
  readonly location?: RunFinding['location'] | undefined
  /** 1-based; tells two secrets on one line apart where the tool says it. */
  readonly column?: number | undefined
  /** The commit that brought it in: not the commit that was scanned. */
  readonly leakedIn?: string | undefined
  /** `false` only when the tool tried the secret and it did not work. */
  readonly verified?: boolean | undefined
  readonly suppressedBy?: string | undefined
  readonly aliases?: readonly string[]
  readonly labelled?: Severity | undefined
}

/**
 * A secret blocks whatever its label says (spec security-gate 3.4.5): critical, or high when the tool tried it in vain.
 *
 * Its fingerprint is a hash over rule, path, line, column and the commit that brought it in. It does not survive moved
 * lines. A hash over the secret would, and would let anyone who reads the evidence test guesses against it offline:
 * passwords in code are short.
 */
export function secretFinding(facts: SecretFacts): RunFinding {
  const { location } = facts
  return {
    kind: 'secret',
    severity: facts.verified === false ? 'high' : 'critical',
    ...(facts.labelled !== undefined && { labelled: facts.labelled }),
    ruleId: facts.ruleId,
    aliases: facts.aliases ?? [],
    ...(location !== undefined && { location }),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([facts.ruleId, location?.path, location?.line, facts.column, facts.leakedIn]))
      .digest('hex'),
    ...(facts.verified !== undefined && { verified: facts.verified }),
    ...(facts.suppressedBy !== undefined && { suppressed: true, suppressedBy: facts.suppressedBy }),
  }
}
