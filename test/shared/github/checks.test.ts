import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCheckRuns, readChecks } from '../../../shared/github/checks.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle
let sha: string

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  sha = app.commit('main', { 'README.md': 'one\n' })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const client = (permissions: Record<string, 'read'> = { checks: 'read', statuses: 'read' }) =>
  clientOf(github, github.workflowToken('acme/app', { permissions }))
const question = () => ({ owner: 'acme', repo: 'app', sha })

test('every attempt and every report, oldest first, with who made it', async () => {
  const red = app.checkRun(sha, 'ci', { conclusion: 'failure', external_id: 'x1', details_url: 'https://ci.example/1' })
  const green = app.checkRun(sha, 'ci', { conclusion: 'success', output: { title: 'Fine', summary: 'All of it.' } })
  const forged = app.checkRun(sha, 'ci', { app: 'evil', status: 'in_progress' })
  app.checkRun(app.commit('main', { 'other.md': '1\n' }), 'ci', { conclusion: 'success' })
  app.status(sha, 'lint', 'pending', 'ada')
  app.status(sha, 'lint', 'success')
  const { runs, statuses } = readValue(await readChecks(client(), question()))
  const times = { startedAt: '2026-11-20T12:00:00Z', completedAt: '2026-11-20T12:00:00Z' }
  const actions = { id: 15368, slug: 'github-actions' }
  const common = { name: 'ci', status: 'completed', externalId: '', ...times }
  expect(runs).toEqual([
    {
      ...common,
      id: red.id,
      suiteId: red.suite,
      app: actions,
      conclusion: 'failure',
      externalId: 'x1',
      detailsUrl: 'https://ci.example/1',
    },
    {
      ...common,
      id: green.id,
      suiteId: green.suite,
      app: actions,
      conclusion: 'success',
      title: 'Fine',
      summary: 'All of it.',
    },
    {
      id: forged.id,
      suiteId: forged.suite,
      name: 'ci',
      app: { id: forged.app.id, slug: 'evil' },
      status: 'in_progress',
      externalId: '',
      startedAt: times.startedAt,
    },
  ])
  expect(statuses).toMatchObject([
    { context: 'lint', state: 'pending', creator: { login: 'ada', kind: 'user' } },
    { context: 'lint', state: 'success', creator: { login: 'github-actions[bot]', kind: 'bot' } },
  ])
})

test('one name among many', async () => {
  for (let i = 0; i < 120; i++) app.checkRun(sha, `job ${i}`, { conclusion: 'success' })
  app.checkRun(sha, 'gate', { conclusion: 'success' })
  const runs = readValue(await readCheckRuns(client(), { ...question(), name: 'gate' }))
  expect(runs.map(({ name }) => name)).toEqual(['gate'])
  expect(readValue(await readCheckRuns(client(), question()))).toHaveLength(121)
})

test.each([
  [{ statuses: 'read' }, 'checks: read'],
  [{ checks: 'read' }, 'statuses: read'],
] as const)('with only %o neither is read', async (permissions, needs) => {
  expect(await readChecks(client(permissions), question())).toMatchObject({ state: 'forbidden', needs })
})

test('half a list of runs is partial', async () => {
  for (let i = 0; i < 150; i++) app.checkRun(sha, `job ${i}`, { conclusion: 'success' })
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
  for (const kind of ['repeat-page', 'drop-link'] as const) {
    github.faults.clear()
    github.faults.on({ route, call: kind === 'drop-link' ? 1 : 2, fault: { kind } })
    const answer = await readChecks(client(), question())
    if (kind === 'drop-link') expect(readValue(answer).runs).toHaveLength(150)
    else expect(answer).toMatchObject({ state: 'partial' })
  }
})
