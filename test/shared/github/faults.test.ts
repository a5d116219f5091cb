import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { readFileAt } from '../../../shared/github/contents.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import { readPullsOfCommit } from '../../../shared/github/pulls-of-commit.ts'
import type { Reading } from '../../../shared/github/reading.ts'
import { readTeams } from '../../../shared/github/teams.ts'
import { readRun, readWorkflowRuns } from '../../../shared/github/workflow-runs.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { schema } from '../../fake-github/graphql/serve.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub
let client: GitHub
let hasty: GitHub

let sha = ''
let run = 0
const CI = '.github/workflows/ci.yml'
const NAME = { owner: 'acme', repo: 'app' } as const

beforeAll(async () => {
  schema()
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  sha = app.commit('main', { '.github/production.yml': 'preset: starter\n' })
  github.team('acme/security', ['bob'])
  run = app.workflowRun({ path: CI, sha }).id
  app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  const token = github.userToken('acme')
  client = clientOf(github, token)
  hasty = clientOf(github, token, { timeoutMs: 300, retries: 0 })
})
beforeEach(() => github.faults.clear())
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

interface Row {
  readonly name: string
  readonly route: string
  readonly read: (client: GitHub) => Promise<Reading<unknown>>
  /** What a 404 of the route means. */
  readonly missing: 'absent' | 'forbidden'
}

const UNASKED = { state: 'absent', detail: 'not asked' } as const

const READERS: readonly Row[] = [
  {
    name: 'readPull',
    route: 'POST /graphql PullRequest',
    read: (asking) => readPull(asking, { ...NAME, number: 1 }),
    missing: 'forbidden',
  },
  ...[
    ['GET /repos/{owner}/{repo}/actions/workflows', 'forbidden'] as const,
    ['GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', 'forbidden'] as const,
  ].map(([route, missing]) => ({
    name: `readWorkflowRuns, ${route}`,
    route,
    read: (asking: GitHub) => readWorkflowRuns(asking, { ...NAME, path: CI, sha }),
    missing,
  })),
  {
    name: 'readRun',
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    read: (asking) => readRun(asking, { ...NAME, id: run }),
    missing: 'absent',
  },
  {
    name: 'readPullsOfCommit',
    route: 'POST /graphql PullsOfCommit',
    read: (asking) => readPullsOfCommit(asking, NAME, sha),
    missing: 'forbidden',
  },
  {
    name: 'readTeams',
    route: 'POST /graphql TeamMembers',
    read: async (asking) => (await readTeams(asking, ['acme/security'])).get('acme/security') ?? UNASKED,
    missing: 'forbidden',
  },
  ...[
    ['GET /repos/{owner}/{repo}/commits/{ref}', 'absent'] as const,
    ['GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'forbidden'] as const,
    ['GET /repos/{owner}/{repo}/git/blobs/{file_sha}', 'forbidden'] as const,
  ].map(([route, missing]) => ({
    name: `readFileAt, ${route}`,
    route,
    read: (asking: GitHub) => readFileAt(asking, { ...NAME, ref: 'main', path: '.github/production.yml' }),
    missing,
  })),
]

const FAULTS: readonly (readonly [fault: Fault, state: string])[] = [
  [{ kind: 'status', status: 401 }, 'forbidden'],
  [{ kind: 'status', status: 403 }, 'forbidden'],
  [{ kind: 'status', status: 404 }, 'missing'],
  [{ kind: 'status', status: 429 }, 'pending'],
  [{ kind: 'status', status: 500 }, 'partial'],
  [{ kind: 'stall' }, 'partial'],
  [{ kind: 'cut' }, 'partial'],
  [{ kind: 'malformed' }, 'partial'],
]

describe.each(READERS)('$name', ({ route, read, missing }) => {
  test('reads when nothing is wrong', async () => {
    expect(await read(client)).toMatchObject({ state: 'read' })
    expect(github.log.some((request) => route.endsWith(request.operation ?? request.route ?? ''))).toBe(true)
  })

  test.each(FAULTS)('%o of its request ends in %s', async (fault, state) => {
    github.faults.on({ route, fault })
    const answer = await read(fault.kind === 'stall' ? hasty : client)
    expect(answer.state).toBe(state === 'missing' ? missing : state)
    if (answer.state === 'forbidden') expect(answer.needs).toMatch(/: read/)
  })
})
