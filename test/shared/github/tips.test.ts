import { afterEach, expect, test } from 'vitest'
import { createClient } from '../../../shared/github/client.ts'
import { readTips } from '../../../shared/github/tips.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { UNHURRIED } from '../../support/hasty.ts'

let github: FakeGitHub

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ASKED = {
  owner: 'acme',
  repo: 'app',
  policyPath: '.github/production.yml',
  workflowPath: '.github/workflows/g.yml',
}

function story() {
  const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { '.github/production.yml': 'version: 1\n' })
  app.branch('release/1')
  app.commit('release/1', { '.github/workflows/g.yml': 'on: push\n' })
  const pull = app.pull({ title: 'A change', by: 'ada', files: { 'a.ts': '1' }, base: 'release/1' })
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read' } })
  const pace = { ...UNHURRIED, token, apiUrl: github.url, graphqlUrl: github.graphql, now: () => github.clock.now() }
  return { app, pull, client: createClient(pace) }
}

test('both tips with the blobs that decide, and the pull request, in one request', async () => {
  github = await fakeGitHub()
  const { app, pull, client } = story()
  const tips = await readTips(client, { ...ASKED, ref: 'refs/heads/release/1', pull: pull.number })
  const policy = expect.stringMatching(/^[0-9a-f]{40}$/)
  expect(tips).toEqual({
    state: 'read',
    value: {
      repository: { id: app.repository.id, ownerId: app.repository.owner.id, name: 'acme/app', private: false },
      defaultBranch: { ref: 'refs/heads/main', commit: app.tip(), policy, folder: policy },
      ref: { ref: 'refs/heads/release/1', commit: app.tip('release/1'), policy, workflow: policy, folder: policy },
      pull: {
        number: pull.number,
        state: 'OPEN',
        draft: false,
        title: 'A change',
        labels: [],
        since: '2026-11-20T12:00:00Z',
        author: { login: 'ada', bot: false },
        head: pull.head,
        headRef: pull.pull.head.ref,
        headRepositoryId: app.repository.id,
        baseRef: 'refs/heads/release/1',
        base: { ref: 'refs/heads/release/1', commit: app.tip('release/1'), policy, workflow: policy, folder: policy },
        mergeCommit: policy,
        sameHead: [
          {
            number: pull.number,
            head: pull.head,
            headRef: pull.pull.head.ref,
            headRepositoryId: app.repository.id,
            baseRef: 'refs/heads/release/1',
            openedAt: '2026-11-20T12:00:00Z',
          },
        ],
      },
    },
  })
  expect(client.usage()).toEqual({ rest: 0, graphql: 1, points: 1 })
})

test('a ref that is gone is absent, not an error', async () => {
  github = await fakeGitHub()
  const tips = await readTips(story().client, { ...ASKED, ref: 'refs/heads/gone' })
  expect(tips.state === 'read' && tips.value.ref).toBeUndefined()
  expect(tips.state === 'read' && tips.value.pull).toBeUndefined()
})
