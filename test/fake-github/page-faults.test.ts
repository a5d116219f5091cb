import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import type { Fault } from './faults.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'

let github: FakeGitHub
let ask: Ask
let commits: readonly string[]

beforeAll(async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app')
  app.commit('main', { 'README.md': '' })
  const pull = app.pull({ title: 'Three', by: 'acme', files: { 'a.ts': '1\n' } })
  commits = [pull.head, pull.push({ 'a.ts': '2\n' }), pull.push({ 'a.ts': '3\n' })]
  ask = asking(github.url, github.userToken('acme'))
})
beforeEach(() => {
  github.faults.clear()
  github.log.splice(0)
})
afterAll(() => github.close())

const QUERY = `query Commits($after: String) { repository(owner: "acme", name: "app") { pullRequest(number: 1) {
  commits(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { commit { oid } } } } } }`

async function walk(): Promise<{ readonly oids: readonly unknown[]; readonly totals: readonly unknown[] }> {
  const oids: unknown[] = []
  const totals: unknown[] = []
  let after: unknown = null
  for (let page = 0; page < 5; page++) {
    const { body } = await ask('POST', '/graphql', { query: QUERY, variables: { after } })
    const list = pick(body, 'data', 'repository', 'pullRequest', 'commits')
    const nodes = pick(list, 'nodes', '*', 'commit', 'oid')
    oids.push(...(Array.isArray(nodes) ? nodes : []))
    totals.push(pick(list, 'totalCount'))
    if (pick(list, 'pageInfo', 'hasNextPage') !== true) break
    after = pick(list, 'pageInfo', 'endCursor')
  }
  return { oids, totals }
}
const faults = () => github.log.map(({ fault }) => fault?.kind)

test.each([
  ['repeat-page', 2, [0, 0, 2]],
  ['drop-page', 2, [0, 2, 2]],
  ['repeat-page', 3, [0, 1, 1]],
  ['drop-page', 3, [0, 1]],
] as const)('GraphQL: %s on page %i, while count and cursors stay', async (kind, call, places) => {
  github.faults.on({ route: 'POST /graphql Commits', call, fault: { kind } })
  expect(await walk()).toEqual({ oids: places.map((place) => commits[place]), totals: [3, 3, 3] })
  expect(faults().filter((one) => one !== undefined)).toEqual([kind])
})

test('GraphQL: a first page cannot repeat or drop, and nothing is injected', async () => {
  github.faults.on({ route: 'POST /graphql', call: 1, fault: { kind: 'repeat-page' } })
  expect((await walk()).oids).toEqual(commits)
  expect(faults()).toEqual([undefined, undefined, undefined])
})

test.each([
  ['GET', '/repos/acme/app', { kind: 'secondary-limit', status: 403 }, 403, { 'retry-after': '60' }],
  ['GET', '/repos/acme/app', { kind: 'secondary-limit', status: 429 }, 429, { 'retry-after': '60' }],
  ['GET', '/repos/acme/app', { kind: 'primary-limit' }, 403, { 'x-ratelimit-remaining': '0' }],
  ['POST', '/graphql', { kind: 'secondary-limit', status: 403 }, 403, { 'retry-after': '60' }],
  ['POST', '/graphql', { kind: 'secondary-limit', status: 200 }, 200, { 'retry-after': '60' }],
  ['POST', '/graphql', { kind: 'primary-limit' }, 200, { 'x-ratelimit-remaining': '0' }],
] as const)('%s %s: %o', async (method, path, fault, status, wanted) => {
  github.faults.on({ route: '*', call: 1, fault })
  const once = () => ask(method, path, method === 'POST' ? { query: '{ viewer { login } }' } : undefined)
  const answer = await once()
  expect(answer.status).toBe(status)
  expect(Object.fromEntries(answer.headers)).toMatchObject(wanted)
  expect(Number(answer.headers.get('x-ratelimit-reset'))).toBe(Date.parse('2026-11-20T13:00:00Z') / 1000)
  expect(JSON.stringify(answer.body)).toContain('rate limit')
  expect(pick(answer.body, 'data')).toBeUndefined()
  const again = await once()
  expect([again.status, pick(again.body, 'errors')]).toEqual([200, undefined])
})

test('a fault that cannot show is not injected: an empty body, another kind of request', async () => {
  const hidden: readonly Fault[] = [
    { kind: 'graphql-error' },
    { kind: 'secondary-limit', status: 200 },
    { kind: 'repeat-page' },
  ]
  for (const fault of hidden) {
    github.faults.clear()
    github.faults.on({ route: '*', fault })
    expect((await ask('GET', '/repos/acme/app')).status).toBe(200)
  }
  github.faults.clear()
  github.faults.on({ route: '*', fault: { kind: 'drop-link' } })
  expect((await ask('POST', '/graphql', { query: '{ viewer { login } }' })).status).toBe(200)
  const sha = commits[0]
  await ask('POST', '/repos/acme/app/git/refs', { ref: 'refs/heads/gone', sha })
  github.faults.clear()
  github.faults.on({ route: '*', fault: { kind: 'cut' } })
  expect((await ask('DELETE', '/repos/acme/app/git/refs/heads/gone')).status).toBe(204)
  expect(faults().every((fault) => fault === undefined)).toBe(true)
})

const listByGit = (fault: Fault) => {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
  const timeout = fault.kind === 'stall' ? 500 : 20_000
  return promisify(execFile)('git', ['ls-remote', `${github.url}/acme/app.git`], { env, timeout })
}

test('git lists what is there', async () => {
  expect((await listByGit({ kind: 'cut' })).stdout).toContain('refs/pull/1/head')
  expect(github.protocol()).toBe(
    ['GET /acme/app.git/info/refs?service=git-upload-pack 200', 'POST /acme/app.git/git-upload-pack 200', ''].join(
      '\n',
    ),
  )
})

test.each([
  [1, { kind: 'status', status: 503 }],
  [1, { kind: 'cut' }],
  [1, { kind: 'malformed' }],
  [1, { kind: 'stall' }],
  [2, { kind: 'status', status: 403 }],
  [2, { kind: 'cut' }],
  [2, { kind: 'malformed' }],
  [2, { kind: 'stall' }],
] as const)('git: request %i of a listing, %o', async (call, fault) => {
  github.faults.on({ route: 'GIT upload-pack', call, fault })
  await expect(listByGit(fault)).rejects.toThrow()
  expect(faults().at(-1)).toBe(fault.kind)
})
