import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { GitHub, ListRoute } from './client.ts'

type Parameters = Readonly<Record<string, unknown>>

export interface FollowRoute extends Omit<ListRoute, 'key'> {
  /** `newest`: the list is sorted, and what comes after `max` entries is of no use. */
  readonly past: 'partial' | 'newest'
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
const PAGE = 100

/**
 * A list of which `GitHub.list` cannot say that it is whole: one that is paged by cursor (Dependabot alerts, which answer
 * 400 to a `page`), or one of which only the newest entries matter. Only the cursor is taken from the Link header, never
 * its address. A lost link cannot be told from the end here: who needs the whole list holds it against a count.
 */
export async function follow<T>(
  github: GitHub,
  route: string,
  parameters: Parameters,
  item: z.ZodMiniType<T>,
  about: FollowRoute,
  id: (item: T) => number,
): Promise<Reading<readonly T[]>> {
  const items: T[] = []
  const seen = new Set<number>()
  let at: Parameters = {}
  for (;;) {
    const answer = await github.get(route, { ...parameters, ...at, per_page: PAGE }, z.array(item), about)
    if (answer.state !== 'read') return items.length === 0 ? answer : midway(answer, items.length)
    const { value: rows, headers } = answer.value
    for (const row of rows) {
      if (seen.has(id(row))) return torn('shows the same entry twice')
      seen.add(id(row))
      items.push(row)
    }
    const next = nextOf(headers['link'])
    if (next === undefined) return read(items)
    if (rows.length === 0) return torn('has an empty page in its middle')
    if (items.length >= about.max) {
      return about.past === 'newest' ? read(items) : torn(`has more than ${about.max} entries`)
    }
    at = next
  }
}

/** GitHub Enterprise Server before 3.20 still numbers the pages of lists that github.com pages by cursor. */
function nextOf(link: string | undefined): { readonly after: string } | { readonly page: number } | undefined {
  const address = /<([^<>]{1,4000})>;\s*rel="next"/.exec(link ?? '')?.[1]
  if (address === undefined || !URL.canParse(address)) return undefined
  const query = new URL(address).searchParams
  const after = query.get('after')
  if (after !== null) return { after }
  const page = Number(query.get('page'))
  return Number.isSafeInteger(page) && page > 0 ? { page } : undefined
}

const midway = (unread: Unread, count: number): Unread =>
  unread.state === 'pending'
    ? unread
    : { ...unread, state: 'partial', detail: `After ${count} entries: ${unread.detail}` }

const torn = (what: string): Unread => ({ state: 'partial', detail: `What GitHub answered ${what}.` })
