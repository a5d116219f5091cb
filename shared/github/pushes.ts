import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { type Account, instant, longId, objectId, type RepositoryName, simpleUser, text } from './fields.ts'
import { follow } from './follow.ts'

/** A branch that was made, moved or removed. */
export interface Push {
  readonly before: string
  /** All zeros: the branch was removed. */
  readonly after: string
  readonly kind: 'made' | 'moved' | 'removed'
  /** Absent when the account was deleted. */
  readonly actor?: Account
  /** ISO 8601. */
  readonly at: string
}

const ROUTE = 'GET /repos/{owner}/{repo}/activity'
const ABOUT = { needs: 'contents: read', missing: 'forbidden', past: 'newest' } as const
const KINDS: Readonly<Record<string, Push['kind']>> = { branch_creation: 'made', branch_deletion: 'removed' }

const row = z.object({
  id: longId,
  before: objectId,
  after: objectId,
  ref: text(1024),
  timestamp: instant,
  activity_type: text(100),
  actor: simpleUser,
})

/**
 * Who moved a branch, the newest first, and no page after the one that has the `max`th. Commits do not say it: their author and committer are what
 * whoever made them wrote there.
 * https://docs.github.com/en/rest/repos/repos#list-repository-activities
 * @param ref `refs/heads/main`
 */
export async function readPushes(
  github: GitHub,
  repository: RepositoryName,
  ref: string,
  max: number,
): Promise<Reading<readonly Push[]>> {
  const found = await follow(github, ROUTE, { ...repository, ref }, row, { ...ABOUT, max }, ({ id }) => id)
  if (found.state !== 'read') return found
  return read(
    found.value
      // A filter that is not understood is passed over.
      .filter((one) => one.ref === ref)
      .map(({ before, after, activity_type: type, actor, timestamp: at }) => ({
        before,
        after,
        kind: KINDS[type] ?? 'moved',
        ...(actor !== undefined && { actor }),
        at,
      })),
  )
}
