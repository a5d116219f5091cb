import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { checkConclusion, checkStatus, statusState } from './check-words.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { type Account, instant, NAME, objectId, type RepositoryName, simpleUser, text } from './fields.ts'

/** One check run; a re-run is another one of the same name, app and suite. */
export interface CheckRun {
  readonly id: number
  readonly name: string
  /** Absent when the app was deleted. 15368 is GITHUB_TOKEN of any workflow on github.com. */
  readonly app?: { readonly id: number; readonly slug: string }
  readonly suiteId?: number
  readonly status: z.output<typeof checkStatus>
  /** Absent until it has ended. */
  readonly conclusion?: z.output<typeof checkConclusion>
  readonly startedAt?: string
  readonly completedAt?: string
  readonly externalId: string
  readonly detailsUrl?: string
  readonly title?: string
  readonly summary?: string
}

/** One report of a commit status; the newest of a context is the one that counts. */
export interface CommitStatus {
  readonly id: number
  readonly context: string
  readonly state: z.output<typeof statusState>
  readonly description?: string
  readonly targetUrl?: string
  /** Absent when the account was deleted. */
  readonly creator?: Account
  readonly createdAt: string
}

export interface Checks {
  /** Every attempt, oldest first. */
  readonly runs: readonly CheckRun[]
  /** Every report, oldest first. */
  readonly statuses: readonly CommitStatus[]
}

const CHECK_RUNS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
const STATUSES = 'GET /repos/{owner}/{repo}/commits/{ref}/statuses'

/** GitHub lists no runs beyond the newest 1,000 suites of a commit, and takes 1,000 statuses of a commit and context. */
const RUNS = 1000
const REPORTS = 5000

const URL_LENGTH = 4096
/** https://docs.github.com/en/rest/checks/runs: 65,535 characters. */
const SUMMARY = 65_535

const runSchema = z.object({
  id: z.int(),
  head_sha: objectId,
  name: text(NAME),
  app: z.nullable(z.object({ id: z.int(), slug: z.optional(text(NAME)) })),
  check_suite: z.nullable(z.object({ id: z.int() })),
  status: checkStatus,
  conclusion: z.nullable(checkConclusion),
  started_at: z.nullable(instant),
  completed_at: z.nullable(instant),
  external_id: z.nullish(text(NAME)),
  details_url: z.nullable(text(URL_LENGTH)),
  output: z.object({ title: z.nullable(text(NAME)), summary: z.nullable(text(SUMMARY)) }),
})

const runOf = (row: z.output<typeof runSchema>): CheckRun => ({
  id: row.id,
  name: row.name,
  ...(row.app !== null && { app: { id: row.app.id, slug: row.app.slug ?? '' } }),
  ...(row.check_suite !== null && { suiteId: row.check_suite.id }),
  status: row.status,
  ...(row.conclusion !== null && { conclusion: row.conclusion }),
  ...(row.started_at !== null && { startedAt: row.started_at }),
  ...(row.completed_at !== null && { completedAt: row.completed_at }),
  externalId: row.external_id ?? '',
  ...(row.details_url !== null && { detailsUrl: row.details_url }),
  ...(row.output.title !== null && { title: row.output.title }),
  ...(row.output.summary !== null && { summary: row.output.summary }),
})

const statusSchema = z.pipe(
  z.object({
    id: z.int(),
    context: text(NAME),
    state: statusState,
    description: z.nullable(text(NAME)),
    target_url: z.nullable(text(URL_LENGTH)),
    creator: simpleUser,
    created_at: instant,
  }),
  z.transform(
    ({ id, context, state, description, target_url, creator, created_at }): CommitStatus => ({
      id,
      context,
      state,
      ...(description !== null && { description }),
      ...(target_url !== null && { targetUrl: target_url }),
      ...(creator !== undefined && { creator }),
      createdAt: created_at,
    }),
  ),
)

export interface CommitQuestion extends RepositoryName {
  readonly sha: string
}

/** Check runs and statuses of a commit: half of the two is neither. */
export async function readChecks(client: GitHub, question: CommitQuestion): Promise<Reading<Checks>> {
  const runs = await readCheckRuns(client, question)
  if (runs.state !== 'read') return runs
  const statuses = await readStatuses(client, question)
  return statuses.state === 'read' ? read({ runs: runs.value, statuses: statuses.value }) : statuses
}

/** @param question `name` for the runs of that name only */
export async function readCheckRuns(
  client: GitHub,
  { owner, repo, sha, name }: CommitQuestion & { readonly name?: string },
): Promise<Reading<readonly CheckRun[]>> {
  const asked = { owner, repo, ref: sha, filter: 'all', ...(name !== undefined && { check_name: name }) }
  const about = { needs: 'checks: read', missing: 'forbidden', key: 'check_runs', max: RUNS } as const
  const runs = await client.list(CHECK_RUNS, asked, runSchema, about, ({ id }) => id)
  if (runs.state !== 'read') return runs
  const other = runs.value.find((run) => run.head_sha !== sha || (name !== undefined && run.name !== name))
  if (other !== undefined) return torn(`GitHub lists check run ${other.id}, which was not asked for.`)
  return read(runs.value.map(runOf).toSorted((one, next) => one.id - next.id))
}

export async function readStatuses(
  client: GitHub,
  { owner, repo, sha }: CommitQuestion,
): Promise<Reading<readonly CommitStatus[]>> {
  const about = { needs: 'commit statuses: read', missing: 'forbidden', max: REPORTS } as const
  const statuses = await client.list(STATUSES, { owner, repo, ref: sha }, statusSchema, about, ({ id }) => id)
  return statuses.state === 'read' ? read(statuses.value.toSorted((one, next) => one.id - next.id)) : statuses
}
