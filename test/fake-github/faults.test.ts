import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import type { Fault } from './faults.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'

let github: FakeGitHub
let ask: Ask

const FILES = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'
const path = (page: number) => `/repos/acme/app/pulls/1/files?per_page=1&page=${page}`

beforeAll(async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app')
  app.commit('main', { 'README.md': '' })
  app.pull({ title: 'Three files', by: 'acme', files: { 'a.ts': '1\n', 'b.ts': '22\n', 'c.ts': '333\n' } })
  ask = asking(github.url, github.userToken('acme'))
})
beforeEach(() => {
  github.faults.clear()
  github.log.splice(0)
})
afterAll(() => github.close())

const names = async (page: number) => pick((await ask('GET', path(page))).body, '*', 'filename')

test('the nth call of a route, and no other', async () => {
  github.faults.on({ route: FILES, call: 2, fault: { kind: 'status', status: 502 } })
  expect([
    (await ask('GET', path(1))).status,
    (await ask('GET', path(1))).status,
    (await ask('GET', path(1))).status,
  ]).toEqual([200, 502, 200])
  expect(github.protocol()).toBe(
    [
      'GET /repos/acme/app/pulls/1/files?per_page=1&page=1 200',
      'GET /repos/acme/app/pulls/1/files?per_page=1&page=1 502 <- injected 502',
      'GET /repos/acme/app/pulls/1/files?per_page=1&page=1 200',
      '',
    ].join('\n'),
  )
})

test('a repeated page, a dropped page: the links tell nothing', async () => {
  github.faults.on({ route: FILES, call: 2, fault: { kind: 'repeat-page' } })
  expect([await names(1), await names(2), await names(3)]).toEqual([['a.ts'], ['a.ts'], ['c.ts']])
  github.faults.clear()
  github.faults.on({ route: FILES, call: 2, fault: { kind: 'drop-page' } })
  expect([await names(1), await names(2), await names(3)]).toEqual([['a.ts'], ['c.ts'], ['c.ts']])
})

test.each([
  ['repeat-page', 1, 'a.ts'],
  ['drop-page', 3, 'c.ts'],
  ['drop-link', 3, 'c.ts'],
] as const)('%s on page %i cannot show and is not injected', async (kind, page, name) => {
  github.faults.on({ route: FILES, fault: { kind } })
  expect(await names(page)).toEqual([name])
  expect(github.log).toEqual([expect.not.objectContaining({ fault: expect.anything() })])
})

test('a dropped link looks like the last page', async () => {
  github.faults.on({ route: FILES, fault: { kind: 'drop-link' } })
  expect((await ask('GET', path(1))).headers.get('link')).toBeNull()
})

test('half a body, and a body that is no JSON', async () => {
  github.faults.on({ route: FILES, call: 1, fault: { kind: 'cut' } })
  github.faults.on({ route: FILES, call: 2, fault: { kind: 'malformed' } })
  await expect(ask('GET', path(1))).rejects.toThrow('terminated')
  await expect(ask('GET', path(1))).rejects.toThrow(SyntaxError)
})

test('a stall lasts until the client gives up', async () => {
  github.faults.on({ route: '*', call: 1, fault: { kind: 'stall' } })
  await expect(fetch(`${github.url}/rate_limit`, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout')
  expect(github.protocol()).toBe('GET /rate_limit --- <- injected stall\n')
})

test('GraphQL fails by operation name, with status 200', async () => {
  github.faults.on({ route: 'POST /graphql Who', fault: { kind: 'graphql-error' } })
  const who = await ask('POST', '/graphql', { query: 'query Who { viewer { login } }' })
  expect([who.status, pick(who.body, 'data')]).toEqual([200, undefined])
  expect(pick(who.body, 'errors', 0, 'message')).toContain('Something went wrong')
  const other = await ask('POST', '/graphql', { query: 'query Other { viewer { login } }' })
  expect(pick(other.body, 'data', 'viewer', 'login')).toBe('acme')
})

test('a seed gives the same faults again, whatever else is called; rate 0 gives none', async () => {
  const draw = async (seed: number, rate: number, between: boolean): Promise<(Fault | undefined)[]> => {
    github.faults.clear()
    github.log.splice(0)
    const kinds: Fault[] = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 404 },
    ]
    github.faults.random({ seed, rate, kinds })
    for (let call = 0; call < 20; call++) {
      await ask('GET', path(1))
      if (between) await ask('GET', '/repos/acme/app')
    }
    return github.log.filter(({ route }) => route === FILES).map(({ fault }) => fault)
  }
  const first = await draw(7, 0.5, false)
  expect(await draw(7, 0.5, true)).toEqual(first)
  expect(await draw(8, 0.5, false)).not.toEqual(first)
  expect(first.filter((fault) => fault !== undefined).length).toBeGreaterThan(3)
  expect((await draw(7, 0, false)).every((fault) => fault === undefined)).toBe(true)
})
