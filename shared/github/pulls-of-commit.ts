import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, type Page, readWhole, torn } from './connection.ts'
import { NAME, objectId, type RepositoryName, text } from './fields.ts'

export interface PullOfCommit {
  readonly number: number
  readonly state: 'open'
  readonly headSha: string
  readonly baseRef: string
  readonly baseRepositoryId: number
}

/** Open pull requests of one repository; more than this and the list is `partial`. */
const OPEN = 1000

const PULL = 'number state headRefOid baseRefName baseRepository { databaseId }'
const LIST = 'totalCount pageInfo { hasNextPage endCursor } nodes'

const QUERY = `query PullsOfCommit($owner: String!, $repo: String!, $sha: GitObjectID!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    object(oid: $sha) {
      ... on Commit { oid associatedPullRequests(first: ${PAGE}) { ${LIST} { ${PULL} } } }
    }
    pullRequests(states: [OPEN], first: ${PAGE}, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
      ${LIST} { ${PULL} }
    }
  }
}`

const pull = z.object({
  number: z.int(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  headRefOid: objectId,
  baseRefName: text(NAME),
  baseRepository: z.nullable(z.object({ databaseId: z.int() })),
})

type Row = z.output<typeof pull>

const answerSchema = z.object({
  repository: z.object({
    object: z.nullable(z.object({ oid: objectId, associatedPullRequests: connection(pull) })),
    pullRequests: connection(pull),
  }),
})

/**
 * Every open pull request whose head is this very commit, from forks too: what is published on the commit counts for all
 * of them. GitHub's index of a commit does not do by itself: it lags behind a push, leaves out forks (TooTallNate/nx.js#410)
 * and names only merged pull requests once the commit is on the default branch. So the list of open ones is read whole.
 */
export async function readPullsOfCommit(
  client: GitHub,
  { owner, repo }: RepositoryName,
  sha: string,
): Promise<Reading<readonly PullOfCommit[]>> {
  const about = { needs: 'pull requests: read and contents: read', missing: 'forbidden' } as const
  const ask = (after?: string) => client.query(QUERY, { owner, repo, sha, after: after ?? null }, answerSchema, about)
  const first = await ask()
  if (first.state !== 'read') return first
  const { object, pullRequests } = first.value.repository
  const associated = object?.associatedPullRequests
  const open = await readWhole(pullRequests, {
    what: 'open pull requests',
    max: OPEN,
    id: ({ number }) => number,
    next: async (after): Promise<Reading<Page<Row>>> => {
      const answer = await ask(after)
      return answer.state === 'read' ? read(answer.value.repository.pullRequests) : answer
    },
  })
  if (open.state !== 'read') return open

  const found = new Map<string, PullOfCommit>()
  for (const row of [...(associated?.nodes ?? []), ...open.value]) {
    if (row.state !== 'OPEN' || row.headRefOid !== sha) continue
    if (row.baseRepository === null) return torn(`GitHub does not say which repository #${row.number} is for.`)
    const baseRepositoryId = row.baseRepository.databaseId
    const one: PullOfCommit = {
      number: row.number,
      state: 'open',
      headSha: sha,
      baseRef: row.baseRefName,
      baseRepositoryId,
    }
    found.set(`${baseRepositoryId} ${row.number}`, one)
  }
  return read([...found.values()].toSorted((a, b) => a.baseRepositoryId - b.baseRepositoryId || a.number - b.number))
}
