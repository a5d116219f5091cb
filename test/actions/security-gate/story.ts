import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Happening } from '../../fake-github/payloads.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { type RunOf, runnerEnv } from '../../fake-github/runner-env.ts'
import type { Conclusion, WorkflowRun } from '../../fake-github/state/model.ts'
import { scratch } from '../../shared/run/fixtures/scratch.ts'
import { bound, cleanReports, type GateOptions, type GateRun, NOW, POLICY, runGate } from './gate.ts'

export const GATE = '.github/workflows/gate.yml'
export const SCAN = '.github/workflows/scan.yml'

/** Everything the documented set-up needs of `GITHUB_TOKEN`. */
export const PERMISSIONS = { contents: 'read', pull_requests: 'read', actions: 'read' } as const

export const BASE = {
  '.github/production.yml': `${POLICY}roles:\n  security: { users: [sec] }\n`,
  [GATE]: 'on: pull_request_target\njobs: { gate: { runs-on: ubuntu-latest, steps: [{ uses: acme/gates@v1 }] } }\n',
  [SCAN]:
    'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ uses: ./.github/actions/scan }, { run: ./scripts/scan.sh }] } }\n',
  '.github/actions/scan/action.yml': 'runs: { using: composite, steps: [{ run: semgrep, shell: bash }] }\n',
  'scripts/scan.sh': 'semgrep scan\n',
  'src/door.ts': 'export const door = 1\n',
}

/** A rule that keeps a push from going straight to the branch. */
export const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

export interface Story {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  readonly pull: PullHandle
  /** A finished run of the scan workflow for a commit, with its reports as an artifact. */
  scan(commit?: string, options?: ScanOptions): WorkflowRun
  /** The gate, started by something that happened, as a runner with nothing checked out would. */
  gate(
    happening: Happening,
    options?: GateOptions & { readonly run?: RunOf; readonly token?: string },
  ): Promise<GateRun>
  /** The gate as the documentation sets it up. */
  judge(options?: GateOptions & { readonly run?: RunOf; readonly token?: string }): Promise<GateRun>
}

export interface ScanOptions {
  readonly reports?: Readonly<Record<string, string>>
  readonly conclusion?: Conclusion | null
  readonly path?: string
  readonly name?: string
}

export interface StoryOptions {
  readonly base?: Readonly<Record<string, string>>
  readonly change?: Readonly<Record<string, string | null>>
  readonly protect?: boolean
  readonly private?: boolean
  /** `acme` is an organisation, which alone can have teams. */
  readonly organisation?: boolean
  /** When all of it happens; ISO 8601 UTC. */
  readonly now?: string
}

/** A repository with a policy, a protected default branch, a scan workflow and one open pull request. */
export async function tell({
  base = BASE,
  change = { 'src/door.ts': 'export const door = 2\n' },
  protect = true,
  private: hidden = false,
  organisation = false,
  now = NOW,
}: StoryOptions = {}): Promise<Story> {
  const github = await fakeGitHub(now)
  onTestFinished(() => github.close())
  if (organisation) github.organisation('acme', ['ola'])
  const app = github.repository('acme/app', {
    private: hidden,
    collaborators: { ada: 'write', sec: 'write', bob: 'write' },
  })
  app.commit('main', base)
  if (protect) app.ruleset({ name: 'main', rules: [REVIEWED] })
  const pull = app.pull({ title: 'Open the door', by: 'ada', files: change })
  const gate: Story['gate'] = (happening, { run, token, ...options } = {}) => {
    const directory = scratch()
    const temp = join(directory, '.temp')
    mkdirSync(temp)
    const given = token ?? github.workflowToken('acme/app', { permissions: PERMISSIONS })
    return runGate(
      { directory },
      {
        ...options,
        inputs: { reports: '', artifacts: `${SCAN}:scan`, token: given, ...options.inputs },
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
  return {
    github,
    app,
    pull,
    gate,
    judge: (options) => gate(github.events.pullRequest(app, pull, { event: 'pull_request_target' }), options),
    scan(
      commit = pull.head,
      { reports = cleanReports(commit), conclusion = 'success', path = SCAN, name = 'scan' } = {},
    ) {
      const isHead = app.repository.pulls.some(({ head }) => head.sha === commit)
      const event = isHead ? 'pull_request' : 'push'
      const run = app.workflowRun({ path, sha: commit, event, conclusion, by: 'ada' })
      app.artifact(run, name, reports)
      return run
    },
  }
}

export { bound }
