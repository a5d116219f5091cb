import { describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { readMergedSince } from '../../../shared/github/merged-since.ts'

const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T12:00:00Z`
const pull = (number: number, { updatedAt = day(number), mergedAt = day(number) } = {}) => ({
  number,
  title: `title ${number}`,
  body: '',
  mergedAt,
  updatedAt,
})
type Pull = ReturnType<typeof pull>
const told = ({ updatedAt: _, ...rest }: Pull) => rest

interface Answer {
  readonly nodes: readonly Pull[]
  readonly totalCount: number
  readonly hasNextPage?: boolean
  readonly endCursor?: string | null
}

/** A client that gives these answers, one a question, and is forbidden to give more. */
function answering(...answers: readonly Answer[]) {
  const asked: unknown[] = []
  const query: GitHub['query'] = async (_, variables, schema) => {
    const answer = answers[asked.length]
    asked.push(variables['after'])
    if (answer === undefined) return { state: 'forbidden', detail: 'Not yours.' }
    const { nodes, totalCount, hasNextPage = false, endCursor = hasNextPage ? `c${asked.length}` : null } = answer
    const pullRequests = { totalCount, pageInfo: { hasNextPage, endCursor }, nodes }
    return { state: 'read', value: schema.parse({ repository: { pullRequests } }) }
  }
  const client = { query } as GitHub
  return { asked, read: () => readMergedSince(client, { owner: 'acme', repo: 'app' }, day(10)) }
}

describe('what was merged since an instant', () => {
  test('ends at the first that was not touched since', async () => {
    const one = answering({ nodes: [pull(12), pull(11), pull(9)], totalCount: 70, hasNextPage: true })
    expect(await one.read()).toEqual({ state: 'read', value: [told(pull(12)), told(pull(11))] })
    expect(one.asked).toEqual([null])
  })

  test('leaves out what was only touched since', async () => {
    const touched = pull(12, { mergedAt: day(3) })
    const one = answering({ nodes: [touched, pull(11)], totalCount: 2 })
    expect(await one.read()).toEqual({ state: 'read', value: [told(pull(11))] })
  })

  test('goes over pages', async () => {
    const one = answering({ nodes: [pull(12)], totalCount: 2, hasNextPage: true }, { nodes: [pull(11)], totalCount: 2 })
    expect(await one.read()).toEqual({ state: 'read', value: [told(pull(12)), told(pull(11))] })
    expect(one.asked).toEqual([null, 'c1'])
  })

  test('of none is none', async () => {
    expect(await answering({ nodes: [], totalCount: 0 }).read()).toEqual({ state: 'read', value: [] })
  })
})

describe('a list that is not whole is none', () => {
  test.each<[string, readonly Answer[]]>([
    ['fewer than there are', [{ nodes: [pull(12)], totalCount: 2 }]],
    [
      'a page that has no cursor to the next',
      [{ nodes: [pull(12)], totalCount: 1, hasNextPage: true, endCursor: null }],
    ],
    ['an empty page before the next', [{ nodes: [], totalCount: 0, hasNextPage: true }]],
    ['one that was touched later than the one before it', [{ nodes: [pull(11), pull(12)], totalCount: 2 }]],
    [
      'one that came on two pages',
      [
        { nodes: [pull(12)], totalCount: 2, hasNextPage: true },
        { nodes: [pull(12)], totalCount: 2 },
      ],
    ],
    [
      'more pages than are read',
      Array.from({ length: 20 }, (_, index) => ({
        nodes: [pull(100 - index, { updatedAt: day(20), mergedAt: day(20) })],
        totalCount: 100,
        hasNextPage: true,
      })),
    ],
  ])('%s', async (_, answers) => {
    expect(await answering(...answers).read()).toMatchObject({ state: 'partial' })
  })

  test('nor where the second page is forbidden', async () => {
    expect(await answering({ nodes: [pull(12)], totalCount: 2, hasNextPage: true }).read()).toMatchObject({
      state: 'forbidden',
    })
  })
})
