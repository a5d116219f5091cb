import { resolve } from '../../git/objects.ts'
import { type CheckWrite, createCheckRun, latestRuns, setStatus, updateCheckRun } from '../../state/checks.ts'
import { type CheckRun, fullName, type Repository, type Status } from '../../state/model.ts'
import { invalid, Refusal } from '../../state/refusal.ts'
import { actorOf, appOf, found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { repository as repositoryShape } from '../shapes/account.ts'
import { checkRun, statusShape } from '../shapes/work.ts'

const runOf = (call: RepositoryCall): CheckRun =>
  found(call.repository.checkRuns.find(({ id }) => id === number(call, 'check_run_id')))

function commitOf(call: RepositoryCall): string {
  const sha = resolve(call.repository.bare, call.params['ref'] ?? call.params['sha'] ?? '')
  if (sha === undefined) throw invalid(`No commit found for SHA: ${call.params['ref'] ?? call.params['sha']}`)
  return sha
}

/** The newest status of each context. */
function newest(repository: Repository, sha: string): readonly Status[] {
  const rows = repository.statuses.filter((status) => status.sha === sha)
  return [...new Map(rows.map((status) => [status.context, status])).values()]
}

function combined(statuses: readonly Status[]): string {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure'
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending'
}

export const CHECKS: readonly Route[] = [
  inRepository('POST /repos/{owner}/{repo}/check-runs', 'checks=write', (call) => {
    const { world, repository, body } = call
    const app = appOf(call)
    const head = String(body['head_sha'])
    if (resolve(repository.bare, head) !== head) throw invalid(`No commit found for SHA: ${head}`)
    const run = createCheckRun(world, repository, app, {
      ...(body as CheckWrite),
      name: String(body['name']),
      head_sha: head,
    })
    return { status: 201, body: checkRun(call.url, repository, run) }
  }),
  inRepository('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', 'checks=read', (call) =>
    ok(checkRun(call.url, call.repository, runOf(call))),
  ),
  inRepository('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', 'checks=write', (call) => {
    const run = runOf(call)
    // Every workflow's GITHUB_TOKEN is the same app: one job may rewrite what another one wrote.
    if (appOf(call) !== run.app) {
      const why = 'check run can only be modified by the GitHub App that created it.'
      throw new Refusal(403, `Invalid app_id \`${run.app.id}\` - ${why}`)
    }
    updateCheckRun(call.world, run, call.body as CheckWrite)
    return ok(checkRun(call.url, call.repository, run))
  }),
  inRepository('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', 'checks=read', (call) => {
    const run = runOf(call)
    const blob = `${call.url}/${fullName(call.repository)}/blob/${run.sha}`
    return page(call, run.annotations, (annotation) => ({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      ...annotation,
      blob_href: `${blob}/${annotation.path}`,
    }))
  }),
  inRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 'checks=read', (call) => {
    const { query, repository } = call
    const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')]
    const sha = commitOf(call)
    const all = repository.checkRuns.filter((run) => run.sha === sha)
    const runs = (query.get('filter') === 'all' ? all : latestRuns(all))
      .filter((run) => name === null || run.name === name)
      .filter((run) => status === null || run.status === status)
      .filter((run) => app === null || run.app.id === Number(app))
    const wrap = (rows: readonly unknown[], total: number) => ({ total_count: total, check_runs: rows })
    return page(call, runs.toReversed(), (run) => checkRun(call.url, repository, run), wrap)
  }),
  inRepository('POST /repos/{owner}/{repo}/statuses/{sha}', 'statuses=write', (call) => {
    const { state, context, description, target_url } = call.body
    const status = setStatus(call.world, call.repository, {
      sha: commitOf(call),
      state: state === 'success' || state === 'failure' || state === 'error' ? state : 'pending',
      context: typeof context === 'string' ? context : 'default',
      description: typeof description === 'string' ? description : null,
      targetUrl: typeof target_url === 'string' ? target_url : null,
      creator: actorOf(call),
    })
    return { status: 201, body: statusShape(call.url, call.repository, status) }
  }),
  inRepository('GET /repos/{owner}/{repo}/commits/{ref}/statuses', 'statuses=read', (call) => {
    const sha = commitOf(call)
    const statuses = call.repository.statuses.filter((status) => status.sha === sha).toReversed()
    return page(call, statuses, (status) => statusShape(call.url, call.repository, status))
  }),
  inRepository('GET /repos/{owner}/{repo}/commits/{ref}/status', 'statuses=read', (call) => {
    const sha = commitOf(call)
    const statuses = newest(call.repository, sha)
    const api = `${call.url}/repos/${fullName(call.repository)}/commits/${sha}`
    return page(
      call,
      statuses,
      (status) => statusShape(call.url, call.repository, status),
      (rows, total) => ({
        state: combined(statuses),
        statuses: rows,
        sha,
        total_count: total,
        repository: repositoryShape(call.url, call.repository),
        commit_url: api,
        url: `${api}/status`,
      }),
    )
  }),
]
