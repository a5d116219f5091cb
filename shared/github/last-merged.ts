import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { instant, type RepositoryName } from './fields.ts'

export interface MergedPull {
  readonly number: number
  /** ISO 8601 UTC. */
  readonly mergedAt: string
}

const PAGE = 100

/** By the time of their last change: GitHub has no order by merge. What was merged last was touched last, or since. */
const QUERY = `query LastMerged($owner: String!, $repo: String!, $base: String!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequests(states: MERGED, baseRefName: $base, first: ${PAGE}, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor } nodes { number mergedAt }
    }
  }
}`

const answerSchema = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullish(z.string()) }),
      nodes: z.array(z.object({ number: z.int(), mergedAt: instant })),
    }),
  }),
})

type Answer = z.output<typeof answerSchema>

/**
 * Pull requests merged into a branch, the newest merge first. Needs `pull requests: read`.
 * @param count how many at most; one that was commented on long after its merge can push another one out
 */
export async function readLastMerged(
  client: GitHub,
  { owner, repo, base, count }: RepositoryName & { readonly base: string; readonly count: number },
): Promise<Reading<readonly MergedPull[]>> {
  const about = { needs: 'pull requests: read', missing: 'forbidden' } as const
  const found = new Map<number, MergedPull>()
  let after: string | null = null
  while (found.size < count) {
    const answer: Reading<Answer> = await client.query(QUERY, { owner, repo, base, after }, answerSchema, about)
    if (answer.state !== 'read') return answer
    const { nodes, pageInfo }: Answer['repository']['pullRequests'] = answer.value.repository.pullRequests
    for (const pull of nodes) {
      if (found.has(pull.number)) return torn('Merged pull requests moved while they were listed.')
      found.set(pull.number, pull)
    }
    after = pageInfo.endCursor ?? null
    if (!pageInfo.hasNextPage || after === null) break
  }
  const byMerge = [...found.values()].sort((one, next) => Date.parse(next.mergedAt) - Date.parse(one.mergedAt))
  return read(byMerge.slice(0, count))
}
