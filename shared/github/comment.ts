import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

export interface CommentTarget extends RepositoryName {
  readonly pull: number
  /** What a comment of ours begins with. */
  readonly marker: string
}

export interface WrittenComment {
  readonly kind: 'created' | 'updated' | 'unchanged' | 'none'
  /** Of older ones of ours. */
  readonly removed: number
}

const comment = z.object({
  id: z.int(),
  body: z.optional(z.string()),
  user: z.nullable(z.object({ id: z.int() })),
})
type Comment = z.output<typeof comment>

/** Either of the two opens comments of a pull request (https://docs.github.com/en/rest/issues/comments). */
const WRITES = { needs: 'issues: write or pull requests: write', missing: 'forbidden' } as const
const READS = { needs: 'issues: read or pull requests: read', missing: 'forbidden' } as const

/** Thirty pages. A longer thread is not searched, and nothing is added to it. */
const MOST_COMMENTS = 3000

/**
 * The one comment of a gate on a pull request, edited in place. Ours is what the marker begins and what this token's
 * own account wrote: a token may edit and delete the comments of others, and the author can plant the marker.
 * @param wanted `update` writes only where there is one already
 */
export async function publishComment(
  client: GitHub,
  target: CommentTarget,
  body: string,
  wanted: 'create' | 'update',
): Promise<Reading<WrittenComment>> {
  const ours = await readOurComments(client, target)
  if (ours.state !== 'read') return ours
  const older = [...ours.value].sort((a, b) => a.id - b.id)
  const newest = older.pop()
  const kind = await writeOne(client, target, newest, body, wanted)
  if (kind.state !== 'read') return kind
  for (const { id } of older) {
    const { owner, repo } = target
    const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}'
    const removed = await client.write(route, { owner, repo, comment_id: id }, z.unknown(), {
      ...WRITES,
      missing: 'absent',
    })
    // Another run of ours may have been there first.
    if (removed.state !== 'read' && removed.state !== 'absent') return removed
  }
  return read({ kind: kind.value, removed: older.length })
}

async function readOurComments(client: GitHub, target: CommentTarget): Promise<Reading<readonly Comment[]>> {
  const { owner, repo, pull, marker } = target
  const all = await client.list(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { owner, repo, issue_number: pull },
    comment,
    { ...READS, max: MOST_COMMENTS },
    ({ id }) => id,
  )
  if (all.state !== 'read') return all
  const marked = all.value.filter(({ body }) => body?.startsWith(marker))
  if (marked.length === 0) return read([])
  const self = await readSelf(client)
  if (self.state !== 'read') return self
  return read(marked.filter(({ user }) => user?.id === self.value))
}

const viewer = z.object({ viewer: z.object({ databaseId: z.int() }) })

/** The account that this token writes as. REST's `/user` is closed to tokens of apps and workflows, `viewer` is not. */
async function readSelf(client: GitHub): Promise<Reading<number>> {
  const answer = await client.query('query Viewer { viewer { databaseId } rateLimit { cost } }', {}, viewer, READS)
  return answer.state === 'read' ? read(answer.value.viewer.databaseId) : answer
}

async function writeOne(
  client: GitHub,
  { owner, repo, pull }: CommentTarget,
  newest: Comment | undefined,
  body: string,
  wanted: 'create' | 'update',
): Promise<Reading<WrittenComment['kind']>> {
  if (newest === undefined) {
    if (wanted === 'update') return read('none')
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
    const made = await client.write(route, { owner, repo, issue_number: pull, body }, comment, WRITES)
    return made.state === 'read' ? read('created') : made
  }
  if (newest.body === body) return read('unchanged')
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
  const edited = await client.write(route, { owner, repo, comment_id: newest.id, body }, comment, WRITES)
  return edited.state === 'read' ? read('updated') : edited
}
