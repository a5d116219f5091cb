import { resolve, writeCommit } from './git/objects.ts'
import { type CommitTo, type Files, type PullHandle, pullHandle } from './pull-handle.ts'
import { type CheckWrite, createCheckRun, setStatus, updateCheckRun } from './state/checks.ts'
import { personOf } from './state/merge-shape.ts'
import type * as model from './state/model.ts'
import { fullName, timestamp } from './state/model.ts'
import { landEntry, openPull } from './state/pulls.ts'
import { dequeue, enqueue } from './state/queue.ts'
import { moveRef } from './state/refs.ts'
import { NOTHING, type Rule, type Ruleset } from './state/rules.ts'
import * as world from './state/world.ts'
import { zip } from './zip.ts'

export interface RepositoryHandle {
  readonly repository: model.Repository
  readonly name: string
  tip(branch?: string): string
  /** A commit on a branch, which is made from `from` where there is none; the rules apply. */
  readonly commit: CommitTo
  branch(name: string, from?: string): string
  pull(options: PullOptions): PullHandle
  /** The base needs a `merge_queue` rule. */
  enqueue(pull: PullHandle, by: string): model.QueueEntry
  dequeue(entry: model.QueueEntry, by: string): void
  /** Merges the first of the queue. */
  land(entry: model.QueueEntry): string
  checkRun(sha: string, name: string, options?: CheckWrite & { readonly app?: string }): model.CheckRun
  status(sha: string, context: string, state: model.Status['state'], by?: string): model.Status
  workflowRun(options: RunOptions): model.WorkflowRun
  /** Another attempt of the same run: same id, same commit, another start. */
  rerun(run: model.WorkflowRun, options?: Pick<RunOptions, 'by' | 'conclusion' | 'status'>): void
  finish(run: model.WorkflowRun, conclusion: model.Conclusion): void
  artifact(
    run: model.WorkflowRun,
    name: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    days?: number,
  ): model.Artifact
  deployment(
    ref: string,
    environment: string,
    states?: readonly model.DeploymentStatus['state'][],
    by?: string,
  ): model.Deployment
  environment(name: string): void
  ruleset(
    options: { readonly name: string; readonly rules: readonly Rule[] } & Partial<Omit<Ruleset, 'name' | 'rules'>>,
  ): Ruleset
  /** Classic branch protection. */
  protect(branch: string, rules: readonly Rule[], options?: { readonly enforceAdmins?: boolean }): void
  team(team: model.Team, permission: model.Permission): void
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

export interface RunOptions {
  readonly path: string
  readonly sha: string
  readonly name?: string
  readonly event?: string
  readonly branch?: string
  readonly by?: string
  readonly from?: model.Repository
  readonly conclusion?: model.Conclusion | null
  /** `in_progress` where there is no conclusion yet. */
  readonly status?: 'queued' | 'in_progress'
  readonly referenced?: model.WorkflowRun['referenced']
}

function attempt(
  state: model.World,
  number: number,
  by: model.Account,
  options: Pick<RunOptions, 'conclusion' | 'status'>,
): model.RunAttempt {
  const at = timestamp(state)
  const open = options.status ?? (options.conclusion === null ? 'in_progress' : undefined)
  const conclusion = open === undefined ? (options.conclusion ?? 'success') : null
  const status = open ?? 'completed'
  return { attempt: number, triggeredBy: by, startedAt: at, updatedAt: at, status, conclusion }
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
    moveRef(state, repository, { ref: `refs/heads/${branch}`, before, after, actor: by })
    return after
  }
  const handle: RepositoryHandle = {
    repository,
    name: fullName(repository),
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
    enqueue: ({ pull }, by) => enqueue(state, repository, pull, who(by)),
    dequeue: (entry, by) => dequeue(state, repository, entry, who(by)),
    land: (entry) => landEntry(state, repository, entry),
    checkRun(sha, name, options = {}) {
      const { app = 'github-actions', ...fields } = options
      const run = createCheckRun(state, repository, world.app(state, app), { name, head_sha: sha })
      updateCheckRun(state, run, fields)
      return run
    },
    status: (sha, context, value, by = 'github-actions[bot]') =>
      setStatus(state, repository, {
        sha,
        context,
        state: value,
        description: null,
        targetUrl: null,
        creator: who(by),
      }),
    workflowRun(options) {
      const known = repository.workflows.find(({ path }) => path === options.path)
      const workflow = known ?? { id: state.nextId(), path: options.path }
      if (known === undefined) repository.workflows.push(workflow)
      const run: model.WorkflowRun = {
        id: state.nextId(),
        number: repository.runs.filter((one) => one.workflow === workflow).length + 1,
        workflow,
        name: options.name ?? workflow.path,
        event: options.event ?? 'pull_request',
        headSha: options.sha,
        headBranch: options.branch ?? repository.defaultBranch,
        headRepository: options.from ?? repository,
        actor: who(options.by ?? repository.owner.login),
        referenced: options.referenced ?? [],
        createdAt: timestamp(state),
        suite: state.nextId(),
        now: attempt(state, 1, who(options.by ?? repository.owner.login), options),
        earlier: [],
      }
      repository.runs.push(run)
      return run
    },
    rerun(run, options = {}) {
      run.earlier.push(run.now)
      run.now = attempt(state, run.now.attempt + 1, who(options.by ?? run.actor.login), options)
    },
    finish(run, conclusion) {
      run.now = { ...run.now, status: 'completed', conclusion, updatedAt: timestamp(state) }
    },
    artifact(run, name, files, days = 90) {
      const expires = new Date(state.now().getTime() + days * 86_400_000)
      const createdAt = timestamp(state)
      const artifact = { id: state.nextId(), run, name, zip: zip(files), createdAt, expiresAt: expires.toISOString() }
      repository.artifacts.push(artifact)
      return artifact
    },
    deployment(ref, environment, states = [], by = repository.owner.login) {
      const creator = who(by)
      const createdAt = timestamp(state)
      const statuses = states.map((value) => ({
        id: state.nextId(),
        state: value,
        creator,
        description: '',
        createdAt,
      }))
      const sha = resolve(bare, ref)
      if (sha === undefined) throw new Error(`${fullName(repository)} has no ${ref}`)
      const deployment = { id: state.nextId(), sha, ref, environment, creator, createdAt, statuses }
      repository.deployments.push(deployment)
      return deployment
    },
    environment: (name) => void repository.environments.push({ id: state.nextId(), name }),
    ruleset(options) {
      const ruleset: Ruleset = {
        id: state.nextId(),
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
  }
  return handle
}
