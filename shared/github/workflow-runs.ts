import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { checkConclusion, checkStatus } from './check-words.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { type Account, instant, NAME, objectId, type RepositoryName, simpleUser, text } from './fields.ts'

/** A run of a workflow as its newest attempt left it. Its name is not here: whoever writes the file chooses it. */
export interface WorkflowRun {
  readonly id: number
  /** From 1. */
  readonly attempt: number
  readonly workflowId: number
  /** Of the workflow's file, as GitHub writes it: a required workflow has `@` and its ref behind it. */
  readonly path: string
  readonly event: string
  readonly status: z.output<typeof checkStatus>
  /** Absent until it has ended. */
  readonly conclusion?: z.output<typeof checkConclusion>
  readonly headSha: string
  readonly headBranch?: string
  readonly repositoryId: number
  /** Absent when the fork was deleted. */
  readonly headRepositoryId?: number
  /** Who caused the event, and who started this attempt; absent when the account was deleted. */
  readonly actor?: Account
  readonly triggeringActor?: Account
  /** Reusable workflows that it calls: `owner/repo/path@ref` and the commit they were taken from. */
  readonly referencedWorkflows: readonly { readonly path: string; readonly sha: string }[]
  readonly createdAt: string
  readonly startedAt: string
  readonly updatedAt: string
}

const ACTIONS = 'actions: read'

const LIST_WORKFLOWS = 'GET /repos/{owner}/{repo}/actions/workflows'
const LIST_RUNS = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs'
const GET_RUN = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}'

const workflow = z.object({ id: z.int(), path: z.string() })
const WORKFLOWS = 1000
/** A listing with a filter ends there: https://docs.github.com/en/rest/actions/workflow-runs */
const RUNS = 1000

const run = z.pipe(
  z.object({
    id: z.int(),
    run_attempt: z.int(),
    workflow_id: z.int(),
    path: text(NAME),
    event: text(100),
    status: checkStatus,
    conclusion: z.nullable(checkConclusion),
    head_sha: objectId,
    head_branch: z.nullable(text(NAME)),
    repository: z.object({ id: z.int() }),
    head_repository: z.nullable(z.object({ id: z.int() })),
    actor: z.optional(simpleUser),
    triggering_actor: z.optional(simpleUser),
    referenced_workflows: z.nullish(z.array(z.object({ path: text(NAME), sha: objectId }))),
    created_at: instant,
    run_started_at: instant,
    updated_at: instant,
  }),
  z.transform(
    (row): WorkflowRun => ({
      id: row.id,
      attempt: row.run_attempt,
      workflowId: row.workflow_id,
      path: row.path,
      event: row.event,
      status: row.status,
      ...(row.conclusion !== null && { conclusion: row.conclusion }),
      headSha: row.head_sha,
      ...(row.head_branch !== null && { headBranch: row.head_branch }),
      repositoryId: row.repository.id,
      ...(row.head_repository !== null && { headRepositoryId: row.head_repository.id }),
      ...(row.actor !== undefined && { actor: row.actor }),
      ...(row.triggering_actor !== undefined && { triggeringActor: row.triggering_actor }),
      referencedWorkflows: row.referenced_workflows ?? [],
      createdAt: row.created_at,
      startedAt: row.run_started_at,
      updatedAt: row.updated_at,
    }),
  ),
)

/**
 * The runs on a head commit of the workflow at `path`, the newest run last. Never by name: a fork chooses its names.
 * `absent`: the repository has no workflow at that very path.
 */
export async function readWorkflowRuns(
  client: GitHub,
  { owner, repo, path, sha }: RepositoryName & { readonly path: string; readonly sha: string },
): Promise<Reading<readonly WorkflowRun[]>> {
  const id = await readWorkflowId(client, { owner, repo, path })
  if (id.state !== 'read') return id
  const about = { needs: ACTIONS, missing: 'forbidden', key: 'workflow_runs', max: RUNS } as const
  const parameters = { owner, repo, workflow_id: id.value, head_sha: sha }
  const runs = await client.list(LIST_RUNS, parameters, run, about, (row) => row.id)
  if (runs.state !== 'read') return runs
  const other = runs.value.find((row) => row.workflowId !== id.value || row.headSha !== sha)
  if (other !== undefined) return torn(`GitHub lists run ${other.id}, which is of another workflow or commit.`)
  return read(runs.value.toSorted((one, next) => one.id - next.id))
}

/** From the whole listing: the API also takes a file's name, which two folders can share. */
async function readWorkflowId(
  client: GitHub,
  { owner, repo, path }: RepositoryName & { readonly path: string },
): Promise<Reading<number>> {
  const about = { needs: ACTIONS, missing: 'forbidden', key: 'workflows', max: WORKFLOWS } as const
  const workflows = await client.list(LIST_WORKFLOWS, { owner, repo }, workflow, about, ({ id }) => id)
  if (workflows.state !== 'read') return workflows
  const [found, twin] = workflows.value.filter((row) => row.path === path)
  if (found === undefined) return { state: 'absent', detail: `${owner}/${repo} has no workflow at ${path}.` }
  if (twin !== undefined) return torn(`GitHub lists two workflows at ${path}.`)
  return read(found.id)
}

/** One run as it is now; an id that somebody claims may be of no run at all, or of one this token is not shown. */
export async function readRun(
  client: GitHub,
  { owner, repo, id }: RepositoryName & { readonly id: number },
): Promise<Reading<WorkflowRun>> {
  const about = { needs: ACTIONS, missing: 'absent' } as const
  const answer = await client.get(GET_RUN, { owner, repo, run_id: id }, run, about)
  if (answer.state !== 'read') return answer
  const { value } = answer.value
  return value.id === id ? read(value) : torn(`GitHub shows run ${value.id} instead of ${id}.`)
}
