import type { Gate } from '../verdict/verdict.ts'

/** What has to be read for a list of proofs. Everything is optional: nothing is read that no proof asks for. */
export interface Needs {
  /** Paths of workflow files whose runs count. */
  readonly workflows?: readonly string[]
  readonly checks?: boolean
  readonly verdicts?: readonly Gate[]
  /** Reviews judged against CODEOWNERS of the base. */
  readonly owners?: boolean
  /** Roles whose teams have to be known. */
  readonly roles?: readonly string[]
  /** The list of all paths at the judged commit. */
  readonly tree?: boolean
  /** Contents at the judged commit: paths, or globs. */
  readonly files?: readonly string[]
  /** Contents of changed files that match: globs. */
  readonly changed?: readonly string[]
  /** Paths at the live base tip. */
  readonly baseFiles?: readonly string[]
  /** What descriptions begin with. */
  readonly templates?: boolean
  /** Contents at the live base tip of changed files that match, by either name: globs. */
  readonly changedBase?: readonly string[]
  /** Tickets that descriptions name are looked up. */
  readonly tickets?: boolean
  /** Projects of tickets beside those of `override.ticket`. */
  readonly ticketProjects?: readonly string[]
  /** Who ticked the boxes of descriptions. */
  readonly ticks?: boolean
  /** Files of the live base tip in which people vouch. */
  readonly attestations?: readonly string[]
  /** GitHub environments. */
  readonly deployments?: readonly string[]
}

/** Whether it is a pattern, or the path of one file. */
export const isGlob = (pattern: string): boolean => /[*?[{]/.test(pattern)

/** Everything that any of them asks for, each once. */
export function together(all: readonly Needs[]): Required<Needs> {
  const list = <
    K extends
      | 'workflows'
      | 'verdicts'
      | 'roles'
      | 'files'
      | 'changed'
      | 'baseFiles'
      | 'changedBase'
      | 'ticketProjects'
      | 'attestations'
      | 'deployments',
  >(
    name: K,
  ): NonNullable<Needs[K]>[number][] => [...new Set(all.flatMap((one) => [...(one[name] ?? [])]))].sort()
  const some = (name: 'checks' | 'owners' | 'tree' | 'templates' | 'tickets' | 'ticks'): boolean =>
    all.some((one) => one[name] === true)
  return {
    workflows: list('workflows'),
    checks: some('checks'),
    verdicts: list('verdicts') as Gate[],
    owners: some('owners'),
    roles: list('roles'),
    tree: some('tree'),
    files: list('files'),
    changed: list('changed'),
    baseFiles: list('baseFiles'),
    templates: some('templates'),
    changedBase: list('changedBase'),
    tickets: some('tickets'),
    ticketProjects: list('ticketProjects'),
    ticks: some('ticks'),
    attestations: list('attestations'),
    deployments: list('deployments'),
  }
}
