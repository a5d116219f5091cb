import { expect, test } from 'vitest'
import { type Reading, read } from '../../../shared/evidence/reading.ts'
import { type Page, readWhole } from '../../../shared/github/connection.ts'

const page = (nodes: readonly string[], totalCount: number, endCursor: string | null, hasNextPage = true) =>
  ({ totalCount, pageInfo: { hasNextPage, endCursor }, nodes }) satisfies Page<string>

/** Pages after the first, by the cursor they follow. */
const whole = (first: Page<string>, pages: Readonly<Record<string, Reading<Page<string>>>> = {}) =>
  readWhole(first, {
    what: 'doors',
    max: 10,
    id: (node) => node,
    next: async (after) => pages[after] ?? { state: 'absent', detail: `No page after ${after}.` },
  })

const last = (nodes: readonly string[], totalCount: number) => page(nodes, totalCount, 'end', false)

test('a list that is whole', async () => {
  expect(await whole(last([], 0))).toEqual({ state: 'read', value: [] })
  expect(await whole(page([], 0, null, false))).toEqual({ state: 'read', value: [] })
  const two = { x: read(page(['c', 'd'], 5, 'y')), y: read(last(['e'], 5)) }
  expect(await whole(page(['a', 'b'], 5, 'x'), two)).toEqual({ state: 'read', value: ['a', 'b', 'c', 'd', 'e'] })
})

test.each<[string, Page<string>, Readonly<Record<string, Reading<Page<string>>>>, string]>([
  ['shows one twice on a page', last(['a', 'a'], 2), {}, 'GitHub shows one of the doors twice.'],
  [
    'shows one again on the next page',
    page(['a', 'b'], 4, 'x'),
    { x: read(last(['b', 'c'], 4)) },
    'GitHub shows one of the doors twice.',
  ],
  ['ends early', page(['a'], 3, 'x'), { x: read(last(['b'], 3)) }, 'GitHub counts 3 doors and shows 2.'],
  ['has an empty page', page(['a'], 3, 'x'), { x: read(page([], 3, 'y')) }, 'GitHub counts 3 doors and shows 1.'],
  ['has no cursor', page(['a'], 2, null), {}, 'GitHub counts 2 doors and shows 1.'],
  ['goes on after its end', page(['a', 'b'], 2, 'x'), {}, 'GitHub counts 2 doors and shows 2.'],
  ['has more than it counts', last(['a', 'b'], 1), {}, 'GitHub counts 1 doors and shows 2.'],
  [
    'grows meanwhile',
    page(['a'], 2, 'x'),
    { x: read(last(['b', 'c'], 3)) },
    'The number of doors changed while they were read.',
  ],
  ['is too long', page(['a'], 11, 'x'), {}, 'There are 11 doors; more than 10 are not read.'],
  ['loses a page', page(['a'], 2, 'x'), {}, 'After 1 doors: No page after x.'],
])('a list that %s is partial', async (_, first, pages, detail) => {
  expect(await whole(first, pages)).toEqual({ state: 'partial', detail })
})

test('a rate limit on a later page passes, and keeps its state; a permission keeps its name', async () => {
  const limited = { state: 'pending', detail: 'Later.' } as const
  expect(await whole(page(['a'], 2, 'x'), { x: limited })).toEqual(limited)
  const refused = { state: 'forbidden', detail: 'No.', needs: 'doors: read' } as const
  expect(await whole(page(['a'], 2, 'x'), { x: refused })).toEqual({
    state: 'partial',
    detail: 'After 1 doors: No.',
    needs: 'doors: read',
  })
})
