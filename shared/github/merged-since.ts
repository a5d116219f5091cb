import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, torn } from './connection.ts'
import { BODY, instant, type RepositoryName, TITLE, text } from './fields.ts'

export interface MergedText {
  readonly number: number
  readonly title: string
  readonly body: string
  /** ISO 8601 UTC. */
  readonly mergedAt: string
}

/** Pages of a hundred: in a repository where more was touched since, nobody can say what was merged. */
const PAGES = 20

const QUERY = `query MergedSince($owner: String!, $repo: String!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequests(states: [MERGED], first: ${PAGE}, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount pageInfo { hasNextPage endCursor } nodes { number title body mergedAt updatedAt }
    }
  }
}`

const answerSchema = z.object({
  repository: z.object({
    pullRequests: connection(
      z.object({ number: z.int(), title: text(TITLE), body: text(BODY), mergedAt: instant, updatedAt: instant }),
    ),
  }),
})

type Pulls = z.output<typeof answerSchema>['repository']['pullRequests']

/**
 * Title and description of every pull request that was merged since an instant, the one touched last first: what was
 * merged was touched then, so the list may end at the first that was not. Needs `pull requests: read`.
 * @param since ISO 8601 UTC
 */
export async function readMergedSince(
  client: GitHub,
  { owner, repo }: RepositoryName,
  since: string,
): Promise<Reading<readonly MergedText[]>> {
  const about = { needs: 'pull requests: read', missing: 'forbidden' } as const
  const found = new Map<number, MergedText>()
  let at: string | null = null
  let last = Number.POSITIVE_INFINITY
  for (let page = 1; page <= PAGES; page++) {
    const answer: Reading<{ repository: { pullRequests: Pulls } }> = await client.query(
      QUERY,
      { owner, repo, after: at },
      answerSchema,
      about,
    )
    if (answer.state !== 'read') return answer
    const { nodes, pageInfo, totalCount }: Pulls = answer.value.repository.pullRequests
    for (const { number, title, body, mergedAt, updatedAt } of nodes) {
      const touched = Date.parse(updatedAt)
      if (touched > last || found.has(number)) return torn('Merged pull requests moved while they were read.')
      last = touched
      if (touched < Date.parse(since)) return read(mergedIn(found, since))
      found.set(number, { number, title, body, mergedAt })
    }
    at = pageInfo.endCursor
    if (!pageInfo.hasNextPage || at === null || nodes.length === 0) {
      if (found.size === totalCount && !pageInfo.hasNextPage) return read(mergedIn(found, since))
      return torn(`Of ${totalCount} merged pull requests ${found.size} were shown.`)
    }
  }
  return torn(`More than ${PAGES * PAGE} merged pull requests were touched since ${since}.`)
}

const mergedIn = (found: ReadonlyMap<number, MergedText>, since: string): MergedText[] =>
  [...found.values()].filter(({ mergedAt }) => Date.parse(mergedAt) >= Date.parse(since))
