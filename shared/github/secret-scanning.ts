import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { account, type Dismissal, dismissalOf, instant, line, name, path } from './alert.ts'
import type { GitHub } from './client.ts'
import { objectId, type RepositoryName } from './fields.ts'

/** A secret GitHub found somewhere in the repository, in whatever branch and however long ago. Never the secret. */
export interface SecretAlert {
  readonly number: number
  readonly state: 'open' | 'resolved'
  /** `github_personal_access_token`, ... */
  readonly type: string
  /** What the issuer of the secret said when GitHub asked. */
  readonly validity: 'active' | 'inactive' | 'unknown'
  /** ISO 8601 UTC. */
  readonly createdAt: string
  /** `reason` is `false_positive`, `wont_fix`, `revoked` or `used_in_tests`. */
  readonly resolution?: Dismissal
  /** Where it was first seen, in a file; issues and discussions have none. */
  readonly place?: SecretPlace
}

export interface SecretPlace {
  readonly path: string
  /** 1-based. */
  readonly line?: number
  readonly commit?: string
}

const NEEDS = { needs: 'secret scanning alerts: read', missing: 'absent' } as const

const MAX_ALERTS = 2000

/** `secret` is not named here, so that parsing leaves it out; nothing else of the answer is kept. */
const alert = z.object({
  number: z.int(),
  state: z.enum(['open', 'resolved']),
  secret_type: name(128),
  validity: z.optional(z.enum(['active', 'inactive', 'unknown'])),
  created_at: instant,
  resolution: z.nullish(name(64)),
  resolved_at: z.nullish(instant),
  resolved_by: account,
  // One of thirteen kinds of place; only those in files have a path.
  first_location_detected: z.nullish(
    z.object({ path: z.optional(path), start_line: line, commit_sha: z.optional(objectId) }),
  ),
})

/** Open and resolved alerts; the token of a workflow cannot read them. */
export async function secretAlertsOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
): Promise<Reading<readonly SecretAlert[]>> {
  const listed = await github.list(
    'GET /repos/{owner}/{repo}/secret-scanning/alerts',
    { owner, repo, hide_secret: true },
    alert,
    { ...NEEDS, max: MAX_ALERTS },
    ({ number }) => number,
  )
  return listed.state === 'read' ? read(listed.value.map(alertOf)) : listed
}

function alertOf(row: z.output<typeof alert>): SecretAlert {
  const { path: file, start_line: at, commit_sha: commit } = row.first_location_detected ?? {}
  const place = file === undefined ? undefined : { path: file, ...(at != null && at > 0 && { line: at }) }
  return {
    number: row.number,
    state: row.state,
    type: row.secret_type,
    validity: row.validity ?? 'unknown',
    createdAt: row.created_at,
    ...(row.state === 'resolved' && { resolution: dismissalOf(row.resolved_by, row.resolved_at, row.resolution) }),
    ...(place && { place: { ...place, ...(commit !== undefined && { commit }) } }),
  }
}
