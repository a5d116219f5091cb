import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { type Account, actor, BODY, instant, type RepositoryName, text, WHO } from './fields.ts'

/** Every text that a description had, as far as GitHub keeps them. */
export interface DescriptionEdits {
  /** As it is now. */
  readonly body: string
  /** Newest first; the last of all of them is the text as it was written at first. */
  readonly edits: readonly DescriptionEdit[]
  /** How many there are; more than are listed leave the older ones unknown. */
  readonly total: number
}

export interface DescriptionEdit {
  readonly at: string
  /** Absent when the account was deleted. */
  readonly by?: Account
  /** The text after this edit; absent when somebody has deleted it from the history. */
  readonly text?: string
}

/** Of one page, which is all that is asked for: nobody edits a description more often and means it. */
const EDITS = 100

const DOCUMENT = `query DescriptionEdits($owner: String!, $repo: String!, $number: Int!) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      body
      userContentEdits(first: ${EDITS}) { totalCount nodes { editedAt deletedAt diff editor { ...Who } } }
    }
  }
}
${WHO}`

const answer = z.object({
  repository: z.object({
    pullRequest: z.object({
      body: text(BODY),
      userContentEdits: z.nullable(
        z
          .object({
            totalCount: z.int(),
            nodes: z.array(
              z.object({
                editedAt: instant,
                deletedAt: z.nullable(instant),
                diff: z.nullable(text(BODY)),
                editor: actor,
              }),
            ),
          })
          .check(
            z.refine(
              ({ totalCount, nodes }) => nodes.length === Math.min(totalCount, EDITS),
              'another number of edits than it says',
            ),
          ),
      ),
    }),
  }),
})

/** Needs `pull requests: read`. */
export async function readDescriptionEdits(
  github: GitHub,
  { owner, repo, number }: RepositoryName & { readonly number: number },
): Promise<Reading<DescriptionEdits>> {
  const about = { needs: 'pull requests: read', missing: 'forbidden' } as const
  const found = await github.query(DOCUMENT, { owner, repo, number }, answer, about)
  if (found.state !== 'read') return found
  const { body, userContentEdits } = found.value.repository.pullRequest
  return read({
    body,
    edits: (userContentEdits?.nodes ?? []).map(({ editedAt: at, deletedAt, diff, editor: by }) => ({
      at,
      ...(by !== undefined && { by }),
      ...(deletedAt === null && diff !== null && { text: diff }),
    })),
    total: userContentEdits?.totalCount ?? 0,
  })
}
