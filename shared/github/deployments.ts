import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { type Account, instant, NAME, objectId, type RepositoryName, simpleUser, text, word } from './fields.ts'

export interface DeploymentStatus {
  readonly id: number
  readonly state: z.output<typeof deploymentState>
  readonly description: string
  /** Absent when the account was deleted. */
  readonly creator?: Account
  readonly createdAt: string
  /** Where whoever set it says the log is; `https://github.com/acme/app/actions/runs/1/job/2` of a workflow. */
  readonly logUrl?: string
}

export interface Deployment {
  readonly id: number
  readonly sha: string
  /** What was asked to be deployed: whoever asked chose the word. */
  readonly ref: string
  readonly environment: string
  readonly task: string
  readonly creator?: Account
  readonly createdAt: string
  /** Newest first; empty until somebody has said how it went. */
  readonly statuses: readonly DeploymentStatus[]
}

const deploymentState = word(['error', 'failure', 'inactive', 'in_progress', 'pending', 'queued', 'success'])

const NEEDS = 'deployments: read'
/** Each costs a request for its statuses. */
const DEPLOYMENTS = 100
const STATUSES = 500

const LIST = 'GET /repos/{owner}/{repo}/deployments'
const STATUS_LIST = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'

const deploymentSchema = z.object({
  id: z.int(),
  sha: objectId,
  ref: text(NAME),
  environment: text(NAME),
  task: text(NAME),
  creator: simpleUser,
  created_at: instant,
})

const statusSchema = z.pipe(
  z.object({
    id: z.int(),
    state: deploymentState,
    description: z.nullish(text(NAME)),
    creator: simpleUser,
    created_at: instant,
    log_url: z.optional(z.nullable(text(NAME))),
    target_url: z.optional(z.nullable(text(NAME))),
  }),
  z.transform(
    ({ id, state, description, creator, created_at, log_url, target_url }): DeploymentStatus => ({
      id,
      state,
      description: description ?? '',
      ...((log_url || target_url) && { logUrl: log_url || target_url || '' }),
      ...(creator !== undefined && { creator }),
      createdAt: created_at,
    }),
  ),
)

/** Deployments of a commit to an environment, whose name is compared exactly, newest first. */
export async function readDeployments(
  client: GitHub,
  question: RepositoryName & { readonly sha: string; readonly environment: string },
): Promise<Reading<readonly Deployment[]>> {
  const { owner, repo, sha, environment } = question
  const about = { needs: NEEDS, missing: 'forbidden', max: DEPLOYMENTS } as const
  const asked = { owner, repo, sha, environment }
  const rows = await client.list(LIST, asked, deploymentSchema, about, ({ id }) => id)
  if (rows.state !== 'read') return rows
  const other = rows.value.find((row) => row.sha !== sha || row.environment !== environment)
  if (other !== undefined) return torn(`GitHub lists deployment ${other.id}, which was not asked for.`)
  const deployments: Deployment[] = []
  for (const { id, ref, task, creator, created_at } of rows.value.toSorted((one, next) => next.id - one.id)) {
    const statuses = await readDeploymentStatuses(client, { owner, repo }, id)
    if (statuses.state !== 'read') return statuses
    deployments.push({
      id,
      sha,
      ref,
      environment,
      task,
      ...(creator !== undefined && { creator }),
      createdAt: created_at,
      statuses: statuses.value,
    })
  }
  return read(deployments)
}

/** GitHub lists them newest first; the newest id among the first page is the newest deployment. */
const FIRST_PAGE = 30

/** The newest deployment to an environment, of whichever commit; undefined: there has been none. */
export async function readNewestDeployment(
  client: GitHub,
  { owner, repo, environment }: RepositoryName & { readonly environment: string },
): Promise<Reading<Deployment | undefined>> {
  const about = { needs: NEEDS, missing: 'forbidden' } as const
  const rows = z.array(deploymentSchema)
  const answer = await client.get(LIST, { owner, repo, environment, per_page: FIRST_PAGE }, rows, about)
  if (answer.state !== 'read') return answer
  const other = answer.value.value.find((row) => row.environment !== environment)
  if (other !== undefined) return torn(`GitHub lists deployment ${other.id}, which was not asked for.`)
  const newest = answer.value.value.toSorted((one, next) => next.id - one.id)[0]
  if (newest === undefined) return read(undefined)
  const statuses = await readDeploymentStatuses(client, { owner, repo }, newest.id)
  if (statuses.state !== 'read') return statuses
  const { id, sha, ref, task, creator, created_at } = newest
  const by = creator === undefined ? {} : { creator }
  return read({ id, sha, ref, environment, task, ...by, createdAt: created_at, statuses: statuses.value })
}

async function readDeploymentStatuses(
  client: GitHub,
  name: RepositoryName,
  id: number,
): Promise<Reading<readonly DeploymentStatus[]>> {
  const about = { needs: NEEDS, missing: 'forbidden', max: STATUSES } as const
  const rows = await client.list(STATUS_LIST, { ...name, deployment_id: id }, statusSchema, about, (row) => row.id)
  return rows.state === 'read' ? read(rows.value.toSorted((one, next) => next.id - one.id)) : rows
}
