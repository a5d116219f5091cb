import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'

/** A page of a GraphQL connection; ask for `totalCount pageInfo { hasNextPage endCursor } nodes { ... }`. */
export interface Page<T> {
  readonly totalCount: number
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly T[]
}

export const connection = <T>(node: z.ZodMiniType<T>) =>
  z.object({
    totalCount: z.int().check(z.nonnegative()),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string().check(z.maxLength(1000))) }),
    nodes: z.array(node),
  })

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit */
export const PAGE = 100

export interface WholeList<T> {
  /** Plural, for messages: `reviews`. */
  readonly what: string
  readonly max: number
  /** Tells entries apart: GitHub shows one twice when the list moves between two pages. */
  readonly id: (node: T) => string | number
  readonly next: (after: string) => Promise<Reading<Page<T>>>
}

/** The rest of a list whose first page is known, or `partial`: a list that is not whole is not the list. */
export async function readWhole<T>(first: Page<T>, list: WholeList<T>): Promise<Reading<readonly T[]>> {
  const { what, max, id } = list
  if (first.totalCount > max) return torn(`There are ${first.totalCount} ${what}; more than ${max} are not read.`)
  const items: T[] = []
  const seen = new Set<string | number>()
  for (let page = first; ; ) {
    if (page.totalCount !== first.totalCount) return torn(`The number of ${what} changed while they were read.`)
    for (const node of page.nodes) {
      if (seen.has(id(node))) return torn(`GitHub shows one of the ${what} twice.`)
      seen.add(id(node))
      items.push(node)
    }
    const { hasNextPage, endCursor } = page.pageInfo
    if (items.length >= first.totalCount || !hasNextPage || page.nodes.length === 0 || endCursor === null) {
      if (items.length === first.totalCount && !hasNextPage) return read(items)
      return torn(`GitHub counts ${first.totalCount} ${what} and shows ${items.length}.`)
    }
    const answer = await list.next(endCursor)
    if (answer.state !== 'read') return midway(answer, items.length, what)
    page = answer.value
  }
}

/** The first pages are no use without the others, whatever the reason is; a rate limit passes. */
const midway = (unread: Unread, count: number, what: string): Unread =>
  unread.state === 'pending'
    ? unread
    : { ...unread, state: 'partial', detail: `After ${count} ${what}: ${unread.detail}` }

export const torn = (detail: string): Unread => ({ state: 'partial', detail })
