import { createHash } from 'node:crypto'
import type { Artifact, Workflow, WorkflowRun } from '../../state/model.ts'
import { Refusal } from '../../state/refusal.ts'
import { signedAddress } from '../../storage.ts'
import { found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { artifactShape, workflowRun, workflowShape } from '../shapes/work.ts'

const runOf = (call: RepositoryCall): WorkflowRun =>
  found(call.repository.runs.find(({ id }) => id === number(call, 'run_id')))

/** By id or by the name of its file. */
const workflowOf = (call: RepositoryCall): Workflow =>
  found(
    call.repository.workflows.find(
      ({ id, path }) => String(id) === call.params['workflow_id'] || path.endsWith(`/${call.params['workflow_id']}`),
    ),
  )

function runsPage(call: RepositoryCall, runs: readonly WorkflowRun[]) {
  const { query } = call
  const [sha, event, status, branch, suite] = ['head_sha', 'event', 'status', 'branch', 'check_suite_id'].map((name) =>
    query.get(name),
  )
  const rows = runs
    .filter((run) => suite == null || run.suite === Number(suite))
    .filter((run) => sha == null || run.headSha === sha)
    .filter((run) => event == null || run.event === event)
    .filter((run) => branch == null || run.headBranch === branch)
    .filter((run) => status == null || run.now.status === status || run.now.conclusion === status)
    .toReversed()
  const wrap = (shapes: readonly unknown[], total: number) => ({ total_count: total, workflow_runs: shapes })
  return page(call, rows, (run) => workflowRun(call.url, call.repository, run), wrap)
}

function workflow(call: RepositoryCall, wanted: Workflow) {
  return workflowShape(call.url, call.repository, wanted)
}
const artifact = (call: RepositoryCall, one: Artifact) =>
  artifactShape(call.world, call.url, call.repository, one, createHash('sha256').update(one.zip).digest('hex'))

const artifactOf = (call: RepositoryCall): Artifact =>
  found(call.repository.artifacts.find(({ id }) => id === number(call, 'artifact_id')))

export const ACTIONS: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/actions/workflows', 'actions=read', (call) =>
    page(
      call,
      call.repository.workflows,
      (one) => workflow(call, one),
      (workflows, total) => ({ total_count: total, workflows }),
    ),
  ),
  inRepository('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}', 'actions=read', (call) =>
    ok(workflow(call, workflowOf(call))),
  ),
  inRepository('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', 'actions=read', (call) => {
    const wanted = workflowOf(call)
    return runsPage(
      call,
      call.repository.runs.filter((run) => run.workflow === wanted),
    )
  }),
  inRepository('GET /repos/{owner}/{repo}/actions/runs', 'actions=read', (call) =>
    runsPage(call, call.repository.runs),
  ),
  inRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}', 'actions=read', (call) =>
    ok(workflowRun(call.url, call.repository, runOf(call))),
  ),
  inRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', 'actions=read', (call) => {
    const run = runOf(call)
    const wanted = number(call, 'attempt_number')
    const attempt = found([...run.earlier, run.now].find((one) => one.attempt === wanted))
    return ok(workflowRun(call.url, call.repository, run, attempt))
  }),
  inRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', 'actions=read', (call) => {
    const run = runOf(call)
    const name = call.query.get('name')
    const rows = call.repository.artifacts.filter((one) => one.run === run && (name === null || one.name === name))
    const wrap = (artifacts: readonly unknown[], total: number) => ({ total_count: total, artifacts })
    return page(call, rows, (one) => artifact(call, one), wrap)
  }),
  inRepository('GET /repos/{owner}/{repo}/actions/artifacts', 'actions=read', (call) => {
    const name = call.query.get('name')
    const rows = call.repository.artifacts.filter((one) => name === null || one.name === name).toReversed()
    const wrap = (artifacts: readonly unknown[], total: number) => ({ total_count: total, artifacts })
    return page(call, rows, (one) => artifact(call, one), wrap)
  }),
  inRepository('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}', 'actions=read', (call) =>
    ok(artifact(call, artifactOf(call))),
  ),
  inRepository('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', 'actions=read', (call) => {
    const one = artifactOf(call)
    const expired = Date.parse(one.expiresAt) <= call.world.now().getTime()
    if (expired) throw new Refusal(410, 'Artifact has expired')
    return { status: 302, headers: { location: signedAddress(call.storage, call.repository, one, call.world.now()) } }
  }),
]
