import { writeCommit, resolve, type FileChange } from './git/objects.ts'
import { protocol } from './request-log.ts'
import { type Server, startServer } from './server.ts'
import { type CheckWrite, createCheckRun, setStatus, updateCheckRun } from './state/checks.ts'
import type * as model from './state/model.ts'
import { fullName, timestamp } from './state/model.ts'
import { dismissReview, editPull, mergePull, type Merge, openPull, personOf, type PullEdit, review } from './state/pulls.ts'
import { moveRef } from './state/refs.ts'
import { NOTHING, type Rule, type Ruleset } from './state/rules.ts'
import * as world from './state/world.ts'
import { zip } from './zip.ts'

export type Files = Readonly<Record<string, FileChange>>
type Name = `${string}/${string}`

export interface Clock {
  now(): Date
  advance(milliseconds: number): void
}

export interface PullHandle {
  readonly pull: model.Pull
  readonly number: number
  readonly head: string
  /** A commit on the head branch, by the pull request's author unless somebody else is named. */
  push(files: Files, options?: { readonly by?: string; readonly message?: string; readonly force?: boolean }): string
  review(login: string, event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT', options?: { readonly commit?: string; readonly body?: string }): model.Review
  dismiss(given: model.Review, login: string): void
  comment(login: string, body: string): model.Comment
  label(name: string, login: string): void
  edit(login: string, edit: PullEdit): void
  merge(login: string, merge?: Partial<Merge>): string
}

export interface RepositoryHandle {
  readonly repository: model.Repository
  readonly name: string
  tip(branch?: string): string
  /** A commit on a branch, which is made from `from` where there is none; the rules apply. */
  commit(branch: string, files: Files, options?: CommitOptions): string
  branch(name: string, from?: string): string
  pull(options: PullOptions): PullHandle
  checkRun(sha: string, name: string, options?: CheckWrite & { readonly app?: string }): model.CheckRun
  status(sha: string, context: string, state: model.Status['state'], by?: string): model.Status
  workflowRun(options: RunOptions): model.WorkflowRun
  artifact(run: model.WorkflowRun, name: string, files: Readonly<Record<string, string | Uint8Array>>, days?: number): model.Artifact
  deployment(ref: string, environment: string, states?: readonly model.DeploymentStatus['state'][], by?: string): model.Deployment
  environment(name: string): void
  ruleset(options: { readonly name: string; readonly rules: readonly Rule[] } & Partial<Omit<Ruleset, 'name' | 'rules'>>): Ruleset
  /** Classic branch protection. */
  protect(branch: string, rules: readonly Rule[], options?: { readonly enforceAdmins?: boolean }): void
  team(team: model.Team, permission: model.Permission): void
}

export interface CommitOptions {
  readonly by?: string
  readonly message?: string
  readonly from?: string
  /** Replaces the tip instead of following it. */
  readonly force?: boolean
  /** An address of nobody makes the commit unattributed. */
  readonly email?: string
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
  readonly event?: string
  readonly branch?: string
  readonly by?: string
  readonly from?: model.Repository
  readonly conclusion?: model.Conclusion | null
  readonly referenced?: model.WorkflowRun['referenced']
}

export interface FakeGitHub extends Server {
  readonly world: model.World
  readonly clock: Clock
  readonly graphql: string
  user(login: string): model.Account
  organisation(login: string, owners?: readonly string[]): model.Account
  team(name: Name, members: readonly string[]): model.Team
  app(slug: string): model.App
  repository(name: Name, options?: world.NewRepository): RepositoryHandle
  userToken(login: string, permissions?: world.Permissions): string
  appToken(slug: string, repositories: readonly string[], permissions: world.Permissions): string
  workflowToken(name: Name, options?: { readonly permissions?: world.Permissions; readonly fork?: boolean }): string
  /** The requests so far, one a line. */
  protocol(): string
}

/** A GitHub of one test, at a time of its own. */
export async function fakeGitHub(start = '2026-11-20T12:00:00Z'): Promise<FakeGitHub> {
  let milliseconds = Date.parse(start)
  const clock: Clock = {
    now: () => new Date(milliseconds),
    advance(by) {
      milliseconds += by
    },
  }
  const state = world.createWorld(clock.now)
  const server = await startServer(state)
  return {
    ...server,
    world: state,
    clock,
    graphql: `${server.url}/graphql`,
    user: (login) => world.account(state, login),
    organisation: (login, owners = []) => world.organisation(state, login, owners),
    team: (name, members) => world.team(state, name, members),
    app: (slug) => world.app(state, slug),
    repository: (name, options) => repositoryHandle(state, world.repository(state, name, options)),
    userToken: (login, permissions) => world.userToken(state, login, permissions),
    appToken: (slug, repositories, permissions) => world.appToken(state, slug, repositories, permissions),
    workflowToken: (name, options) => world.workflowToken(state, name, options),
    protocol: () => protocol(server.log),
    async close() {
      await server.close()
      for (const { bare } of state.repositories) bare.remove()
    },
  }
}

function repositoryHandle(state: model.World, repository: model.Repository): RepositoryHandle {
  const { bare } = repository
  const who = (login: string): model.Account => world.account(state, login)
  const tip = (branch = repository.defaultBranch): string => {
    const sha = resolve(bare, `refs/heads/${branch}`)
    if (sha === undefined) throw new Error(`${fullName(repository)} has no branch ${branch}`)
    return sha
  }
  const commit: RepositoryHandle['commit'] = (branch, files, options = {}) => {
    const by = who(options.by ?? repository.owner.login)
    const person = { ...personOf(by, timestamp(state)), ...(options.email === undefined ? {} : { email: options.email }) }
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
      return pullHandle(state, repository, source, openPull(state, repository, who(options.by), wanted))
    },
    checkRun(sha, name, options = {}) {
      const { app = 'github-actions', ...fields } = options
      const run = createCheckRun(state, repository, world.app(state, app), { name, head_sha: sha })
      updateCheckRun(state, run, fields)
      return run
    },
    status: (sha, context, value, by = 'github-actions[bot]') =>
      setStatus(state, repository, { sha, context, state: value, description: null, targetUrl: null, creator: who(by) }),
    workflowRun(options) {
      const known = repository.workflows.find(({ path }) => path === options.path)
      const workflow = known ?? { id: state.nextId(), path: options.path }
      if (known === undefined) repository.workflows.push(workflow)
      const conclusion = options.conclusion === undefined ? 'success' : options.conclusion
      const run: model.WorkflowRun = {
        id: state.nextId(),
        number: repository.runs.filter((one) => one.workflow === workflow).length + 1,
        workflow,
        event: options.event ?? 'pull_request',
        headSha: options.sha,
        headBranch: options.branch ?? repository.defaultBranch,
        headRepository: options.from ?? repository,
        actor: who(options.by ?? repository.owner.login),
        referenced: options.referenced ?? [],
        createdAt: timestamp(state),
        status: conclusion === null ? 'in_progress' : 'completed',
        conclusion,
      }
      repository.runs.push(run)
      return run
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
      const statuses = states.map((value) => ({ id: state.nextId(), state: value, creator, description: '', createdAt }))
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

function pullHandle(state: model.World, repository: model.Repository, source: RepositoryHandle, pull: model.Pull): PullHandle {
  const who = (login: string): model.Account => world.account(state, login)
  return {
    pull,
    number: pull.number,
    get head() {
      return pull.head.sha
    },
    push: (files, options = {}) =>
      source.commit(pull.head.ref, files, { by: pull.user?.login ?? 'ghost', ...options }),
    review: (login, event, options = {}) =>
      review(state, pull, who(login), { event, ...(event === 'APPROVE' ? {} : { body: 'See above.' }), ...options }),
    dismiss: (given, login) => dismissReview(state, pull, given, who(login)),
    comment(login, body) {
      const at = timestamp(state)
      const comment = { id: state.nextId(), user: who(login), body, createdAt: at, updatedAt: at }
      pull.comments.push(comment)
      return comment
    },
    label(name, login) {
      const label = { id: state.nextId(), name }
      pull.labels.push(label)
      pull.timeline.push({ type: 'LabeledEvent', at: timestamp(state), actor: who(login), label })
    },
    edit: (login, edit) => editPull(state, repository, pull, who(login), edit),
    merge: (login, merge = {}) => mergePull(state, repository, pull, who(login), { method: 'merge', ...merge }),
  }
}

