import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { type Account, BODY, instant, NAME, type RepositoryName, simpleUser, text } from './fields.ts'

/** A comment in the conversation of a pull request; remarks on lines of a review are none. */
export interface Comment {
  readonly id: number
  /** Absent when the account was deleted. */
  readonly author?: Account
  /** The app that wrote it, for its bot or for a person. */
  readonly app?: { readonly id: number; readonly slug: string }
  readonly body: string
  readonly createdAt: string
  readonly updatedAt: string
  /** Its text may no longer be what its author wrote. */
  readonly edited: boolean
}

/** A longer conversation is refused: nobody can say who said what last in half of one. */
const COMMENTS = 2500

const COMMENT_LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'

const commentSchema = z.pipe(
  z.object({
    id: z.int(),
    user: simpleUser,
    performed_via_github_app: z.nullish(z.object({ id: z.int(), slug: z.optional(text(NAME)) })),
    body: z.optional(text(BODY)),
    created_at: instant,
    updated_at: instant,
  }),
  z.transform(
    ({ id, user, performed_via_github_app: app, body, created_at, updated_at }): Comment => ({
      id,
      ...(user !== undefined && { author: user }),
      ...(app != null && { app: { id: app.id, slug: app.slug ?? '' } }),
      body: body ?? '',
      createdAt: created_at,
      updatedAt: updated_at,
      edited: updated_at !== created_at,
    }),
  ),
)

/** All of them, oldest first. */
export async function readComments(
  client: GitHub,
  { owner, repo, number }: RepositoryName & { readonly number: number },
): Promise<Reading<readonly Comment[]>> {
  const about = { needs: 'issues: read or pull requests: read', missing: 'forbidden', max: COMMENTS } as const
  const asked = { owner, repo, issue_number: number }
  const comments = await client.list(COMMENT_LIST, asked, commentSchema, about, ({ id }) => id)
  return comments.state === 'read' ? read(comments.value.toSorted((one, next) => one.id - next.id)) : comments
}
