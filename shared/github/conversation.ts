import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, type Page, readWhole, torn } from './connection.ts'
import { type Account, actor, BODY, instant, longId, objectId, type RepositoryName, text, WHO } from './fields.ts'

/** What was said on a pull request, and when what it is said about has changed. */
export interface Conversation {
  /** Oldest first. */
  readonly comments: readonly SaidComment[]
  readonly head: string
  /** ISO 8601: when the title or the base was last changed; absent: never. */
  readonly movedAt?: string
}

/** REST tells an edit by the time alone, which has whole seconds; GraphQL says whether there was one. */
export interface SaidComment {
  readonly id: number
  /** Absent when the account was deleted. */
  readonly author?: Account
  readonly body: string
  readonly createdAt: string
  readonly edited: boolean
}

/** A longer conversation is refused: nobody can say who said what last in half of one. */
const COMMENTS = 1000

const LIST = 'totalCount pageInfo { hasNextPage endCursor } nodes'

const QUERY = `query Conversation($owner: String!, $repo: String!, $number: Int!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      timelineItems(itemTypes: [RENAMED_TITLE_EVENT, BASE_REF_CHANGED_EVENT], last: 1) {
        nodes {
          ... on RenamedTitleEvent { createdAt }
          ... on BaseRefChangedEvent { createdAt }
        }
      }
      comments(first: ${PAGE}, after: $after) {
        ${LIST} { fullDatabaseId author { ...Who } body createdAt lastEditedAt includesCreatedEdit }
      }
    }
  }
}
${WHO}`

const comment = z.pipe(
  z.object({
    fullDatabaseId: longId,
    author: actor,
    body: text(BODY),
    createdAt: instant,
    lastEditedAt: z.nullable(instant),
    includesCreatedEdit: z.boolean(),
  }),
  z.transform(
    ({ fullDatabaseId: id, author, body, createdAt, lastEditedAt, includesCreatedEdit }): SaidComment => ({
      id,
      ...(author !== undefined && { author }),
      body,
      createdAt,
      edited: lastEditedAt !== null || includesCreatedEdit,
    }),
  ),
)

const answerSchema = z.object({
  repository: z.object({
    pullRequest: z.object({
      headRefOid: objectId,
      timelineItems: z.object({ nodes: z.array(z.object({ createdAt: instant })) }),
      comments: connection(comment),
    }),
  }),
})

/** One GraphQL request for a hundred comments. Needs `pull requests: read`. */
export async function readConversation(
  client: GitHub,
  { owner, repo, number }: RepositoryName & { readonly number: number },
): Promise<Reading<Conversation>> {
  const about = { needs: 'pull requests: read', missing: 'forbidden' } as const
  const ask = (after?: string) =>
    client.query(QUERY, { owner, repo, number, after: after ?? null }, answerSchema, about)
  const first = await ask()
  if (first.state !== 'read') return first
  const { headRefOid: head, timelineItems, comments } = first.value.repository.pullRequest
  const moved = (now: typeof timelineItems): string => now.nodes.map(({ createdAt }) => createdAt).join(' ')
  const whole = await readWhole(comments, {
    what: 'comments',
    max: COMMENTS,
    id: ({ id }) => id,
    next: async (after): Promise<Reading<Page<SaidComment>>> => {
      const answer = await ask(after)
      if (answer.state !== 'read') return answer
      const { pullRequest: now } = answer.value.repository
      const same = now.headRefOid === head && moved(now.timelineItems) === moved(timelineItems)
      return same ? read(now.comments) : torn('The pull request was changed while its comments were read.')
    },
  })
  if (whole.state !== 'read') return whole
  const movedAt = timelineItems.nodes.at(-1)?.createdAt
  return read({ comments: whole.value, head, ...(movedAt !== undefined && { movedAt }) })
}
