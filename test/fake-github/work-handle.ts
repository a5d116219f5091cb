import { resolve } from './git/objects.ts'
import { type CheckWrite, createCheckRun, setStatus, updateCheckRun } from './state/checks.ts'
import type * as model from './state/model.ts'
import { fullName, timestamp } from './state/model.ts'
import * as world from './state/world.ts'
import { zip } from './zip.ts'

/** What CI and deployments leave behind. */
export interface WorkHandle {
  checkRun(sha: string, name: string, options?: CheckRunOptions): model.CheckRun
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
    logUrl?: string,
  ): model.Deployment
  environment(name: string, branches?: model.Environment['branches']): void
  actionsSettings(settings: Partial<model.Repository['actionsSettings']>): void
}

export interface CheckRunOptions extends CheckWrite {
  /** Slug; `github-actions` when left out, which every GITHUB_TOKEN writes as. */
  readonly app?: string
  /** The check run is a job of this run. */
  readonly run?: model.WorkflowRun
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

/** A run for a pull request is of the branch of its head. */
function branchOf(repository: model.Repository, { sha, from = repository }: RunOptions): string {
  const pull = repository.pulls.find(({ head }) => head.sha === sha && head.repository === from)
  return pull?.head.ref ?? repository.defaultBranch
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

export function workHandle(state: model.World, repository: model.Repository): WorkHandle {
  const { bare } = repository
  const who = (login: string): model.Account => world.account(state, login)
  return {
    checkRun(sha, name, options = {}) {
      const { app = 'github-actions', run: job, ...fields } = options
      const wanted = { name, head_sha: sha, ...(job === undefined ? {} : { suite: job.suite }) }
      const run = createCheckRun(state, repository, world.app(state, app), wanted)
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
        headBranch: options.branch ?? branchOf(repository, options),
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
    deployment(ref, environment, states = [], by = repository.owner.login, logUrl = undefined) {
      const creator = who(by)
      const createdAt = timestamp(state)
      const statuses = states.map((value) => ({
        id: state.nextId(),
        state: value,
        creator,
        description: '',
        ...(logUrl !== undefined && { logUrl }),
        createdAt,
      }))
      const sha = resolve(bare, ref)
      if (sha === undefined) throw new Error(`${fullName(repository)} has no ${ref}`)
      const deployment = { id: state.nextId(), sha, ref, environment, creator, createdAt, statuses }
      repository.deployments.push(deployment)
      return deployment
    },
    environment: (name, branches = 'all') => void repository.environments.push({ id: state.nextId(), name, branches }),
    actionsSettings(settings) {
      repository.actionsSettings = { ...repository.actionsSettings, ...settings }
    },
  }
}
