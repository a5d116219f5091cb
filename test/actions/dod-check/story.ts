import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { dodCheck } from '../../../actions/dod-check/main.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Happening } from '../../fake-github/payloads.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { type RunOf, runnerEnv } from '../../fake-github/runner-env.ts'
import type { Conclusion, WorkflowRun } from '../../fake-github/state/model.ts'
import { scratch } from '../../shared/run/fixtures/scratch.ts'
import { type GateOptions, type GateRun, NOW, runActionIn } from '../../support/gate.ts'

export const GATE = '.github/workflows/gate.yml'
export const CI = '.github/workflows/pr-quality-gate.yml'

/** Everything the documented set-up needs of `GITHUB_TOKEN`. */
export const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'read',
  statuses: 'read',
  deployments: 'read',
  issues: 'read',
} as const

/** Every criterion that can be switched off. */
export const ALL_OFF: Readonly<Record<string, false>> = Object.fromEntries(
  [
    'ci-green',
    'security-scanned',
    'owned',
    'critical-path',
    'traceable',
    'documented',
    'flagged',
    'staged',
    'reversible',
    'data-change',
    'planned',
    'runbook',
    'announced',
    'checklist',
    'environment-fence',
    'artifacts',
    'least-privilege',
  ].map((id) => [id, false]),
)

/**
 * A policy in which only the criteria a test names are on. `gate-integrity` cannot be switched off.
 * @param done what stands under `definition-of-done`, as JSON
 * @param rest further top-level keys
 */
export function policyWith(
  done: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    version: 1,
    preset: 'standard',
    defaults: '2026.11',
    roles: { security: { users: ['sec'] }, dba: { users: ['dan'] }, sre: { users: ['sue'] } },
    enforcement: { branch: 'main' },
    'definition-of-done': { ...ALL_OFF, ...done },
    ...rest,
  })
}

export const BASE: Readonly<Record<string, string>> = {
  '.github/production.yml': policyWith({ 'ci-green': true }),
  [GATE]: 'on: pull_request_target\njobs: { gate: { runs-on: ubuntu-latest, steps: [{ uses: acme/gates@v1 }] } }\n',
  [CI]: 'on: pull_request\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }\n',
  'src/door.ts': 'export const door = 1\n',
}

const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

export interface Story {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  readonly pull: PullHandle
  /** A run of the CI workflow for a commit. */
  ci(options?: {
    readonly commit?: string
    readonly conclusion?: Conclusion | null
    readonly path?: string
  }): WorkflowRun
  gate(happening: Happening, options?: StoryRun): Promise<GateRun>
  /** The gate as the documentation sets it up, on `pull_request_target`. */
  judge(options?: StoryRun): Promise<GateRun>
}

export type StoryRun = GateOptions & { readonly run?: RunOf; readonly token?: string }

export interface StoryOptions {
  readonly base?: Readonly<Record<string, string>>
  readonly change?: Readonly<Record<string, string | null>>
  readonly title?: string
  readonly body?: string
  readonly protect?: boolean
  readonly now?: string
}

/** dod-check, started by something that happened, as a runner with nothing checked out would. */
export function dodCheckOn(
  github: FakeGitHub,
  happening: Happening,
  { run, token, ...options }: StoryRun = {},
): Promise<GateRun> {
  const directory = scratch()
  const temp = join(directory, '.temp')
  mkdirSync(temp)
  const given = token ?? github.workflowToken('acme/app', { permissions: PERMISSIONS })
  return runActionIn(
    dodCheck,
    { directory },
    {
      ...options,
      inputs: { token: given, ...options.inputs },
      env: {
        PATH: process.env['PATH'] ?? '',
        RUNNER_TEMP: temp,
        ...runnerEnv(github, happening, run),
        ...options.env,
      },
      payload: happening.payload,
    },
  )
}

/** A repository with a policy, a protected default branch and one open pull request by ada. */
export async function tell({
  base = {},
  change = { 'src/door.ts': 'export const door = 2\n' },
  title = 'A wider door',
  body = '',
  protect = true,
  now = NOW,
}: StoryOptions = {}): Promise<Story> {
  const github = await fakeGitHub(now)
  onTestFinished(() => github.close())
  const app = github.repository('acme/app', {
    private: false,
    collaborators: { ada: 'write', sec: 'write', bob: 'write', dan: 'write', sue: 'write' },
  })
  app.commit('main', { ...BASE, ...base })
  if (protect) app.ruleset({ name: 'main', rules: [REVIEWED] })
  const pull = app.pull({ title, body, by: 'ada', files: change })
  const gate: Story['gate'] = (happening, options) => dodCheckOn(github, happening, options)
  return {
    github,
    app,
    pull,
    gate,
    judge: (options) => gate(github.events.pullRequest(app, pull, { event: 'pull_request_target' }), options),
    ci: ({ commit = pull.head, conclusion = 'success', path = CI } = {}) =>
      app.workflowRun({ path, sha: commit, event: 'pull_request', conclusion, by: 'ada' }),
  }
}
