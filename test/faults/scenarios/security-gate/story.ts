import { cleanReports, NOW, POLICY, runGate } from '../../../actions/security-gate/gate.ts'
import { type FakeGitHub, fakeGitHub } from '../../../fake-github/github.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { Files, PullHandle } from '../../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../../fake-github/repository-handle.ts'
import type { WorkflowRun } from '../../../fake-github/state/model.ts'
import type { RunOptions } from '../../../fake-github/work-handle.ts'
import type { Told } from '../../scenario.ts'
import { type Start, started } from '../../start.ts'

export type { Start }

export const GATE = '.github/workflows/gate.yml'
export const SCAN = '.github/workflows/scan.yml'

const PERMISSIONS = { contents: 'read', pull_requests: 'read', actions: 'read' } as const

export const BASE = {
  '.github/production.yml': `${POLICY}roles:\n  security: { users: [sec] }\n`,
  [GATE]: 'on: pull_request_target\njobs: { gate: { runs-on: ubuntu-latest, steps: [{ uses: acme/gates@v1 }] } }\n',
  [SCAN]: 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: ./scripts/scan.sh }] } }\n',
  'scripts/scan.sh': 'semgrep scan\n',
  'src/door.ts': 'export const door = 1\n',
} satisfies Files

const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

export interface Place {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  /** Another pull request; `src/door.ts` is changed unless something else is. */
  readonly change: (files?: Files, options?: { readonly base?: string; readonly from?: RepositoryHandle }) => PullHandle
  /** A finished run of the scan, with its reports as one artifact. */
  readonly scan: (commit: string, options?: Scan) => WorkflowRun
}

interface Scan extends Partial<Omit<RunOptions, 'sha'>> {
  readonly reports?: Readonly<Record<string, string>>
  readonly name?: string
}

/** A repository with a policy, a protected default branch and a scan workflow; the rest is the scenario's. */
export const story =
  (setUp: (place: Place) => Start, base: Files = BASE, since = NOW): (() => Promise<Told>) =>
  async () => {
    const github = await fakeGitHub(since)
    github.organisation('acme', ['ola'])
    const app = github.repository('acme/app', { collaborators: { ada: 'write', sec: 'write', bob: 'write' } })
    app.commit('main', base)
    app.ruleset({ name: 'main', rules: [REVIEWED] })
    const place: Place = {
      github,
      app,
      change: (files = { 'src/door.ts': 'export const door = 2\n' }, options = {}) =>
        app.pull({ title: 'Open the door', by: 'ada', files, ...options }),
      scan(commit, { reports = cleanReports(commit), name = 'scan', ...options } = {}) {
        const run = app.workflowRun({ path: SCAN, event: 'pull_request', by: 'ada', ...options, sha: commit })
        app.artifact(run, name, reports)
        return run
      },
    }
    const start = setUp(place)
    const token = start.token ?? github.workflowToken('acme/app', { permissions: PERMISSIONS })
    const inputs = { reports: '', artifacts: `${SCAN}:scan`, token, ...start.inputs }
    return { github, run: (pace) => started(runGate, github, { ...start, inputs }, pace) }
  }

export const onTarget = ({ github, app }: Place, pull: PullHandle): Happening =>
  github.events.pullRequest(app, pull, { event: 'pull_request_target' })
