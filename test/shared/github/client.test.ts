import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { GitHub } from '../../../shared/github/client.ts'
import type { Pace } from '../../../shared/github/transport.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const FILES = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'
/** Nobody answers anyway. */
const SHORT = { timeoutMs: 300 } as const
const READ = { needs: 'pull requests: read', missing: 'absent' } as const

async function withPull(count: number, pace: Partial<Pace> = {}): Promise<{ client: GitHub; number: number }> {
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one' })
  const files = Object.fromEntries(Array.from({ length: count }, (_, i) => [`src/${i}.ts`, `${i}`]))
  const pull = app.pull({ title: 'A change', by: 'ada', files })
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read' } })
  return { client: clientOf(github, token, pace), number: pull.number }
}

const listFiles = (client: GitHub, number: number, max = 3000) =>
  client.list(
    FILES,
    { owner: 'acme', repo: 'app', pull_number: number },
    z.object({ filename: z.string() }),
    { ...READ, max },
    ({ filename }) => filename,
  )

const QUERY = 'query Tip { repository(owner: "acme", name: "app") { nameWithOwner } rateLimit { cost } }'
const Tip = z.object({ repository: z.object({ nameWithOwner: z.string() }) })

describe('a list', () => {
  test('is read to its end, and every request is counted', async () => {
    const { client, number } = await withPull(250)
    const files = await listFiles(client, number)
    expect(files.state === 'read' && files.value.length).toBe(250)
    expect(client.usage()).toEqual({ rest: 3, graphql: 0, points: 0 })
  })

  test('of exactly two pages is asked for a third, which must be empty', async () => {
    const { client, number } = await withPull(200)
    const files = await listFiles(client, number)
    expect(files.state === 'read' && files.value.length).toBe(200)
    expect(client.usage().rest).toBe(3)
  })

  test('that is longer than is read is partial', async () => {
    const { client, number } = await withPull(150)
    expect(await listFiles(client, number, 149)).toEqual({
      state: 'partial',
      detail: 'What GitHub answered has more than 149 entries.',
    })
  })

  test.each([
    ['repeat-page', 'What GitHub answered shows the same entry twice.'],
    ['drop-page', 'What GitHub answered shows the same entry twice.'],
    ['malformed', 'GitHub answered something its API does not describe, at the top.'],
    ['cut', 'GitHub answered something its API does not describe, at the top.'],
  ] as const)('with %s on its second page is partial', async (kind, detail) => {
    const { client, number } = await withPull(250)
    github.faults.on({ route: FILES, call: 2, fault: { kind } })
    const answer = await listFiles(client, number)
    expect(answer.state).toBe('partial')
    expect(answer.state !== 'read' && answer.detail).toContain(detail)
  })

  test('whose last link is lost is asked further', async () => {
    const { client, number } = await withPull(250)
    github.faults.on({ route: FILES, call: 1, fault: { kind: 'drop-link' } })
    const files = await listFiles(client, number)
    expect(files.state === 'read' && files.value.length).toBe(250)
  })

  test('that breaks off with 403 half way is partial, and names the permission', async () => {
    const { client, number } = await withPull(250)
    github.faults.on({ route: FILES, call: 2, fault: { kind: 'status', status: 403 } })
    expect(await listFiles(client, number)).toEqual({
      state: 'partial',
      detail: 'After 100 entries: GitHub does not let this token read it (403: injected 403).',
      needs: 'pull requests: read',
    })
  })
})

describe('an answer that is none', () => {
  test.each([
    [401, 'forbidden', 'GitHub refused the token (401: injected 401).', 'a valid token with pull requests: read'],
    [403, 'forbidden', 'GitHub does not let this token read it (403: injected 403).', 'pull requests: read'],
    [404, 'absent', 'GitHub does not find it or does not show it (404: injected 404).', 'pull requests: read'],
    [429, 'pending', 'The rate limit of this token is used up until 2026-11-20T12:01:00Z.', undefined],
    [500, 'partial', 'GitHub answered 500: injected 500.', undefined],
    [503, 'partial', 'GitHub answered 503: injected 503.', undefined],
  ] as const)('%d ends in %s', async (status, state, detail, needs) => {
    const { client, number } = await withPull(1)
    github.faults.on({ route: FILES, fault: { kind: 'status', status } })
    expect(await listFiles(client, number)).toEqual({ state, detail, ...(needs !== undefined && { needs }) })
  })

  test('a 500 that passes is tried again, and counted twice', async () => {
    const { client, number } = await withPull(1)
    github.faults.on({ route: FILES, call: 1, fault: { kind: 'status', status: 502 } })
    expect((await listFiles(client, number)).state).toBe('read')
    expect(client.usage().rest).toBe(2)
  })

  test('silence ends in partial', async () => {
    const { client, number } = await withPull(1, SHORT)
    github.faults.on({ route: FILES, fault: { kind: 'stall' } })
    expect(await listFiles(client, number)).toEqual({
      state: 'partial',
      detail: 'The connection to GitHub broke or took too long.',
    })
  })

  test('the permission is the one that GitHub asks for', async () => {
    const { number } = await withPull(1)
    const client = clientOf(github, github.workflowToken('acme/app', { permissions: { contents: 'read' } }))
    const answer = await listFiles(client, number)
    expect(answer).toMatchObject({ state: 'forbidden', needs: expect.stringContaining('pull requests: read') })
  })

  test('nobody listens', async () => {
    await withPull(1)
    const client = clientOf({ ...github, url: 'http://127.0.0.1:9' }, 'x')
    expect(await listFiles(client, 1)).toEqual({
      state: 'partial',
      detail: 'The connection to GitHub broke or took too long.',
    })
  })
})

describe('a query', () => {
  test('gives its data, and its points are counted', async () => {
    const { client } = await withPull(1)
    expect(await client.query(QUERY, {}, Tip, READ)).toEqual({
      state: 'read',
      value: { repository: { nameWithOwner: 'acme/app' } },
    })
    expect(client.usage()).toEqual({ rest: 0, graphql: 1, points: 1 })
  })

  test.each([
    [{ kind: 'graphql-error' }, 'partial'],
    [{ kind: 'status', status: 401 }, 'forbidden'],
    [{ kind: 'status', status: 502 }, 'partial'],
    [{ kind: 'malformed' }, 'partial'],
    [{ kind: 'cut' }, 'partial'],
    [{ kind: 'stall' }, 'partial'],
  ] as const)('%o ends in %s', async (fault, state) => {
    const { client } = await withPull(1, fault.kind === 'stall' ? SHORT : {})
    github.faults.on({ route: 'POST /graphql Tip', fault })
    expect((await client.query(QUERY, {}, Tip, READ)).state).toBe(state)
  })

  test('of another shape than asked is partial', async () => {
    const { client } = await withPull(1)
    expect(await client.query(QUERY, {}, z.object({ viewer: z.object({}) }), READ)).toEqual({
      state: 'partial',
      detail: 'GitHub answered something its API does not describe, at viewer.',
    })
  })
})

test('a write is not tried again', async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app')
  const head = app.commit('main', { 'README.md': 'one' })
  const client = clientOf(github, github.workflowToken('acme/app', { permissions: { checks: 'write' } }))
  github.faults.on({ route: 'POST /repos/{owner}/{repo}/check-runs', call: 1, fault: { kind: 'status', status: 502 } })
  const parameters = { owner: 'acme', repo: 'app', name: 'a', head_sha: head, status: 'in_progress' }
  const written = await client.write('POST /repos/{owner}/{repo}/check-runs', parameters, z.object({ id: z.int() }), {
    needs: 'checks: write',
    missing: 'forbidden',
  })
  expect(written.state).toBe('partial')
  expect(client.usage().rest).toBe(1)
})
