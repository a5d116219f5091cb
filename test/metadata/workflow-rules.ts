import { parse } from 'yaml'
import * as z from 'zod/mini'

const step = z.looseObject({
  uses: z.optional(z.string()),
  run: z.optional(z.string()),
  if: z.optional(z.union([z.string(), z.boolean()])),
  with: z.optional(z.record(z.string(), z.unknown())),
  env: z.optional(z.record(z.string(), z.unknown())),
})
const job = z.looseObject({
  if: z.optional(z.union([z.string(), z.boolean()])),
  uses: z.optional(z.string()),
  permissions: z.optional(z.unknown()),
  'timeout-minutes': z.optional(z.number()),
  steps: z._default(z.array(step), []),
})
const workflow = z.looseObject({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: z.optional(z.unknown()),
  jobs: z.record(z.string(), job),
})
type Job = z.infer<typeof job>
type Step = z.infer<typeof step>

/** On these a workflow has the token of the default branch, and what it is about may be anybody's. */
const TRUSTED = ['pull_request_target', 'workflow_run', 'issue_comment']

/** What no linter says and a gate's own workflow must keep to. One line a problem, empty when there is none. */
export function problemsOf(text: string): string[] {
  const { on, permissions, jobs } = workflow.parse(parse(text))
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on)
  const trusted = events.some((event) => TRUSTED.includes(event))
  // What a comment starts stands on no head: no required check is skipped with it.
  const answers = events.every((event) => event === 'issue_comment')
  return [
    ...topPermissions(permissions),
    ...ofCalls(on),
    ...unexplainedWrites(text),
    ...unpinned(text),
    ...Object.entries(jobs).flatMap(([name, one]) =>
      [...ofJob(one, answers), ...one.steps.flatMap((each) => ofStep(each, trusted))].map(
        (problem) => `${name}: ${problem}`,
      ),
    ),
  ]
}

function topPermissions(permissions: unknown): string[] {
  if (permissions === undefined) return ['no top-level permissions: every job gets the repository’s default token']
  if (typeof permissions !== 'object' || permissions === null)
    return [`permissions: ${permissions} is not a list of scopes`]
  const writes = Object.entries(permissions).filter(([, access]) => access !== 'read' && access !== 'none')
  return writes.map(([scope]) => `top-level ${scope} is more than read; give it to the one job that needs it`)
}

const called = z.object({
  workflow_call: z.nullish(
    z.object({
      inputs: z._default(z.record(z.string(), z.looseObject({ description: z.optional(z.string()) })), {}),
      secrets: z.optional(z.record(z.string(), z.looseObject({ required: z.optional(z.boolean()) }))),
    }),
  ),
})

/** A reusable workflow is an interface: what it takes is described, and it works without any secret. */
function ofCalls(on: unknown): string[] {
  const call = called.safeParse(on).data?.workflow_call
  return [
    ...Object.entries(call?.inputs ?? {}).flatMap(([name, { description }]) =>
      description === undefined ? [`input ${name} has no description`] : [],
    ),
    ...(Object.values(call?.secrets ?? {}).some(({ required }) => required === true)
      ? ['it asks its caller for secrets']
      : []),
  ]
}

function unexplainedWrites(text: string): string[] {
  const lines = text.split('\n').filter((line) => /^\s+[a-z-]+: (write|read)\s*$/.test(line))
  return lines.map((line) => `permission "${line.trim()}" has no comment that says why`)
}

function unpinned(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const uses = /^\s*(?:- )?uses:\s*(.*)$/.exec(line)?.[1]
    if (uses === undefined || /^(\.\/|\$\/)/.test(uses)) return []
    if (!/@[0-9a-f]{40}(\s|$)/.test(uses)) return [`${uses} is not pinned to a commit`]
    return /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses) ? [] : [`${uses} does not say which version the commit is`]
  })
}

const isGate = (uses: string | undefined): boolean => /\/actions\/[a-z-]+(@|$)/.test(uses ?? '')

function ofJob(one: Job, answers: boolean): string[] {
  const gates = one.steps.filter((each) => isGate(each.uses))
  const called = /\/reusable-gate\.yml(@|$)/.test(one.uses ?? '')
  const skippable = [...(answers ? [] : [one]), ...gates].some(({ if: condition }) => condition !== '${{ always() }}')
  return [
    ...((gates.length > 0 || called) && skippable
      ? ['a gate’s job and step carry if: ${{ always() }}, or a skip counts as passed']
      : []),
    ...(one['timeout-minutes'] === undefined && one.uses === undefined
      ? ['no timeout-minutes: it can hang for 6 hours']
      : []),
  ]
}

const HEAD =
  /github\.event\.pull_request\.head|github\.head_ref|github\.event\.workflow_run\.head|github\.event\.issue\.number|refs\/pull\/|\bpull\/\$/

function ofStep(each: Step, trusted: boolean): string[] {
  const checkout = /^actions\/checkout@/.test(each.uses ?? '')
  const values = [each.run ?? '', ...Object.values(each.env ?? {}), ...Object.values(each.with ?? {})].map(String)
  const fetches = checkout || /\bgit\b.*\b(fetch|clone|pull)\b|\bgh\b.*\bcheckout\b/s.test(each.run ?? '')
  return [
    ...(each.run?.includes('${{') ? ['an expression inside run: is a shell injection; pass it through env'] : []),
    ...(checkout && each.with?.['persist-credentials'] !== false
      ? ['checkout without persist-credentials: false']
      : []),
    ...(trusted && fetches && values.some((value) => HEAD.test(value))
      ? ['checks out the head of a pull request with a token that can write']
      : []),
  ]
}
