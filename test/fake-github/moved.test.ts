import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let job: string
let ask: Ask
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'production-gates-'))
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  job = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read', checks: 'write' } })
  ask = asking(github.url, job)
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(async () => {
  await github.close()
  await rm(work, { recursive: true })
})

const lsRemote = async (name: string) => {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
  const { stdout, stderr } = await promisify(execFile)('git', ['ls-remote', `${github.url}/${name}.git`, 'main'], {
    cwd: work,
    env,
  })
  return { stdout, stderr }
}
const named = async (owner: string, name: string) =>
  pick(
    (
      await ask('POST', '/graphql', {
        query: `{ repository(owner: "${owner}", name: "${name}") { databaseId nameWithOwner } }`,
      })
    ).body,
    'data',
    'repository',
  )

test('a renamed repository: reads are 301 to its number, writes 307, and the number answers', async () => {
  app.rename('service')
  const { id } = app.repository
  const moved = await ask('GET', '/repos/acme/app/commits/main/check-runs?filter=all')
  expect([moved.status, moved.headers.get('location')]).toEqual([
    301,
    `${github.url}/repositories/${id}/commits/main/check-runs?filter=all`,
  ])
  expect(pick(moved.body, 'message')).toBe('Moved Permanently')
  const followed = await ask('GET', `/repositories/${id}/commits/main/check-runs?filter=all`)
  expect([followed.status, pick(followed.body, 'total_count')]).toEqual([200, 0])
  const write = await ask('POST', '/repos/acme/app/check-runs', { name: 'x', head_sha: app.tip() })
  expect([write.status, write.headers.get('location')]).toEqual([307, `${github.url}/repositories/${id}/check-runs`])
  expect(app.repository.checkRuns).toEqual([])
  expect(await ask('GET', `/repositories/${id}`)).toMatchObject({ status: 200, body: { full_name: 'acme/service' } })
})

test('GraphQL finds it under the old name, and git leads on', async () => {
  expect(await named('acme', 'app')).toEqual({ databaseId: app.repository.id, nameWithOwner: 'acme/service' })
  const { stdout, stderr } = await lsRemote('acme/app')
  expect(stdout).toContain(app.tip())
  expect(stderr).toContain('redirecting to')
})

test('a renamed organisation moves all its repositories', async () => {
  github.renameAccount('acme', 'acme-corp')
  const { id } = app.repository
  expect((await ask('GET', '/repos/acme/service')).headers.get('location')).toBe(`${github.url}/repositories/${id}`)
  expect(await named('acme', 'service')).toEqual({ databaseId: id, nameWithOwner: 'acme-corp/service' })
  expect(await named('acme', 'app')).toEqual({ databaseId: id, nameWithOwner: 'acme-corp/service' })
  expect((await lsRemote('acme/service')).stdout).toContain(app.tip())
  expect((await ask('GET', '/users/acme')).status).toBe(404)
})

test('a new repository of the old name ends the redirect, and is another one', async () => {
  const other = github.repository('acme/app')
  other.commit('main', { 'a.ts': '1\n' })
  expect(await named('acme', 'app')).toEqual({ databaseId: other.repository.id, nameWithOwner: 'acme/app' })
  expect((await ask('GET', '/repos/acme/app')).status).toBe(200)
})

test('an old name tells nobody who may not know', async () => {
  const hidden = github.repository('acme-corp/hidden', { private: true })
  hidden.commit('main', { 'a.ts': '1\n' })
  hidden.rename('secret')
  expect((await ask('GET', '/repos/acme-corp/hidden')).status).toBe(404)
  await expect(lsRemote('acme-corp/hidden')).rejects.toThrow()
})

test('a deleted fork: its pull request stays open, from nowhere', async () => {
  const fork = github.repository('eve/app', { fork: app.repository })
  const pull = app.pull({ title: 'From afar', by: 'eve', from: fork, head: 'afar', files: { 'far.ts': '1\n' } })
  fork.remove()
  const { body } = await ask('GET', `/repos/acme-corp/service/pulls/${pull.number}`)
  expect(body).toMatchObject({
    state: 'open',
    head: { sha: pull.head, ref: 'afar', repo: null, user: { login: 'eve' } },
  })
  const query = `{ repository(owner: "acme-corp", name: "service") { pullRequest(number: ${pull.number}) {
    state isCrossRepository headRefOid headRefName headRef { name } headRepository { databaseId } headRepositoryOwner { login } } } }`
  const found = pick((await ask('POST', '/graphql', { query })).body, 'data', 'repository', 'pullRequest')
  expect(found).toEqual({
    state: 'OPEN',
    isCrossRepository: true,
    headRefOid: pull.head,
    headRefName: 'afar',
    headRef: null,
    headRepository: null,
    headRepositoryOwner: null,
  })
  expect((await ask('GET', '/repos/eve/app')).status).toBe(404)
  const event = github.events.pullRequest(app, pull, { event: 'pull_request_target', action: 'labeled', by: 'ada' })
  expect(pick(event.payload, 'pull_request', 'head', 'repo')).toBeNull()
})
