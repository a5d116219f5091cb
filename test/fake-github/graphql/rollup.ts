import { nodeId } from '../rest/shapes/account.ts'
import { latestRuns } from '../state/checks.ts'
import { type CheckRun, fullName, type Repository, type Status } from '../state/model.ts'
import { actor, type Context, connection, type Fields, needs, type Paging } from './fields.ts'

export function rollup(context: Context, repository: Repository, sha: string): Fields | null {
  needs(context, 'checks')
  needs(context, 'statuses')
  const runs = latestRuns(repository.checkRuns.filter((run) => run.sha === sha))
  const own = repository.statuses.filter((status) => status.sha === sha)
  const statuses = [...new Map(own.map((status) => [status.context, status])).values()]
  if (runs.length + statuses.length === 0) return null
  const states = [...runs.map(runState), ...statuses.map(({ state }) => state.toUpperCase())]
  const order = ['ERROR', 'FAILURE', 'PENDING']
  const all = [
    ...runs.map((run) => checkRunFields(context, repository, run)),
    ...statuses.map((row) => statusFields(context, row)),
  ]
  return {
    id: nodeId('SCR', repository.id),
    commit: { oid: sha },
    state: order.find((state) => states.includes(state)) ?? 'SUCCESS',
    contexts: (paging: Paging) => connection(all, paging, (one) => one),
  }
}

function runState({ status, conclusion }: CheckRun): string {
  if (status !== 'completed') return 'PENDING'
  return /^(success|neutral|skipped)$/.test(conclusion ?? '') ? 'SUCCESS' : 'FAILURE'
}

function checkRunFields(context: Context, repository: Repository, run: CheckRun): Fields {
  return {
    __typename: 'CheckRun',
    id: nodeId('CR', run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    detailsUrl: run.detailsUrl,
    externalId: run.externalId,
    title: run.output.title,
    summary: run.output.summary,
    checkSuite: () => ({
      id: nodeId('CS', run.suite),
      databaseId: run.suite,
      app: { id: nodeId('A', run.app.id), databaseId: run.app.id, slug: run.app.slug, name: run.app.slug },
      commit: () => ({ oid: run.sha }),
      workflowRun: () => workflowRunFields(context, repository, run.suite),
    }),
    url: `${context.url}/runs/${run.id}`,
  }
}

function statusFields(context: Context, status: Status): Fields {
  return {
    __typename: 'StatusContext',
    id: nodeId('SC', status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: status.createdAt,
    creator: () => actor(context, status.creator),
  }
}

/** The run whose jobs are in the suite; null for a suite of anybody else. */
function workflowRunFields(context: Context, repository: Repository, suite: number): Fields | null {
  const run = repository.runs.find((one) => one.suite === suite)
  if (run === undefined) return null
  const { id, path } = run.workflow
  const home = `/${fullName(repository)}/actions`
  const file = `${home}/workflows/${path.split('/').at(-1)}`
  return {
    __typename: 'WorkflowRun',
    id: nodeId('WFR', run.id),
    databaseId: run.id,
    event: run.event,
    runNumber: run.number,
    createdAt: run.createdAt,
    updatedAt: run.now.updatedAt,
    url: `${context.url}${home}/runs/${run.id}`,
    resourcePath: `${home}/runs/${run.id}`,
    workflow: {
      id: nodeId('W', id),
      databaseId: id,
      name: run.name,
      resourcePath: file,
      url: `${context.url}${file}`,
      state: 'ACTIVE',
    },
  }
}
