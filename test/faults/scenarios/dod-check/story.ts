import { dodCheck } from '../../../../actions/dod-check/main.ts'
import { DONE_CRITERIA } from '../../../../shared/policy/sections/definition-of-done.ts'
import { type FakeGitHub, fakeGitHub } from '../../../fake-github/github.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { Files, PullHandle } from '../../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../../fake-github/repository-handle.ts'
import type { WorkflowRun } from '../../../fake-github/state/model.ts'
import type { RunOptions } from '../../../fake-github/work-handle.ts'
import { NOW, runActionIn } from '../../../support/gate.ts'
import type { Told } from '../../scenario.ts'
import { type Start, started } from '../../start.ts'

export const GATE = '.github/workflows/gate.yml'
export const CI = '.github/workflows/pr-quality-gate.yml'

/** Everything the documented set-up needs. */
export const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'read',
  statuses: 'read',
  deployments: 'read',
  issues: 'read',
} as const

type Json = Readonly<Record<string, unknown>>

/** Only the criteria that a story names are on, and `gate-integrity`, which is never off. */
export function policyWith(done: Json, rest: Json = {}): string {
  const off = Object.fromEntries(DONE_CRITERIA.filter((id) => id !== 'gate-integrity').map((id) => [id, false]))
  return JSON.stringify({
    version: 1,
    preset: 'standard',
    defaults: '2026.11',
    roles: { security: { users: ['sec'] } },
    enforcement: { branch: 'main' },
    'definition-of-done': { ...off, ...done },
    ...rest,
  })
}

export const baseWith = (policy: string, more: Files = {}): Files => ({
  '.github/production.yml': policy,
  [GATE]: 'on: pull_request_target\njobs: { gate: { runs-on: ubuntu-latest, steps: [{ uses: acme/gates@v1 }] } }\n',
  [CI]: 'on: pull_request\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }\n',
  'src/door.ts': 'export const door = 1\n',
  ...more,
})

const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

export interface Place {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  /** Another pull request; `src/door.ts` is changed unless something else is. */
  readonly change: (files?: Files, options?: { readonly head?: string }) => PullHandle
  /** A run of CI for a commit. */
  readonly ci: (sha: string, options?: Partial<Omit<RunOptions, 'sha'>>) => WorkflowRun
}

export interface Setting {
  /** From the start of the story on; a place where its apps are known already. */
  readonly base: (place: Pick<Place, 'github' | 'app'>) => Files
  /** The rule comes after it. */
  readonly before?: (place: Place) => void
  /** When it begins; the gate runs at `NOW`. */
  readonly since?: string
}

/** A repository with a policy, a protected default branch and CI; the rest is the scenario's. */
export const story =
  (setUp: (place: Place) => Start | Promise<Start>, { base, before, since = NOW }: Setting): (() => Promise<Told>) =>
  async () => {
    const github = await fakeGitHub(since)
    github.organisation('acme', ['ola'])
    const app = github.repository('acme/app', {
      collaborators: { ada: 'write', sec: 'write', bob: 'write', dan: 'write' },
    })
    const place: Place = {
      github,
      app,
      change: (files = { 'src/door.ts': 'export const door = 2\n' }, options = {}) =>
        app.pull({ title: 'Open the door', by: 'ada', files, ...options }),
      ci: (sha, options = {}) => app.workflowRun({ path: CI, event: 'pull_request', by: 'ada', ...options, sha }),
    }
    app.commit('main', base(place))
    before?.(place)
    app.ruleset({ name: 'main', rules: [REVIEWED] })
    const start = await setUp(place)
    const token = start.token ?? github.workflowToken('acme/app', { permissions: PERMISSIONS })
    const inputs = { token, ...start.inputs }
    return {
      github,
      run: (pace) =>
        started((where, options) => runActionIn(dodCheck, where, options), github, { ...start, inputs }, pace),
    }
  }

export const onTarget = ({ github, app }: Place, pull: PullHandle): Happening =>
  github.events.pullRequest(app, pull, { event: 'pull_request_target' })

/** More than a page of people. */
export const crowd = (size: number): string[] => Array.from({ length: size }, (_, at) => `person-${at}`)

export const times = (count: number, work: (at: number) => unknown): void => {
  for (let at = 0; at < count; at++) work(at)
}
