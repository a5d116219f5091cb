import { expect, test } from 'vitest'
import { type RequestRow, requestsFor } from './requests.ts'
import { doneRequestsFor } from './requests-done.ts'

const countOf = (rows: readonly RequestRow[], metric: RequestRow['metric']): number =>
  rows.find((row) => row.metric === metric)?.value ?? Number.NaN

const figures = (rows: readonly RequestRow[]): string =>
  rows.map(({ metric, value }) => `${metric} ${value}`).join(', ')

test.each([
  ['judge', 'rest 6, graphql 2, graphql points 2, git fetches 2, distinct teams 0'],
  ['everything', 'rest 15, graphql 7, graphql points 17, git fetches 2, distinct teams 2'],
] as const)(
  '%s: 3,000 files cost what one costs, in at most 5 GraphQL requests and one a team',
  async (setUp, cost) => {
    for (const files of [1, 300, 3000]) {
      const rows = await requestsFor(setUp, files)
      expect(figures(rows), `${files} files`).toBe(cost)
      expect(countOf(rows, 'graphql')).toBeLessThanOrEqual(5 + countOf(rows, 'distinct teams'))
    }
  },
  60_000,
)

test('showing asks once more whether all still holds, and whose comment it is where one stands there', async () => {
  const [judged, shown, edited] = [
    await requestsFor('everything', 1),
    await requestsFor('shown', 1),
    await requestsFor('edited', 1),
  ]
  expect(figures(shown)).toBe('rest 22, graphql 8, graphql points 18, git fetches 2, distinct teams 2')
  expect(countOf(shown, 'graphql')).toBe(countOf(judged, 'graphql') + 1)
  expect(countOf(edited, 'graphql')).toBe(countOf(judged, 'graphql') + 2)
})

test('dod-check: every source at once, for 3,000 files as for one, in at most 5 GraphQL requests and one a team', async () => {
  for (const files of [1, 300, 3000]) {
    const rows = await doneRequestsFor(files)
    expect(figures(rows), `${files} files`).toBe(
      'rest 11, graphql 5, graphql points 6, git fetches 2, distinct teams 2',
    )
    expect(countOf(rows, 'graphql')).toBeLessThanOrEqual(5 + countOf(rows, 'distinct teams'))
  }
}, 60_000)
