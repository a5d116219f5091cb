import { type EvidenceHandle, evidenceHandle } from './evidence-handle.ts'
import { resolve, writeCommit } from './git/objects.ts'
import { type IssueHandle, type IssueOptions, issueHandle } from './issue-handle.ts'
import { type CommitTo, type Files, type PullHandle, pullHandle } from './pull-handle.ts'
import { personOf } from './state/merge-shape.ts'
import type * as model from './state/model.ts'
import { fullName, timestamp } from './state/model.ts'
import type { QueueEntry } from './state/pull-model.ts'
import { landEntry, openPull } from './state/pulls.ts'
import { dequeue, enqueue } from './state/queue.ts'
import { moveRef } from './state/refs.ts'
import { rename } from './state/renames.ts'
import { NOTHING, type Rule, type Ruleset } from './state/rules.ts'
import * as world from './state/world.ts'
import { type WorkHandle, workHandle } from './work-handle.ts'

export interface RepositoryHandle extends WorkHandle, EvidenceHandle {
  readonly repository: model.Repository
  readonly name: string
  tip(branch?: string): string
  /** A commit on a branch, which is made from `from` where there is none; the rules apply. */
  readonly commit: CommitTo
  branch(name: string, from?: string): string
  pull(options: PullOptions): PullHandle
  issue(options: IssueOptions): IssueHandle
  /** The base needs a `merge_queue` rule. */
  enqueue(pull: PullHandle, by: string): QueueEntry
  dequeue(entry: QueueEntry, by: string): void
  /** Merges the first of the queue. */
  land(entry: QueueEntry): string
  ruleset(
    options: { readonly name: string; readonly rules: readonly Rule[] } & Partial<Omit<Ruleset, 'name' | 'rules'>>,
  ): Ruleset
  /** Classic branch protection. */
  protect(branch: string, rules: readonly Rule[], options?: { readonly enforceAdmins?: boolean }): void
  team(team: model.Team, permission: model.Permission): void
  /** The old name leads here until it is taken again. */
  rename(name: string): void
  /** Pull requests from here to elsewhere stay open, from an unknown repository. */
  remove(): void
}

export interface PullOptions {
  readonly title: string
  readonly by: string
  readonly files: Files
  readonly head?: string
  readonly base?: string
  readonly body?: string
  readonly draft?: boolean
  readonly from?: RepositoryHandle
}

export function repositoryHandle(state: model.World, repository: model.Repository): RepositoryHandle {
  const { bare } = repository
  const who = (login: string): model.Account => world.account(state, login)
  const tip = (branch = repository.defaultBranch): string => {
    const sha = resolve(bare, `refs/heads/${branch}`)
    if (sha === undefined) throw new Error(`${fullName(repository)} has no branch ${branch}`)
    return sha
  }
  const commit: CommitTo = (branch, files, options = {}) => {
    const by = who(options.by ?? repository.owner.login)
    const person = {
      ...personOf(by, timestamp(state)),
      ...(options.email === undefined ? {} : { email: options.email }),
    }
    const before = resolve(bare, `refs/heads/${branch}`) ?? NOTHING
    const start = options.from ?? (before === NOTHING ? resolve(bare, repository.defaultBranch) : before)
    const parent = options.force && start !== undefined ? resolve(bare, `${start}^`) : start
    const parents = parent === undefined ? [] : [parent]
    const message = options.message ?? 'A change'
    const after = writeCommit(bare, { parents, files, message, author: person, committer: person })
    if (options.signed) state.signatures.set(after, { email: person.email, signer: by, byGitHub: false })
    moveRef(state, repository, { ref: `refs/heads/${branch}`, before, after, actor: by })
    return after
  }
  const handle: RepositoryHandle = {
    repository,
    get name() {
      return fullName(repository)
    },
    tip,
    commit,
    branch(name, from) {
      const after = from ?? tip()
      moveRef(state, repository, { ref: `refs/heads/${name}`, before: NOTHING, after, actor: repository.owner })
      return after
    },
    pull(options) {
      const source = options.from ?? handle
      const head = options.head ?? `change-${repository.pulls.length + 1}`
      source.commit(head, options.files, { by: options.by, message: options.title })
      const { title, body = null, draft = false, base = repository.defaultBranch } = options
      const wanted = { title, body, head, from: source.repository, base, draft }
      return pullHandle(state, repository, source.commit, openPull(state, repository, who(options.by), wanted))
    },
    issue: (options) => issueHandle(state, repository, options),
    enqueue: ({ pull }, by) => enqueue(state, repository, pull, who(by)),
    dequeue: (entry, by) => dequeue(state, repository, entry, who(by)),
    land: (entry) => landEntry(state, repository, entry),
    ...workHandle(state, repository),
    ...evidenceHandle(state, repository),
    ruleset(options) {
      const ruleset: Ruleset = {
        id: state.nextId(),
        target: 'branch',
        enforcement: 'active',
        include: ['~DEFAULT_BRANCH'],
        exclude: [],
        bypass: [],
        createdAt: timestamp(state),
        ...options,
      }
      repository.rulesets.push(ruleset)
      return ruleset
    },
    protect: (branch, rules, options) =>
      void repository.protections.set(branch, { rules, enforceAdmins: options?.enforceAdmins ?? false }),
    team: (team, permission) => void repository.teams.set(team, permission),
    rename: (name) => rename(state, repository, name),
    remove() {
      repository.deleted = true
    },
  }
  return handle
}
