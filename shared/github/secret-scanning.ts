import * as z from 'zod/mini'
import {
  account,
  commitSha,
  type Dismissal,
  dismissalOf,
  instant,
  line,
  name,
  path,
  type RepositoryName,
} from './alert.ts'
import type { GitHub } from './client.ts'
import { type Reading, read } from './reading.ts'

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
  /** Of open alerts, in files; issues and discussions have none. */
  readonly places: readonly SecretPlace[]
}

export interface SecretPlace {
  readonly path: string
  /** 1-based. */
  readonly line?: number
  readonly commit?: string
}

const NEEDS = { needs: 'secret scanning alerts: read', missing: 'absent' } as const

const MAX_ALERTS = 2000

/** Places are for the reader's convenience: each alert costs a request, and one place is enough to start looking. */
const ALERTS_WITH_PLACES = 20
const MAX_PLACES = 20

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
})

const location = z.object({
  type: name(64),
  details: z.object({ path: z.optional(path), start_line: line, commit_sha: z.optional(commitSha) }),
})

/** Open and resolved alerts; the token of a workflow cannot read them. */
export async function secretAlertsOf(github: GitHub, at: RepositoryName): Promise<Reading<readonly SecretAlert[]>> {
  const { owner, repo } = at
  const listed = await github.list(
    'GET /repos/{owner}/{repo}/secret-scanning/alerts',
    { owner, repo, hide_secret: true },
    alert,
    { ...NEEDS, max: MAX_ALERTS },
    ({ number }) => number,
  )
  if (listed.state !== 'read') return listed
  const alerts: SecretAlert[] = []
  let asked = 0
  for (const row of listed.value) {
    const wanted = row.state === 'open' && asked < ALERTS_WITH_PLACES
    if (wanted) asked += 1
    const places = wanted ? await placesOf(github, at, row.number) : read([])
    if (places.state !== 'read') return places
    alerts.push(alertOf(row, places.value))
  }
  return read(alerts)
}

function alertOf(row: z.output<typeof alert>, places: readonly SecretPlace[]): SecretAlert {
  return {
    number: row.number,
    state: row.state,
    type: row.secret_type,
    validity: row.validity ?? 'unknown',
    createdAt: row.created_at,
    ...(row.state === 'resolved' && { resolution: dismissalOf(row.resolved_by, row.resolved_at, row.resolution) }),
    places,
  }
}

/** One page: a secret that stands in a hundred places is shown by the first of them. */
async function placesOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
  number: number,
): Promise<Reading<readonly SecretPlace[]>> {
  const answer = await github.get(
    'GET /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}/locations',
    { owner, repo, alert_number: number, per_page: MAX_PLACES },
    z.array(location),
    { needs: NEEDS.needs, missing: 'forbidden' },
  )
  if (answer.state !== 'read') return answer
  const places = answer.value.value.flatMap(({ details }) => {
    const { path: file, start_line: at, commit_sha: commit } = details
    if (file === undefined) return []
    return [{ path: file, ...(at != null && at > 0 && { line: at }), ...(commit !== undefined && { commit }) }]
  })
  return read(places.slice(0, MAX_PLACES))
}
