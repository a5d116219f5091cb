import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { parse } from 'yaml'
import { proposalFor } from '../../../adopt/setup/support.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { Permissions } from '../../../fake-github/state/world.ts'
import { gateOf, type Job, parseWorkflow, type ShippedGate } from '../../../metadata/event-rules.ts'

const root = join(import.meta.dirname, '../../../..')
const texts = (glob: string): Record<string, string> =>
  Object.fromEntries(
    globSync(glob, { cwd: root }).map((path) => [basename(path), readFileSync(join(root, path), 'utf8')]),
  )

/** As somebody has them who copied the whole folder. */
export const COPIED = texts('examples/workflows/*.yml')
export const CALLING = texts('examples/workflows-reusable/*.yml')
/** As setup proposes them to a repository with a merge queue. */
export const PROPOSED: Readonly<Record<string, string>> = Object.fromEntries(
  proposalFor({ '.github/workflows/ci.yml': 'on: [pull_request, merge_group]\njobs: {}\n' })
    .files.filter(({ path }) => path.startsWith('.github/workflows/'))
    .map(({ path, content }) => [basename(path), content]),
)
const CALLED = texts('.github/workflows/reusable-*.yml')

/** A folder as it stands in a repository. */
export const inRepository = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`.github/workflows/${file}`, text]))

/**
 * An expression of GitHub's over an event. Its grammar is a part of JavaScript's, but for what is missing: there a
 * property of nothing is nothing.
 */
export function evaluate(
  expression: string,
  happening: Happening,
  inputs: Readonly<Record<string, unknown>> = {},
): unknown {
  const safe = expression.replace(/('[^']*')|\.([a-z_-]+)|\[(\d+)\]/g, (whole, text, name, index) =>
    text !== undefined ? whole : name !== undefined ? `?.[${JSON.stringify(name)}]` : `?.[${index}]`,
  )
  return runInNewContext(safe, {
    github: { event: happening.payload, sha: happening.sha, run_id: 9_000_000_001 },
    inputs,
    secrets: {},
    startsWith: (text: unknown, start: string) =>
      String(text ?? '')
        .toLowerCase()
        .startsWith(start.toLowerCase()),
    contains: (list: readonly unknown[], one: unknown) => list.includes(one),
    fromJSON: JSON.parse,
    toJSON: (value: unknown) => JSON.stringify(value ?? null),
    always: () => true,
  })
}

export const fill = (text: string, happening: Happening, inputs: Readonly<Record<string, unknown>> = {}): string =>
  text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => String(evaluate(expression, happening, inputs) ?? ''))

export interface Shipped {
  readonly job: Job
  /** Of the concurrency of the workflow. */
  readonly group: string
  /** Whether the job's condition holds. */
  readonly runs: boolean
  /** `with` of the step that judges. */
  readonly inputs: Readonly<Record<string, string>>
  /** Of GITHUB_TOKEN, in the words of the API. */
  readonly permissions: Permissions
}

/** What GitHub makes of a workflow for something that happened, through the workflow it calls if it calls one. */
export function shipped(text: string, happening: Happening, gate: ShippedGate = 'security-gate'): Shipped {
  const workflow = parseWorkflow(text)
  const job = Object.values(workflow.jobs).find((one) => gateOf(one) === gate)
  if (job === undefined) throw new Error(`${workflow.name} has no job that judges`)
  if (!(happening.event in workflow.on)) throw new Error(`${workflow.name} does not run on ${happening.event}`)
  const filled = (given: Readonly<Record<string, unknown>>, values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fill(String(value), happening, values)]))
  const file = /\/(reusable-[\w-]+\.yml)@/.exec(job.uses ?? '')?.[1]
  const given = file === undefined ? {} : { ...defaultsOf(CALLED[file] ?? ''), ...filled(job.with, {}) }
  const judging =
    file === undefined ? job : Object.values(parseWorkflow(CALLED[file] ?? '').jobs).find((one) => gateOf(one) === gate)
  const step = judging?.steps.find(({ uses }) => new RegExp(`/actions/${gate}(?:@|$)`).test(uses ?? ''))
  return {
    job,
    group: fill(workflow.concurrency?.group ?? '', happening),
    runs: Boolean(evaluate(String(job.if).replace(/^\$\{\{(.*)\}\}\s*$/s, '$1'), happening)),
    inputs: filled(step?.with ?? {}, given),
    permissions: tokenOf(job.permissions),
  }
}

function defaultsOf(text: string): Record<string, unknown> {
  const inputs: Record<string, { readonly default?: unknown }> = parse(text).on.workflow_call.inputs
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default]))
}

/** Every permission of the job of a gate, taken away and, where it writes, taken down to reading. */
export function lessOf(
  text: string,
  gate: ShippedGate,
): readonly { readonly scope: string; readonly to: 'none' | 'read' }[] {
  const job = Object.values(parseWorkflow(text).jobs).find((one) => gateOf(one) === gate)
  return Object.entries(tokenOf(job?.permissions)).flatMap(([scope, access]) => [
    { scope, to: 'none' as const },
    ...(access === 'write' ? [{ scope, to: 'read' as const }] : []),
  ])
}

function tokenOf(permissions: Job['permissions']): Permissions {
  const scopes = typeof permissions === 'object' ? Object.entries(permissions) : []
  return Object.fromEntries(
    scopes.flatMap(([scope, access]) =>
      access === 'read' || access === 'write' ? [[scope.replaceAll('-', '_'), access]] : [],
    ),
  )
}
