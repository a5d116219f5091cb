import type { Permissions, WorkflowFile } from './workflow-file.ts'

/** What a workflow may do after a change and could not before. */
export interface Gain {
  /** `checks: write`, `environment: production-gates`. */
  readonly what: string
  /** Of the changed file, 1-based. */
  readonly line: number
}

/** With these a workflow forges a verdict, or signs for somebody (decisions.md 2.8). */
const FORGING = ['checks', 'statuses', 'contents', 'deployments', 'actions', 'security-events', 'id-token'] as const

/** Where the keys are. */
const KEYS = 'production-gates'

const EVERY = 'every permission'
const DEFAULT = 'the default permissions of the repository'

/** @param before absent: there was no such workflow */
export function gainsOf(before: WorkflowFile | undefined, after: WorkflowFile): readonly Gain[] {
  const had = new Set(before === undefined ? [] : powersOf(before).map(({ what }) => what))
  const found = new Map<string, Gain>()
  for (const gain of powersOf(after)) {
    if (!had.has(gain.what) && !found.has(gain.what)) found.set(gain.what, gain)
  }
  return [...found.values()].sort((one, next) => one.line - next.line)
}

function powersOf({ permissions, jobs }: WorkflowFile): readonly Gain[] {
  return [
    ...writesIn(permissions),
    ...jobs.flatMap((job) => [
      ...writesIn(job.permissions),
      ...(permissions === undefined && job.permissions === undefined ? [{ what: DEFAULT, line: job.line }] : []),
      ...(isKeys(job.environment?.value) ? [{ what: `environment: ${KEYS}`, line: job.environment?.line ?? 1 }] : []),
    ]),
  ]
}

/** GitHub tells environments apart without regard to case; an expression may become any of them. */
const isKeys = (name: string | undefined): boolean =>
  name !== undefined && (name.trim().toLowerCase() === KEYS || name.includes('${{'))

function writesIn(permissions: Permissions | undefined): readonly Gain[] {
  if (permissions === undefined) return []
  const { all, line, scopes } = permissions
  if (all !== undefined) return all === '' || all === 'read-all' ? [] : [{ what: EVERY, line }]
  return scopes
    .filter(({ scope, access }) => FORGING.some((one) => one === scope) && access !== 'read' && access !== 'none')
    .map(({ scope, access, line: at }) => ({ what: `${scope}: ${access}`, line: at }))
}
