import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { NAME, type RepositoryName, text } from './fields.ts'

/** Classic protection of the branch. */
export interface ClassicProtection {
  readonly enforceAdmins: boolean
  readonly checks: readonly { readonly context: string; readonly appId?: number }[]
  /** Absent when no pull request is required. */
  readonly pullRequest?: {
    readonly approvals: number
    readonly codeOwners: boolean
    readonly lastPush: boolean
    readonly dismissStale: boolean
    /** How many may go past it. */
    readonly bypass: number
  }
  readonly forcePushes: boolean
  readonly deletions: boolean
}

const CLASSIC = 'GET /repos/{owner}/{repo}/branches/{branch}/protection'

const enabled = z.optional(z.object({ enabled: z.boolean() }))

const classicSchema = z.pipe(
  z.object({
    enforce_admins: enabled,
    required_status_checks: z.optional(
      z.object({ checks: z.array(z.object({ context: text(NAME), app_id: z.nullish(z.int()) })) }),
    ),
    required_pull_request_reviews: z.optional(
      z.object({
        required_approving_review_count: z.optional(z.int()),
        require_code_owner_reviews: z.boolean(),
        require_last_push_approval: z.optional(z.boolean()),
        dismiss_stale_reviews: z.optional(z.boolean()),
        bypass_pull_request_allowances: z.optional(z.record(z.string(), z.optional(z.array(z.unknown())))),
      }),
    ),
    allow_force_pushes: enabled,
    allow_deletions: enabled,
  }),
  z.transform((given): ClassicProtection => {
    const reviews = given.required_pull_request_reviews
    const bypass = Object.values(reviews?.bypass_pull_request_allowances ?? {}).flatMap((actors) => actors ?? [])
    return {
      enforceAdmins: given.enforce_admins?.enabled ?? false,
      checks: (given.required_status_checks?.checks ?? []).map(({ context, app_id }) => ({
        context,
        // -1 is "any source", as the settings page calls it.
        ...(app_id != null && app_id > 0 && { appId: app_id }),
      })),
      ...(reviews !== undefined && {
        pullRequest: {
          approvals: reviews.required_approving_review_count ?? 0,
          codeOwners: reviews.require_code_owner_reviews,
          lastPush: reviews.require_last_push_approval ?? false,
          dismissStale: reviews.dismiss_stale_reviews ?? false,
          bypass: bypass.length,
        },
      }),
      forcePushes: given.allow_force_pushes?.enabled ?? false,
      deletions: given.allow_deletions?.enabled ?? false,
    }
  }),
)

/** Asked only where GitHub says that there is one: its 404 is also the answer to whoever may not see it. */
export async function readClassic(
  client: GitHub,
  name: RepositoryName,
  branch: string,
): Promise<Reading<ClassicProtection>> {
  const about = { needs: 'administration: read, which GITHUB_TOKEN cannot have', missing: 'forbidden' } as const
  const answer = await client.get(CLASSIC, { ...name, branch }, classicSchema, about)
  return answer.state === 'read' ? read(answer.value.value) : answer
}
