import { expect, test } from 'vitest'
import { readMergedPulls } from '../../../shared/github/merged-by.ts'
import { type Answer, answering } from './answering.ts'

const id = (n: number): string => n.toString(16).padStart(40, '0')
const AT = { owner: 'acme', repo: 'app' }

const list = (nodes: readonly object[], totalCount = nodes.length) => ({
  totalCount,
  pageInfo: { hasNextPage: false, endCursor: null },
  nodes,
})

const pull = (over: object = {}) => ({
  number: 7,
  merged: true,
  mergedAt: '2026-11-20T12:00:00Z',
  baseRefName: 'main',
  headRefOid: id(9),
  author: null,
  reviews: list([]),
  commits: list([]),
  ...over,
})

const commits = (...found: (object | null)[]): Answer => ({
  body: {
    data: {
      repository: Object.fromEntries(found.map((one, index) => [`c${index}`, one && { associatedPullRequests: one }])),
    },
  },
})

const ask = (answer: Answer, oids = [id(1)]) =>
  readMergedPulls(
    answering(() => answer),
    AT,
    oids,
  )

test('the merged ones of each commit; what was pushed has none', async () => {
  const merged = {
    number: 7,
    baseRef: 'main',
    mergedAt: '2026-11-20T12:00:00Z',
    head: { sha: id(9) },
    reviews: [],
    commits: { total: 0, listed: [] },
  }
  const open = pull({ number: 8, merged: false, mergedAt: null })
  expect(await ask(commits(list([pull(), open]), list([])), [id(1), id(2), id(1)])).toEqual({
    state: 'read',
    value: new Map([
      [id(1), [merged]],
      [id(2), []],
    ]),
  })
})

test('nothing is asked about nothing', async () => {
  expect(await ask({ status: 500, body: {} }, [])).toEqual({ state: 'read', value: new Map() })
})

test('twenty commits a request', async () => {
  let requests = 0
  const client = answering(() => {
    requests += 1
    return commits(...Array.from({ length: 20 }, () => list([])))
  })
  const oids = Array.from({ length: 40 }, (_, index) => id(index + 1))
  expect(await readMergedPulls(client, AT, oids)).toMatchObject({ state: 'read' })
  expect(requests).toBe(2)
})

test('what is cut, unknown or too much is no answer', async () => {
  expect(await ask(commits(list([pull()], 2)))).toMatchObject({ state: 'partial' })
  expect(await ask(commits(list([pull({ reviews: list([], 101) })])))).toMatchObject({ state: 'partial' })
  expect(await ask(commits(list([pull({ commits: list([], 101) })])))).toMatchObject({
    state: 'partial',
    detail: 'The pull requests of 0000000 are more than is read.',
  })
  expect(await ask(commits(null))).toEqual({ state: 'partial', detail: 'GitHub does not know commit 0000000.' })
  expect(await ask({ status: 403, body: {} })).toMatchObject({ state: 'forbidden' })
  const many = Array.from({ length: 201 }, (_, index) => id(index + 1))
  expect(await ask({ body: {} }, many)).toEqual({
    state: 'partial',
    detail: 'More than 200 commits would have to be looked up.',
  })
})

test('only ids come into the text of the query', async () => {
  await expect(ask({ body: {} }, ['") { x }'])).rejects.toThrow('no id of a commit')
})
