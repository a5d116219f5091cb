import { compare } from '../../../../shared/verdict/conclude.ts'
import type { Finding } from '../../../../shared/verdict/finding.ts'
import type { DismissalFact } from '../../github-facts.ts'
import { finding } from '../findings.ts'
import type { Context } from './context.ts'

export interface DismissedAlert {
  readonly number: number
  readonly dismissal: DismissalFact
}

export type Settlement =
  | { readonly counts: false; readonly by: 'role' | 'date' }
  /** `why` is a clause. */
  | { readonly counts: true; readonly why: string }

/** Dismissed alerts count unless an allowed person dismissed them (decisions.md 1.10); what cannot be known counts. */
export function settlementOf({ by, at }: DismissalFact, { policy, dismissers }: Context): Settlement {
  const rule = policy.dismissals
  if (rule === undefined) return { counts: true, why: 'the policy names nobody whose dismissals count' }
  const before = rule['accept-before']
  if (before !== undefined && at !== undefined && Date.parse(at) < Date.parse(before))
    return { counts: false, by: 'date' }
  if (by === undefined) return { counts: true, why: 'no person stands behind it' }
  const holds = Object.hasOwn(dismissers, by.login) ? dismissers[by.login] : 'unknown'
  if (holds === 'yes') return { counts: false, by: 'role' }
  const roles = rule.by.join(', ')
  return {
    counts: true,
    why:
      holds === 'no'
        ? `${by.login} has none of the roles in \`security-gate.dismissals.by\` (${roles})`
        : `nobody could tell whether ${by.login} has one of the roles in \`security-gate.dismissals.by\` (${roles}), whose teams only a token with members: read is shown`,
  }
}

/** One finding for each reason, with how many: a repository may have hundreds of dismissed alerts. */
export function dismissalFindings(source: string, alerts: readonly DismissedAlert[], context: Context): Finding[] {
  const groups = new Map<string, { readonly settlement: Settlement; readonly numbers: number[] }>()
  for (const { number, dismissal } of alerts) {
    const settlement = settlementOf(dismissal, context)
    const key = settlement.counts ? `${dismissal.by?.login ?? ''}:${settlement.why}` : settlement.by
    const group = groups.get(key) ?? { settlement, numbers: [] }
    group.numbers.push(number)
    groups.set(key, group)
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([key, { settlement, numbers }]) => {
      const which = counted(numbers)
      const parts = { source, key: `${source}:${key}` }
      if (settlement.counts) {
        return finding('security-gate/dismissal-not-allowed', {
          ...parts,
          detail: `${which} count: ${settlement.why}.`,
        })
      }
      const detail =
        settlement.by === 'role'
          ? `${which} do not count: a person with a role in \`security-gate.dismissals.by\` dismissed them.`
          : `${which} do not count: dismissed before ${context.policy.dismissals?.['accept-before']}, which \`security-gate.dismissals.accept-before\` accepts.`
      return finding('security-gate/dismissal-accepted', { ...parts, detail })
    })
}

/** Named in a sentence; the evidence has them all. */
const NAMED = 10

function counted(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b)
  const named = sorted.slice(0, NAMED).map((number) => `#${number}`)
  const rest = sorted.length - named.length
  return `Dismissed alerts (${sorted.length}): ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
