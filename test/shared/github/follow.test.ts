import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { follow } from '../../../shared/github/follow.ts'
import { type Answer, answering } from './answering.ts'

const next = (query: string) => ({ link: `<http://127.0.0.1/rows?${query}>; rel="next"` })

/** A list whose pages are told by what follows `after=` or `page=` in the URL. */
const listed = (pages: Readonly<Record<string, Answer>>, max = 100, past: 'partial' | 'newest' = 'partial') =>
  follow(
    answering(
      ({ searchParams }) =>
        pages[searchParams.get('after') ?? searchParams.get('page') ?? ''] ?? { status: 500, body: {} },
    ),
    'GET /rows',
    {},
    z.object({ id: z.int() }),
    { needs: 'rows: read', missing: 'absent', max, past },
    ({ id }) => id,
  )

const rows = (...ids: readonly number[]) => ids.map((id) => ({ id }))

test('cursors and page numbers of the next link are followed', async () => {
  const byCursor = { '': { body: rows(1), headers: next('after=b') }, b: { body: rows(2) } }
  expect(await listed(byCursor)).toEqual({ state: 'read', value: rows(1, 2) })
  const byPage = { '': { body: rows(1), headers: next('page=2') }, 2: { body: rows(2) } }
  expect(await listed(byPage)).toEqual({ state: 'read', value: rows(1, 2) })
})

test('the address of the link is not', async () => {
  const headers = { link: '<http://evil.example/rows?after=b>; rel="next"' }
  expect(await listed({ '': { body: rows(1), headers }, b: { body: rows(2) } })).toEqual({
    state: 'read',
    value: rows(1, 2),
  })
})

test.each<[string, Readonly<Record<string, Answer>>, string]>([
  [
    'shows a page twice',
    { '': { body: rows(1), headers: next('after=b') }, b: { body: rows(1) } },
    'shows the same entry twice',
  ],
  [
    'goes round',
    { '': { body: rows(1), headers: next('after=b') }, b: { body: rows(2), headers: next('after=b') } },
    'twice',
  ],
  [
    'is empty in its middle',
    { '': { body: [], headers: next('after=b') }, b: { body: rows(1) } },
    'an empty page in its middle',
  ],
  ['breaks off', { '': { body: rows(1), headers: next('after=b') } }, 'After 1 entries: GitHub answered 500'],
  ['is longer than is read', { '': { body: rows(1, 2, 3), headers: next('after=b') } }, 'has more than 3 entries'],
])('a list that %s is partial', async (_, pages, detail) => {
  expect(await listed(pages, 3)).toEqual({ state: 'partial', detail: expect.stringContaining(detail) })
})

test('where only the newest matter, what comes after them is left alone', async () => {
  const pages = { '': { body: rows(1, 2), headers: next('after=b') } }
  expect(await listed(pages, 2, 'newest')).toEqual({ state: 'read', value: rows(1, 2) })
})
