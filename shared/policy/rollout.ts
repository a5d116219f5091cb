import type { Gate } from '../verdict/verdict.ts'
import type { Policy } from './policy.ts'

export type Enforcement =
  | { readonly mode: 'enforce' }
  | { readonly mode: 'observe'; readonly until?: string; readonly because: string }

/**
 * Whether a gate's verdict counts now. Observing holds up to and including the day of `observe-until`, in UTC; after
 * it the gate enforces without anyone doing anything.
 * @param nowIso ISO 8601 in UTC
 */
export function enforcementOf(policy: Pick<Policy, 'rollout'>, gate: Gate, nowIso: string): Enforcement {
  const rollout = policy.rollout[gate]
  if (rollout === undefined || rollout === 'enforce') return { mode: 'enforce' }
  if (rollout === 'observe') {
    return { mode: 'observe', because: 'There is no policy file. Add .github/production.yml to enforce.' }
  }
  const until = rollout['observe-until']
  if (nowIso.slice(0, 10) > until) return { mode: 'enforce' }
  return { mode: 'observe', until, because: `The policy lets ${gate} observe until ${until} (rollout.${gate}).` }
}
