import { matches, parseGlob } from '../../policy/glob.ts'
import { type EnforcementCheck, met, notApplicable, type Question, unmet, unproven, unseenOf } from './check.ts'
import type { EnforcementFacts } from './facts.ts'
import { heldRules, isNamed } from './holding.ts'
import type { EventFacts, GateStep, WorkflowFacts } from './workflow.ts'

/** decisions.md 2.4: what can change a verdict while the head stays. `dismissed` is a type of pull_request_review. */
const TYPES = ['opened', 'synchronize', 'reopened', 'edited', 'labeled', 'unlabeled', 'ready_for_review'] as const
/** What GitHub takes when a workflow names none. */
const DEFAULT_TYPES = ['opened', 'synchronize', 'reopened']
/** Events that carry a change that is not merged yet. */
const CHANGES: ReadonlySet<string> = new Set(['pull_request', 'pull_request_target', 'workflow_run'])
const REVIEW_TYPES = ['submitted', 'dismissed'] as const

/** A step that a workflow of the default branch has, in it. */
interface Use {
  readonly workflow: WorkflowFacts
  readonly step: GateStep
}

const usesOf = (workflows: readonly WorkflowFacts[], gate: string): readonly Use[] =>
  workflows.flatMap((workflow) => workflow.gates.flatMap((step) => (step.gate === gate ? [{ workflow, step }] : [])))

/** Names that the checks of a gate's jobs have; strength 1 is one of them being required. */
export const jobsOf = (workflows: readonly WorkflowFacts[], gate: string): readonly string[] =>
  usesOf(workflows, gate).map(({ step }) => step.job)

/** A skipped job is a satisfied check, and so is one that may fail: decisions.md 2.6. */
export function judgeGateWorkflow(facts: EnforcementFacts, gate: string): EnforcementCheck {
  const question: Question = {
    id: `workflow/${gate}`,
    title: `Nothing skips or softens ${gate}`,
    expected:
      'Job and step with `if: ${{ always() }}` and no other condition, no path filter, ' +
      `\`pull_request_target\` with the types ${TYPES.join(', ')}, and reviews that start it`,
    remedy: 'Take the workflow of docs/enforcement.md.',
  }
  const elsewhere = facts.required.some(({ gates }) => gates.state === 'read' && gates.value.includes(gate))
  const { workflows } = facts
  if (workflows.state !== 'read') return unproven(question, [workflows])
  const uses = usesOf(workflows.value, gate)
  const hidden = workflows.value.filter(({ unreadable, calls }) => unreadable !== undefined || calls)
  if (uses.length === 0) {
    if (elsewhere) return notApplicable(question, 'A workflow of another repository runs it, which rules require.')
    const doubts = facts.required.flatMap(({ gates }) => unseenOf(gates))
    if (doubts.length > 0) return unproven(question, doubts)
    const [first] = hidden
    if (first === undefined) return unmet(question, { looked: `No workflow of the default branch runs ${gate}.` })
    const why = first.unreadable ?? `${first.path} calls a reusable workflow, whose steps are not looked into.`
    return unproven(question, [{ state: 'partial', detail: why }], `No workflow is seen to run ${gate}.`)
  }
  // On a push what runs has been merged: it is no fence.
  const fencing = uses.filter(({ workflow }) => workflow.events.some(({ name }) => CHANGES.has(name)))
  if (
    !fencing.some(({ workflow }) =>
      workflow.events.some(({ name }) => name === 'pull_request' || name === 'pull_request_target'),
    )
  ) {
    const place = { path: uses[0]?.workflow.path ?? '' }
    return unmet(question, { looked: `No workflow runs ${gate} on \`pull_request_target\`.`, place })
  }
  const [faulty] = fencing.flatMap((use) => {
    const problems = problemsOf(use, facts.branch, workflows.value)
    return problems.length === 0 ? [] : [{ path: use.workflow.path, problems }]
  })
  if (faulty !== undefined) {
    return unmet(question, { looked: `${faulty.problems.join('; ')}.`, place: { path: faulty.path } })
  }
  const path = fencing[0]?.workflow.path ?? ''
  return met(question, { looked: `${path} runs it, whatever happened before.`, place: { path } })
}

function problemsOf({ workflow, step }: Use, branch: string, all: readonly WorkflowFacts[]): readonly string[] {
  const problems: string[] = []
  if (!isAlways(step.jobIf)) problems.push(`job ${step.job} has ${shown(step.jobIf)}`)
  if (!isAlways(step.stepIf)) problems.push(`its step has ${shown(step.stepIf)}`)
  if (step.tolerated) problems.push(`job ${step.job} may fail (continue-on-error)`)
  const main = workflow.events.find(({ name }) => name === 'pull_request_target')
  if (main !== undefined) problems.push(...ofEvent(main, branch))
  if (workflow.events.some(({ name }) => name === 'pull_request')) {
    problems.push('it runs on `pull_request`, whose workflow the author of the change can rewrite')
  }
  const reviewed = all.some(({ events }) => events.some(isReview))
  if (!reviewed) problems.push('no workflow runs on `pull_request_review` (submitted, dismissed)')
  return problems
}

const isAlways = (condition: string | undefined): boolean =>
  condition !== undefined && /^(?:\$\{\{ {0,3})?always\(\)(?: {0,3}\}\})?$/.test(condition.trim())

const shown = (condition: string | undefined): string =>
  condition === undefined
    ? 'no `if`, so it is skipped when something before it fails'
    : `\`if: ${condition.slice(0, 80)}\``

function ofEvent({ name, types = DEFAULT_TYPES, branches, filters }: EventFacts, branch: string): readonly string[] {
  const missing = TYPES.filter((type) => !types.includes(type))
  return [
    ...filters.map((filter) => `\`${name}\` is filtered by ${filter}`),
    ...(missing.length > 0 ? [`\`${name}\` leaves out ${missing.join(', ')}`] : []),
    ...(branches !== undefined && !branches.some((pattern) => isBranch(pattern, branch))
      ? [`\`${name}\` leaves out the branch ${branch}`]
      : []),
  ]
}

/** A pattern of another dialect is not one that is known to match. */
function isBranch(pattern: string, branch: string): boolean {
  if (pattern === branch || pattern === '**') return true
  try {
    return matches(parseGlob(pattern), branch)
  } catch {
    return false
  }
}

const isReview = ({ name, types = [...REVIEW_TYPES], filters }: EventFacts): boolean =>
  name === 'pull_request_review' && filters.length === 0 && REVIEW_TYPES.every((type) => types.includes(type))

/** With a queue, checks are asked for on `merge_group`: a workflow that does not know the event leaves them hanging. */
export function judgeQueue(facts: EnforcementFacts): EnforcementCheck {
  const question: Question = {
    id: 'merge-queue',
    title: 'The merge queue is judged',
    expected: 'A workflow with the event `merge_group`',
    remedy: 'Add the bridge workflow of docs/enforcement.md.',
  }
  const queue = heldRules(facts).filter(({ rule }) => isNamed(rule, 'merge_queue'))
  if (queue.length === 0) {
    const doubts = unseenOf(facts.rules)
    if (doubts.length > 0) return unproven(question, doubts)
    return notApplicable(question, `${facts.branch} has no rule \`merge_queue\`.`)
  }
  const { workflows } = facts
  if (workflows.state !== 'read') return unproven(question, [workflows])
  const handling = workflows.value.find(({ events }) => events.some(({ name }) => name === 'merge_group'))
  const sure = queue.some(({ unseen }) => unseen.length === 0)
  if (!sure)
    return unproven(
      question,
      queue.flatMap(({ unseen }) => unseen),
    )
  if (handling === undefined)
    return unmet(question, { looked: 'A queue is on, and no workflow runs on `merge_group`.' })
  return met(question, { looked: `${handling.path} runs on \`merge_group\`.`, place: { path: handling.path } })
}
