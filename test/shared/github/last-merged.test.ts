import { describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { readLastMerged } from '../../../shared/github/last-merged.ts'

interface Pull {
  readonly number: number
  readonly mergedAt: string
}

const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T12:00:00Z`
const pull = (number: number, mergedAt = day(number)): Pull => ({ number, mergedAt })

/** A client that gives these pages, one a question, and then the state it is told to end in. */
function paged(pages: readonly (readonly Pull[])[], last: 'end' | 'forbidden' = 'end') {
  const asked: unknown[] = []
  const query: GitHub['query'] = async (_, variables, schema) => {
    const nodes = pages[asked.length]
    asked.push(variables['after'])
    if (nodes === undefined) return { state: 'forbidden', detail: 'Not yours.' }
    const hasNextPage = asked.length < pages.length || last === 'forbidden'
    const pageInfo = { hasNextPage, endCursor: hasNextPage ? `c${asked.length}` : null }
    return { state: 'read', value: schema.parse({ repository: { pullRequests: { pageInfo, nodes } } }) }
  }
  const client = { query } as GitHub
  return { asked, read: (count: number) => readLastMerged(client, { owner: 'acme', repo: 'app', base: 'main', count }) }
}

describe('the pull requests that were merged last', () => {
  test('are ordered by their merge, whenever they were touched since', async () => {
    const one = paged([[pull(3), pull(9), pull(5)]])
    expect(await one.read(2)).toEqual({ state: 'read', value: [pull(9), pull(5)] })
    expect(one.asked).toEqual([null])
  })

  test('are read over as many pages as it takes, and no more', async () => {
    const one = paged([[pull(1)], [pull(2)], [pull(3)], [pull(4)]])
    expect(await one.read(3)).toEqual({ state: 'read', value: [pull(3), pull(2), pull(1)] })
    expect(one.asked).toEqual([null, 'c1', 'c2'])
  })

  test('may be fewer than were asked for', async () => {
    expect(await paged([[pull(1)]]).read(50)).toEqual({ state: 'read', value: [pull(1)] })
    expect(await paged([[]]).read(50)).toEqual({ state: 'read', value: [] })
  })

  test('half of a list is no list', async () => {
    expect(await paged([[pull(1)]], 'forbidden').read(50)).toMatchObject({ state: 'forbidden' })
    expect(await paged([[pull(1)], [pull(1)]]).read(50)).toMatchObject({ state: 'partial' })
  })
})
