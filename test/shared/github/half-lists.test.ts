import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readChecks } from '../../../shared/github/checks.ts'
import { readComments } from '../../../shared/github/comments.ts'
import { readDeployments } from '../../../shared/github/deployments.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import { readTeams } from '../../../shared/github/teams.ts'
import { readWorkflowRuns } from '../../../shared/github/workflow-runs.ts'
import { fakeGitHub } from '../../fake-github/github.ts'
import { clientOf, readValue } from './ask.ts'

const MANY = 250
const CI = '.github/workflows/ci.yml'
const NAME = { owner: 'acme', repo: 'app' } as const

const github = await fakeGitHub()
github.organisation('acme', ['ola'])
const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
app.commit('main', { 'README.md': 'one\n' })
const pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
const sha = pull.head
const deployment = app.deployment(sha, 'staging')
for (let i = 0; i < MANY; i++) {
  pull.review('bob', 'COMMENT', { body: `${i}` })
  pull.comment('bob', `${i}`)
  app.checkRun(sha, `job ${i}`, { conclusion: 'success' })
  app.status(sha, `context ${i}`, 'success')
  app.workflowRun({ path: CI, sha })
  const told = {
    state: 'success',
    creator: github.user('ada'),
    description: '',
    createdAt: '2026-11-20T12:00:00Z',
  } as const
  deployment.statuses.push({ id: github.world.nextId(), ...told })
}
github.team(
  'acme/all',
  Array.from({ length: MANY }, (_, i) => `dev-${i}`),
)
const client = clientOf(github, github.userToken('ola'))

beforeEach(() => github.faults.clear())
afterAll(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const pulled = () => readPull(client, { ...NAME, number: pull.number })

const LISTS = [
  ['reviews', 'POST /graphql PullRequestPage', async () => readValue(await pulled()).reviews],
  ['contexts', 'POST /graphql PullRequestPage', async () => readValue(await pulled()).contexts],
  [
    'members',
    'POST /graphql TeamMembers',
    async () => readValue((await readTeams(client, ['acme/all'])).get('acme/all')),
  ],
  [
    'comments',
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    async () => readValue(await readComments(client, { ...NAME, number: pull.number })),
  ],
  [
    'check runs',
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    async () => readValue(await readChecks(client, { ...NAME, sha })).runs,
  ],
  [
    'statuses',
    'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
    async () => readValue(await readChecks(client, { ...NAME, sha })).statuses,
  ],
  [
    'workflow runs',
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    async () => readValue(await readWorkflowRuns(client, { ...NAME, path: CI, sha })),
  ],
  [
    'deployment statuses',
    'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    async () => readValue(await readDeployments(client, { ...NAME, sha, environment: 'staging' }))[0]?.statuses,
  ],
] as const

describe.each(LISTS)('%s', (what, route, list) => {
  // The pages of a pull request have a query of their own; those of the reviews (two) come before those of the contexts.
  const second = route.endsWith('Page') ? (what === 'contexts' ? 3 : 1) : 2

  test('are read to their end', async () => {
    expect(await list()).toHaveLength(what === 'contexts' ? 2 * MANY : MANY)
  })

  test.each(['repeat-page', 'drop-page'] as const)('are partial with %s in their middle', async (kind) => {
    github.faults.on({ route, call: second, fault: { kind } })
    await expect(list()).rejects.toThrow('partial: ')
    expect(github.log.some(({ fault }) => fault?.kind === kind)).toBe(true)
  })

  test('are partial when their second page is refused', async () => {
    github.faults.on({ route, call: second, fault: { kind: 'status', status: 403 } })
    await expect(list()).rejects.toThrow('partial: ')
  })
})
