import type { Policy } from '../../policy/policy.ts'
import type { Gate, Strength } from '../../verdict/verdict.ts'
import { type EnforcementCheck, met, type Question, type Unseen, unmet, unproven, unseenOf } from './check.ts'
import { ACTIONS_APP, type EnforcementFacts, type RequiredCheck } from './facts.ts'
import { jobsOf } from './gate-workflow.ts'
import { heldRules, holdsForAll } from './holding.ts'

/** How hard a gate is to go round, as far as it was seen: what is not proven has strength 0. */
export interface GateStrength {
  readonly gate: Gate
  readonly strength: Strength
  readonly detail: string
  /** It may be stronger: something could not be read. */
  readonly unproven: boolean
}

interface Required {
  /** `proven` by a ruleset that was seen, or by classic protection. */
  readonly proven: readonly Way[]
  readonly possible: readonly Unseen[]
}

interface Way {
  readonly strength: Strength
  readonly pinned: boolean
  readonly detail: string
}

const contextOf = (gate: Gate): string => `production-gates/${gate}`

/** Every way in which rules ask for a gate (platform.md, "Three strengths"). */
function requiredWays(facts: EnforcementFacts, gate: Gate, policy: Pick<Policy, 'enforcement'>): Required {
  const held = heldRules(facts)
  const classic = facts.classic.state === 'read' && facts.classic.value !== 'none' ? facts.classic.value : undefined
  const proven: Way[] = []
  const possible: Unseen[] = [...unseenOf(facts.rules, facts.classic)]
  const jobs = facts.workflows.state === 'read' ? jobsOf(facts.workflows.value, gate) : []
  if (facts.workflows.state !== 'read') possible.push(facts.workflows)
  const take = (checks: readonly RequiredCheck[], unseen: readonly Unseen[]): void => {
    const ways = checks.flatMap((check) => wayOf(check, gate, jobs, policy.enforcement['app-id']))
    if (ways.length > 0 && unseen.length > 0) possible.push(...unseen)
    else proven.push(...ways)
  }
  for (const { rule, unseen } of held) {
    if (rule.type === 'required_status_checks') take(rule.checks, unseen)
    if (rule.type !== 'workflows') continue
    for (const { path, repositoryId } of rule.workflows) {
      const known = facts.required.find((one) => one.path === path && one.repositoryId === repositoryId)
      const inside: readonly Unseen[] = known === undefined ? [NOT_LOOKED_INTO] : unseenOf(known.gates)
      const runs = known?.gates.state === 'read' && known.gates.value.includes(gate)
      const doubts = [...unseen, ...inside, ...unseenOf(facts.repositoryId)]
      if (doubts.length > 0) possible.push(...doubts)
      else if (runs && facts.repositoryId.state === 'read' && facts.repositoryId.value !== repositoryId) {
        proven.push({
          strength: 3,
          pinned: true,
          detail: `the required workflow ${path} of repository ${repositoryId}`,
        })
      }
    }
  }
  if (classic !== undefined && holdsForAll(classic)) take(classic.checks, [])
  return { proven, possible }
}

const NOT_LOOKED_INTO: Unseen = {
  state: 'absent',
  detail: 'A rule requires a workflow of another repository, and that file was not read. Name it in `trust.workflows`.',
}

function wayOf(
  { context, appId }: RequiredCheck,
  gate: Gate,
  jobs: readonly string[],
  app: number | undefined,
): readonly Way[] {
  if (context === contextOf(gate)) {
    // A "pinned" App that everything in the repository can write as is no pin.
    if (appId !== undefined && appId === app && app !== ACTIONS_APP) {
      return [{ strength: 3, pinned: true, detail: `check run ${context} of App ${appId} only` }]
    }
    const from = appId === undefined ? 'anybody who may write checks' : `App ${appId}`
    return [{ strength: 2, pinned: appId === (app ?? ACTIONS_APP), detail: `check run ${context} of ${from}` }]
  }
  if (!jobs.includes(context)) return []
  const from = appId === undefined ? 'anybody who may write checks' : `App ${appId}`
  return [{ strength: 1, pinned: app === undefined && appId === ACTIONS_APP, detail: `the job ${context}, by ${from}` }]
}

export function strengthOf(facts: EnforcementFacts, gate: Gate, policy: Pick<Policy, 'enforcement'>): GateStrength {
  const { proven, possible } = requiredWays(facts, gate, policy)
  const best = bestOf(proven)
  const doubt = possible[0]
  const unproved = doubt !== undefined && best?.strength !== 3
  const detail = best === undefined ? 'Nothing that was seen requires it.' : `Required: ${best.detail}.`
  return {
    gate,
    strength: best?.strength ?? 0,
    detail: unproved ? `${detail} ${doubt.detail}` : detail,
    unproven: unproved,
  }
}

const bestOf = (ways: readonly Way[]): Way | undefined =>
  ways.toSorted((one, next) => next.strength - one.strength || Number(next.pinned) - Number(one.pinned))[0]

/** Two questions: whether the gate is required at all, and from whom its check must come. */
export function judgeRequired(
  facts: EnforcementFacts,
  gate: Gate,
  policy: Pick<Policy, 'enforcement'>,
): readonly EnforcementCheck[] {
  const { proven, possible } = requiredWays(facts, gate, policy)
  const app = policy.enforcement['app-id']
  const required: Question = {
    id: `required/${gate}`,
    title: `${gate} is required`,
    expected: `A required check \`${contextOf(gate)}\`, the job that runs it, or a required workflow`,
    remedy: 'Import a ruleset of examples/rulesets, with this gate among its required checks.',
  }
  const source = app === undefined ? `${ACTIONS_APP}, GitHub Actions: strength 3 takes an App` : `${app}`
  const pinned: Question = {
    id: `pinned/${gate}`,
    title: `The check of ${gate} counts from one source only`,
    expected: `The integration id of the required check pinned to ${app === ACTIONS_APP ? 'an App of your own' : source}`,
    remedy: 'Set the source of the required check in the ruleset (`integration_id`), and `enforcement.app-id`.',
  }
  const best = bestOf(proven)
  const pin = proven.find((way) => way.pinned && (app === undefined || way.strength === 3))
  const missing = (question: Question, looked: string): EnforcementCheck =>
    possible.length > 0 ? unproven(question, possible) : unmet(question, { looked })
  return [
    best === undefined
      ? missing(required, `No rule of ${facts.branch} requires it.`)
      : met(required, { looked: `Required: ${best.detail}.` }),
    pin === undefined
      ? missing(pinned, best === undefined ? 'It is not required at all.' : `Required: ${best.detail}.`)
      : met(pinned, { looked: `Required: ${pin.detail}.` }),
  ]
}
