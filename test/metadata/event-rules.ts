import { parse } from 'yaml'
import * as z from 'zod/mini'

const scopes = z.optional(z.union([z.string(), z.record(z.string(), z.string())]))
const step = z.looseObject({
  uses: z.optional(z.string()),
  run: z.optional(z.string()),
  with: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
})
const job = z.looseObject({
  if: z.optional(z.union([z.string(), z.boolean()])),
  uses: z.optional(z.string()),
  with: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  secrets: z.optional(z.union([z.string(), z.record(z.string(), z.string())])),
  permissions: scopes,
  steps: z._default(z.array(step), []),
})
const trigger = z.nullable(
  z.union([
    z.array(z.unknown()),
    z.looseObject({
      types: z.optional(z.array(z.string())),
      workflows: z.optional(z.array(z.string())),
      inputs: z.optional(z.record(z.string(), z.unknown())),
      secrets: z.optional(z.record(z.string(), z.unknown())),
    }),
  ]),
)
const document = z.looseObject({
  name: z.optional(z.string()),
  on: z.record(z.string(), trigger),
  permissions: scopes,
  concurrency: z.optional(z.looseObject({ group: z.string(), 'cancel-in-progress': z.optional(z.boolean()) })),
  jobs: z.record(z.string(), job),
})
export type Workflow = z.infer<typeof document>
export type Job = z.infer<typeof job>

export const parseWorkflow = (text: string): Workflow => document.parse(parse(text))

/** Gates that are shipped with workflows, and what calls each. */
export const CALLED = { 'security-gate': 'reusable-gate.yml', 'dod-check': 'reusable-done.yml' } as const
export type ShippedGate = keyof typeof CALLED
const GATES = ['security-gate', 'dod-check'] as const

/** The gate that a job runs, itself or by a call. */
export const gateOf = ({ uses = '', steps }: Job): ShippedGate | undefined =>
  GATES.find(
    (gate) =>
      uses.includes(`/${CALLED[gate]}@`) ||
      steps.some((step) => new RegExp(`/actions/${gate}(?:@|$)`).test(step.uses ?? '')),
  )
export const isGateJob = (one: Job): boolean => gateOf(one) !== undefined

/** What a verdict depends on and GitHub tells by such an event (decisions.md 2.4). */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request_target: ['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review', 'labeled', 'unlabeled'],
  pull_request_review: ['submitted', 'edited', 'dismissed'],
  merge_group: ['checks_requested'],
  workflow_run: ['completed'],
  issue_comment: ['created'],
}

/** By what runs of one pull request keep out of each other's way. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  pull_request: /github\.event\.pull_request\.number/,
  pull_request_target: /^production-gates-\$\{\{ github\.event\.pull_request\.number \}\}$/,
  pull_request_review: /github\.event\.pull_request\.number/,
  merge_group: /github\.sha/,
  workflow_run:
    /^production-gates-\$\{\{ fromJSON\(toJSON\(github\.event\.workflow_run\.pull_requests\)\)\[0\]\.number \|\| github\.event\.workflow_run\.head_sha \}\}$/,
  issue_comment: /^production-gates-\$\{\{ startsWith\(.*\) && github\.event\.issue\.number \|\| github\.run_id \}\}$/,
  push: /github\.sha/,
  deployment: /github\.event\.deployment\.id/,
  schedule: /^production-gates-(?:sweep|roster)$/,
}

/** On these the author of a change may have written the file. */
const OF_THE_AUTHOR = ['pull_request', 'pull_request_review', 'merge_group']

/** What is wrong with a workflow that stands by itself; one line a problem. */
export function eventProblems(text: string): string[] {
  const workflow = parseWorkflow(text)
  const events = Object.keys(workflow.on)
  const jobs = Object.values(workflow.jobs)
  const gate = jobs.some(isGateJob)
  return [
    ...silentPermissions(text, workflow),
    ...(gate ? filters(workflow) : []),
    ...(gate || isBridge(workflow) ? missingTypes(workflow) : []),
    ...(events.includes('workflow_call') ? [] : wrongGroup(workflow)),
    ...(isBridge(workflow) ? busyBridge(workflow) : []),
    ...(gate && events.some((event) => OF_THE_AUTHOR.includes(event))
      ? ['a gate on an event whose workflow file is the author’s']
      : []),
    ...(events.some((event) => OF_THE_AUTHOR.includes(event)) && /\bsecrets\b/.test(text.replaceAll(/#.*/g, ''))
      ? ['a secret in a workflow that the author of a change may have written']
      : []),
    ...(gate && events.includes('issue_comment') ? jobs.flatMap(unaskedComment) : []),
  ]
}

/** Only waits to be over: nothing of it is trusted. */
const isBridge = ({ on, jobs }: Workflow): boolean => {
  const events = Object.keys(on)
  return (
    events.every((event) => ['pull_request_review', 'merge_group'].includes(event)) ||
    Object.values(jobs).some(({ uses }) => /\/reusable-bridge\.yml@/.test(uses ?? ''))
  )
}

function silentPermissions(text: string, { permissions, jobs }: Workflow): string[] {
  const lists = [permissions, ...Object.values(jobs).map((one) => one.permissions)]
  return lists.flatMap((list) => {
    if (list === undefined) return []
    if (typeof list === 'string') return [`permissions: ${list} is not a list of scopes`]
    return Object.entries(list)
      .filter(([scope, access]) => !hasReasons(text, `${scope}: ${access}`))
      .map(([scope, access]) => `${scope}: ${access} has no reason beside it`)
  })
}

/** Each time it stands there: two jobs of one workflow may want it for two things. */
function hasReasons(text: string, granted: string): boolean {
  const lines = text.split('\n').filter((line) => line.trimStart().split(' #')[0]?.trimEnd() === granted)
  return lines.length > 0 && lines.every((line) => / # \S.{10,}$/.test(line))
}

function filters({ on }: Workflow): string[] {
  return Object.entries(on).flatMap(([event, value]) => {
    const keys = value === null || Array.isArray(value) ? [] : Object.keys(value)
    const wrong = keys.filter((key) => /^(paths|branches|tags)(-ignore)?$/.test(key))
    // A push is judged where the policy says it counts; a required check never hangs on it.
    return wrong
      .filter((key) => !(event === 'push' && key === 'branches'))
      .map((key) => `${event} has a filter ${key}: a gate that does not run is a satisfied or an endless check`)
  })
}

function missingTypes({ on }: Workflow): string[] {
  return Object.entries(on).flatMap(([event, value]) => {
    const wanted = TYPES[event] ?? []
    const given = value === null || Array.isArray(value) ? [] : (value.types ?? [])
    const missing = wanted.filter((type) => !given.includes(type))
    if (missing.length > 0) return [`${event} lacks the types ${missing.join(', ')}`]
    return event === 'issue_comment' && given.length > 1 ? ['issue_comment is asked for more than new comments'] : []
  })
}

function wrongGroup({ on, concurrency, jobs }: Workflow): string[] {
  if (concurrency === undefined) return ['no concurrency: two runs of one pull request answer each other']
  const group = concurrency.group
  const wrong = Object.keys(on).filter((event) => GROUPS[event]?.test(group) === false)
  const cancels = concurrency['cancel-in-progress'] === true
  const gate = Object.values(jobs).some(isGateJob)
  return [
    ...wrong.map((event) => `the concurrency group ${group} is not the one of ${event}`),
    ...(cancels && gate && !('pull_request_target' in on)
      ? ['it cancels a run that is judging something else than it will judge itself']
      : []),
  ]
}

function busyBridge({ permissions, jobs }: Workflow): string[] {
  const none = typeof permissions === 'object' && Object.keys(permissions).length === 0
  const busy = Object.values(jobs).some(
    (one) =>
      one.permissions !== undefined || one.secrets !== undefined || one.steps.some(({ uses }) => uses !== undefined),
  )
  return [
    ...(none ? [] : ['a bridge has permissions: {} and nothing else']),
    ...(busy ? ['a bridge does nothing: no action, no permission, no secret'] : []),
  ]
}

function unaskedComment(one: Job): string[] {
  const condition = String(one.if ?? '')
  const parts = [
    'github.event.issue.pull_request',
    "startsWith(github.event.comment.body, '/recheck')",
    'github.event.comment.author_association',
  ]
  return parts
    .filter((part) => !condition.includes(part))
    .map((part) => `a comment starts the gate without a look at ${part}`)
}
