import { expect, test } from 'vitest'
import { pullCosts } from './pull-cost.ts'

test('with 100 commits, reviews and contexts, one file costs what 3,000 do: one request, two points', async () => {
  const rows = await pullCosts([1, 300, 3000])
  expect(rows.map(({ subject, metric, value }) => `${subject}: ${value} ${metric}`)).toEqual(
    ['1', '300', '3000'].flatMap((count) => [
      `${count} files: 1 graphql requests`,
      `${count} files: 2 graphql points`,
      `${count} files: 0 rest requests`,
    ]),
  )
}, 60_000)
