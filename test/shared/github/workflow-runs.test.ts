import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRun, readWorkflowRuns } from '../../../shared/github/workflow-runs.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle
let sha: string

const CI = '.github/workflows/ci.yml'

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  sha = app.commit('main', { 'README.md': 'one\n' })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const client = () => clientOf(github, github.workflowToken('acme/app', { permissions: { actions: 'read' } }))
const runs = (path = CI) => readWorkflowRuns(client(), { owner: 'acme', repo: 'app', path, sha })

test('runs of a path on a commit, the newest last, each as its newest attempt left it', async () => {
  const referenced = [{ path: 'acme/shared/.github/workflows/scan.yml@v1', sha }]
  const first = app.workflowRun({ path: CI, sha, by: 'ada', conclusion: 'failure', referenced })
  app.workflowRun({ path: CI, sha: app.commit('main', { 'other.md': '1\n' }) })
  github.clock.advance(60_000)
  const second = app.workflowRun({ path: CI, sha, by: 'ada', event: 'push', conclusion: null })
  github.clock.advance(60_000)
  app.rerun(first, { by: 'bob', conclusion: 'success' })
  const found = readValue(await runs())
  expect(found).toMatchObject([
    {
      id: first.id,
      attempt: 2,
      path: CI,
      event: 'pull_request',
      status: 'completed',
      conclusion: 'success',
      headSha: sha,
      repositoryId: app.repository.id,
      headRepositoryId: app.repository.id,
      actor: { login: 'ada', kind: 'user' },
      triggeringActor: { login: 'bob', id: github.user('bob').id },
      referencedWorkflows: referenced,
      createdAt: '2026-11-20T12:00:00Z',
      startedAt: '2026-11-20T12:02:00Z',
    },
    { id: second.id, attempt: 1, event: 'push', status: 'in_progress' },
  ])
  expect(found[1]).not.toHaveProperty('conclusion')
  expect(readValue(await readRun(client(), { owner: 'acme', repo: 'app', id: first.id }))).toEqual(found[0])
})

test('a fork that calls its workflow ours is another workflow, and its runs are told by their repository', async () => {
  const fork = github.repository('eve/app', { fork: app.repository })
  app.workflowRun({ path: CI, sha, name: 'CI' })
  app.workflowRun({ path: '.github/workflows/evil.yml', sha, name: 'CI' })
  const theirs = app.workflowRun({ path: CI, sha, from: fork.repository })
  expect(readValue(await runs()).map(({ headRepositoryId }) => headRepositoryId)).toEqual([
    app.repository.id,
    fork.repository.id,
  ])
  expect(readValue(await runs()).at(-1)?.id).toBe(theirs.id)
})

test.each(['ci.yml', '.github/workflows/CI.yml', '.github/workflows/ci.yml ', ''])(
  '%j is no path of a workflow',
  async (path) => {
    app.workflowRun({ path: CI, sha })
    expect(await runs(path)).toEqual({ state: 'absent', detail: `acme/app has no workflow at ${path}.` })
  },
)

test('no runs on this commit is a list without entries, and a run nobody has is absent', async () => {
  app.workflowRun({ path: CI, sha: app.commit('main', { 'other.md': '1\n' }) })
  expect(readValue(await runs())).toEqual([])
  const answer = await readRun(client(), { owner: 'acme', repo: 'app', id: 1 })
  expect(answer).toMatchObject({ state: 'absent', needs: 'actions: read' })
})
