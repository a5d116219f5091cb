import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDeployments } from '../../../shared/github/deployments.ts'
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

const ask = (environment = 'staging') => {
  const client = clientOf(github, github.workflowToken('acme/app', { permissions: { deployments: 'read' } }))
  return readDeployments(client, { owner: 'acme', repo: 'app', sha, environment })
}

test('deployments of a commit to an environment, newest first, with how each went', async () => {
  const first = app.deployment('main', 'staging', ['in_progress', 'failure'], 'ada')
  app.deployment('main', 'production', ['success'])
  const second = app.deployment('main', 'staging', ['queued', 'success'], 'ada')
  app.commit('main', { 'other.md': '1\n' })
  app.deployment('main', 'staging', ['success'])
  const found = readValue(await ask())
  expect(found).toMatchObject([
    { id: second.id, sha, ref: 'main', environment: 'staging', task: 'deploy', creator: { login: 'ada' } },
    { id: first.id, sha, ref: 'main' },
  ])
  expect(found.map(({ statuses }) => statuses.map(({ state }) => state))).toEqual([
    ['success', 'queued'],
    ['failure', 'in_progress'],
  ])
})

test('none is a list without entries; Staging is another environment', async () => {
  app.deployment('main', 'Staging', ['success'])
  expect(readValue(await ask())).toEqual([])
})

test('a deployment whose statuses cannot be read is not one without statuses', async () => {
  app.deployment('main', 'staging', ['failure'])
  const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'
  github.faults.on({ route, fault: { kind: 'status', status: 404 } })
  expect(await ask()).toMatchObject({ state: 'forbidden', needs: 'deployments: read' })
})
