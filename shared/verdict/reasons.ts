import type { ReasonCode } from './finding.ts'
import { DOD_CHECK } from './reasons/dod-check.ts'
import { SECURITY_GATE } from './reasons/security-gate.ts'

/** What a reason code means, said once: annotations, summary, SARIF and docs/reasons.md all take it from here. */
export interface Reason {
  /**
   * `blind` a required source could not be read or trusted; nothing may cover it.
   * `block` something is wrong; `warn` and `note` are shown and change no conclusion.
   */
  readonly means: 'blind' | 'block' | 'warn' | 'note'
  readonly title: string
  /** Why it matters, in a sentence. */
  readonly why: string
  /** What to do about it, in a sentence. */
  readonly remedy: string
}

export const REASONS: ReadonlyMap<string, Reason> = new Map(Object.entries({ ...SECURITY_GATE, ...DOD_CHECK }))

/** @throws Error for a code that is not in the registry: a gate may not invent reasons on the fly */
export function reasonOf(code: ReasonCode): Reason {
  const reason = REASONS.get(code)
  if (reason === undefined) throw new Error(`Reason ${code} is not in shared/verdict/reasons.ts`)
  return reason
}
