import * as z from 'zod/mini'
import type { Reading } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

/** The newest check run of one app on a commit, with what it says of itself. */
export interface ShownCheck {
  readonly id: number
  /** `completed`, `in_progress`, `queued`, ... */
  readonly status: string
  readonly conclusion?: string
  /** Of its output; empty when there is none. */
  readonly text: string
}

const schema = z.pipe(
  z.object({
    id: z.int(),
    status: z.string(),
    conclusion: z.nullable(z.string()),
    output: z.object({ text: z.nullish(z.string()) }),
  }),
  z.transform(
    ({ id, status, conclusion, output }): ShownCheck => ({
      id,
      status,
      ...(conclusion !== null && { conclusion }),
      text: output.text ?? '',
    }),
  ),
)

/** Apps that write a check run of our name on one commit: more than a few are somebody's game. */
const MOST_APPS = 100

/** What stands on a commit under that name, the newest of each app. Needs `checks: read`. */
export const readShownChecks = (
  client: GitHub,
  { owner, repo }: RepositoryName,
  sha: string,
  name: string,
): Promise<Reading<readonly ShownCheck[]>> =>
  client.list(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { owner, repo, ref: sha, check_name: name, filter: 'latest' },
    schema,
    { needs: 'checks: read', missing: 'forbidden', key: 'check_runs', max: MOST_APPS },
    ({ id }) => id,
  )
