import type { Policy } from '../../policy/policy.ts'
import { type EnforcementCheck, met, type Question, some, type Unseen, unmet, unproven, unseenOf } from './check.ts'
import type { ActorFacts, BypassFacts, EnforcementFacts, RulesetFacts, Seen } from './facts.ts'
import { rulesetOf } from './holding.ts'

type Roles = Pick<Policy, 'roles' | 'enforcement'>

/** Who may be on a bypass list: everybody in the roles of `enforcement.bypass`, as the names in the policy. */
export function allowedActors({ roles, enforcement }: Roles): readonly Pick<ActorFacts, 'kind' | 'name'>[] {
  const named = (enforcement.bypass ?? []).flatMap((role) => (Object.hasOwn(roles, role) ? [roles[role]] : []))
  return named.flatMap((role) => [
    ...(role?.teams ?? []).map((name) => ({ kind: 'Team' as const, name })),
    ...(role?.apps ?? []).map((name) => ({ kind: 'Integration' as const, name })),
    ...(role?.users ?? []).map((name) => ({ kind: 'User' as const, name })),
  ])
}

type Verdict = { readonly is: 'allowed' } | { readonly is: 'excess'; readonly name: string } | Doubt
type Doubt = { readonly is: 'unknown'; readonly unseen: readonly Unseen[] }

/** A list shows numbers and a policy names: without the number behind each name, a stranger cannot be told from a friend. */
function judgeActor(actor: BypassFacts, allowed: readonly ActorFacts[]): Verdict {
  const name = `${actor.kind}${actor.id === undefined ? '' : ` ${actor.id}`} (${actor.mode})`
  const friends = allowed.filter(({ kind }) => kind === actor.kind)
  if (actor.id !== undefined && friends.some(({ id }) => id.state === 'read' && id.value === actor.id)) {
    return { is: 'allowed' }
  }
  const doubts = unseenOf(...friends.map(({ id }) => id))
  return doubts.length > 0 && actor.id !== undefined ? { is: 'unknown', unseen: doubts } : { is: 'excess', name }
}

/** @param rulesets those that the fence is made of */
export function judgeBypass(
  question: Question,
  rulesets: readonly { readonly known?: RulesetFacts; readonly unseen: readonly Unseen[] }[],
  facts: Pick<EnforcementFacts, 'actors'>,
  policy: Roles,
): EnforcementCheck {
  const named = allowedActors(policy)
  const allowed = named.map(({ kind, name }) => ({ kind, name, id: numberOf(facts.actors, kind, name) }))
  const doubts: Unseen[] = []
  const excess: string[] = []
  for (const { known, unseen } of rulesets) {
    doubts.push(...unseen, ...(known === undefined ? [] : unseenOf(known.bypass)))
    for (const actor of known?.bypass.state === 'read' ? known.bypass.value : []) {
      const verdict = judgeActor(actor, allowed)
      if (verdict.is === 'excess') excess.push(`${verdict.name} on "${known?.name}"`)
      if (verdict.is === 'unknown') doubts.push(...verdict.unseen)
    }
  }
  if (excess.length > 0) return unmet(question, { looked: `Not in \`enforcement.bypass\`: ${some(excess)}.` })
  if (doubts.length > 0) return unproven(question, doubts)
  const count = rulesets.length
  return met(question, { looked: `Bypass lists of ${count} ruleset${count === 1 ? '' : 's'}: nobody else.` })
}

function numberOf(actors: readonly ActorFacts[], kind: ActorFacts['kind'], name: string): Seen<number> {
  const found = actors.find((actor) => actor.kind === kind && actor.name.toLowerCase() === name.toLowerCase())
  return found?.id ?? { state: 'absent', detail: `The number of ${name} was not looked up.` }
}

const REMEDY =
  'Take everybody else off the bypass list, or name their role in `enforcement.bypass` of the policy, where the change is reviewed.'

export function judgeBranchBypass(facts: EnforcementFacts, policy: Roles): EnforcementCheck {
  const question: Question = {
    id: 'bypass',
    title: 'Nobody goes past the rules of the branch unless the policy names them',
    expected: expectedOf(policy),
    remedy: REMEDY,
  }
  if (facts.rules.state !== 'read') return unproven(question, [facts.rules])
  const ids = [...new Set(facts.rules.value.map(({ rulesetId }) => rulesetId))]
  const rulesets = ids.map((id) => rulesetOf(facts.rulesets, id))
  // A ruleset that is not in force holds nothing that could be bypassed.
  const standing = rulesets.filter(({ known }) => known === undefined || known.enforcement === 'active')
  if (standing.length > 0) return judgeBypass(question, standing, facts, policy)
  const { classic } = facts
  if (classic.state !== 'read') return unproven(question, [classic])
  if (classic.value === 'none') {
    const first = { ...question, remedy: 'Import examples/rulesets/production-branch.json.' }
    return unmet(first, { looked: 'There is no rule: everybody is past it.' })
  }
  const through = classic.value.pullRequest?.bypass ?? 0
  if (!classic.value.enforceAdmins || through > 0) {
    const who = classic.value.enforceAdmins ? `${through} actors` : 'administrators'
    return unmet(question, { looked: `Classic protection lets ${who} past it.` })
  }
  return met(question, { looked: 'Classic protection holds for administrators too, and lets nobody past it.' })
}

export const expectedOf = ({ enforcement }: Roles): string =>
  (enforcement.bypass ?? []).length === 0
    ? 'An empty bypass list'
    : `Only the roles ${(enforcement.bypass ?? []).join(', ')}`

export { REMEDY as BYPASS_REMEDY }
