import { afterEach, beforeEach, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let hidden: RepositoryHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app')
  app.commit('main', { 'a.ts': '1\n' })
  hidden = github.repository('acme/hidden', { private: true })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const reader = () => asking(github.url, github.workflowToken('acme/app', { permissions: { issues: 'read' } }))

test('issues and pull requests share their numbers, and a pull request is an issue', async () => {
  app.issue({ title: 'A hole', by: 'ada', labels: ['sev-1'], type: 'Security' })
  app.pull({ title: 'Mend it', by: 'ada', files: { 'a.ts': '2\n' } })
  const issue = (await reader()('GET', '/repos/acme/app/issues/1')).body
  expect([pick(issue, 'type', 'name'), pick(issue, 'labels', '*', 'name')]).toEqual(['Security', ['sev-1']])
  expect(pick(issue, 'pull_request')).toBeUndefined()
  const pull = (await reader()('GET', '/repos/acme/app/issues/2')).body
  expect(pick(pull, 'pull_request', 'merged_at')).toBeNull()
})

test('closed with a reason, opened again', async () => {
  const issue = app.issue({ title: 'A hole', by: 'ada' })
  issue.close('not_planned')
  expect((await reader()('GET', '/repos/acme/app/issues/1')).body).toMatchObject({
    state: 'closed',
    state_reason: 'not_planned',
  })
  issue.reopen()
  expect((await reader()('GET', '/repos/acme/app/issues/1')).body).toMatchObject({ state: 'open' })
})

test('gone: deleted and switched off are 410, never there is 404', async () => {
  app.issue({ title: 'A hole', by: 'ada' }).remove()
  expect((await reader()('GET', '/repos/acme/app/issues/1')).status).toBe(410)
  expect((await reader()('GET', '/repos/acme/app/issues/2')).status).toBe(404)
  app.disable('issues')
  expect((await reader()('GET', '/repos/acme/app/issues/2')).status).toBe(410)
  expect(pick((await reader()('GET', '/repos/acme/app')).body, 'has_issues')).toBe(false)
})

test('transferred: 301 by number, 404 to who may not see the new place', async () => {
  const other = github.repository('acme/other')
  const [one, two] = [app.issue({ title: 'One', by: 'ada' }), app.issue({ title: 'Two', by: 'ada' })]
  other.issue({ title: 'Before', by: 'ada' })
  expect(one.transfer(other)).toBe(2)
  two.transfer(hidden)
  const moved = await reader()('GET', '/repos/acme/app/issues/1')
  expect([moved.status, moved.headers.get('location')]).toEqual([
    301,
    `${github.url}/repositories/${other.repository.id}/issues/2`,
  ])
  expect((await reader()('GET', '/repos/acme/app/issues/2')).status).toBe(404)
})

test('without issues: read it is 403', async () => {
  const { status } = await asking(github.url, github.workflowToken('acme/app'))('GET', '/repos/acme/app/issues/1')
  expect(status).toBe(403)
})
