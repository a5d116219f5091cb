import type { Gate } from '../verdict/verdict.ts'
import type { Policy } from './policy.ts'

/** `observe`: everything is judged and shown, nothing is enforced, and the result is evidence for nothing. */
export type Enforcement =
  | { readonly mode: 'enforce' }
  | { readonly mode: 'observe'; readonly because: 'no-policy'; readonly preset: string }
  /** `until`: the last day of `rollout.<gate>.observe-until`. */
  | { readonly mode: 'observe'; readonly because: 'rollout'; readonly until: string }

/**
 * Whether a gate's verdict counts now. Observing holds up to and including the day of `observe-until`, in UTC; after
 * it the gate enforces without anyone doing anything.
 * @param nowIso ISO 8601 in UTC
 */
export function enforcementOf(policy: Pick<Policy, 'rollout' | 'preset'>, gate: Gate, nowIso: string): Enforcement {
  const rollout = policy.rollout[gate]
  if (rollout === undefined || rollout === 'enforce') return { mode: 'enforce' }
  if (rollout === 'observe') return { mode: 'observe', because: 'no-policy', preset: policy.preset }
  const until = rollout['observe-until']
  return nowIso.slice(0, 10) > until ? { mode: 'enforce' } : { mode: 'observe', because: 'rollout', until }
}
