import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import type { Reading } from '../../../shared/github/reading.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { schema } from '../../fake-github/graphql/serve.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub
let client: GitHub
let hasty: GitHub

const NAME = { owner: 'acme', repo: 'app' } as const

beforeAll(async () => {
  schema()
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { '.github/production.yml': 'preset: starter\n' })
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

const READERS: readonly Row[] = [
  {
    name: 'readPull',
    route: 'POST /graphql PullRequest',
    read: (asking) => readPull(asking, { ...NAME, number: 1 }),
    missing: 'forbidden',
  },
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
