import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { schema } from '../../fake-github/graphql/serve.ts'
import { clientOf } from './ask.ts'
import { everyReader, oneOfEach } from './every-reader.ts'

// A quarter of a second is enough for an answer only when the schema has been parsed.
schema()
const { github, ids } = await oneOfEach()
let client: GitHub
let hasty: GitHub

beforeAll(() => {
  const token = github.userToken('ola')
  client = clientOf(github, token)
  hasty = clientOf(github, token, { timeoutMs: 250, retries: 0 })
})
beforeEach(() => {
  github.faults.clear()
  github.log.splice(0)
})
afterAll(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const FAULTS: readonly (readonly [fault: Fault, state: string])[] = [
  [{ kind: 'status', status: 401 }, 'forbidden'],
  [{ kind: 'status', status: 403 }, 'forbidden'],
  [{ kind: 'status', status: 404 }, 'missing'],
  [{ kind: 'status', status: 429 }, 'pending'],
  [{ kind: 'status', status: 500 }, 'partial'],
  [{ kind: 'primary-limit' }, 'pending'],
  [{ kind: 'secondary-limit', status: 403 }, 'pending'],
  [{ kind: 'stall' }, 'partial'],
  [{ kind: 'cut' }, 'partial'],
  [{ kind: 'malformed' }, 'partial'],
]

describe.each(everyReader(ids))('$name', ({ route, read, missing }) => {
  test('reads when nothing is wrong', async () => {
    expect(await read(client)).toMatchObject({ state: 'read' })
    expect(github.log.some((request) => route.endsWith(request.operation ?? request.route ?? ''))).toBe(true)
  })

  test.each(FAULTS)('%o of its request ends in %s', async (fault, state) => {
    github.faults.on({ route, fault })
    const answer = await read(fault.kind === 'stall' ? hasty : client)
    expect(answer.state).toBe(state === 'missing' ? missing : state)
    if (answer.state === 'forbidden') expect(answer.needs).toMatch(/: read/)
    expect(github.log.map((request) => request.fault)).toContainEqual(fault)
  })

  if (route.startsWith('POST /graphql')) {
    test('an error instead of data is partial', async () => {
      github.faults.on({ route, fault: { kind: 'graphql-error' } })
      expect(await read(client)).toMatchObject({ state: 'partial' })
    })
  }
})
