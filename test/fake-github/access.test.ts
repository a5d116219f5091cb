import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let open: RepositoryHandle
let sha: string

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  const security = github.team('acme/security', ['sam'])
  open = github.repository('acme/open')
  sha = open.commit('main', { 'a.ts': '1\n', '.github/CODEOWNERS': '* @acme/security\nbad/ nobody\n' })
  open.team(security, 'maintain')
  github.repository('acme/hidden', { private: true }).commit('main', { 'a.ts': '1\n' })
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

test('a wrong token is 401 even where none is needed', async () => {
  expect((await asking(github.url)('GET', '/repos/acme/open')).status).toBe(200)
  const { status, body } = await asking(github.url, 'ghs_wrong')('GET', '/repos/acme/open')
  expect([status, pick(body, 'message')]).toEqual([401, 'Bad credentials'])
})

test('a missing permission is 403 and named in the header', async () => {
  const reader = asking(github.url, github.workflowToken('acme/open'))
  const { status, headers } = await reader('GET', `/repos/acme/open/commits/${sha}/check-runs`)
  expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, 'checks=read'])
  const alerts = await reader('GET', '/repos/acme/open/secret-scanning/alerts')
  expect(alerts.headers.get('x-accepted-github-permissions')).toBe('secret_scanning_alerts=read')
})

test('a hidden repository does not exist: 404', async () => {
  const outside = asking(github.url, github.workflowToken('acme/open'))
  expect((await outside('GET', '/repos/acme/hidden')).status).toBe(404)
  expect((await asking(github.url, github.userToken('eve'))('GET', '/repos/acme/hidden')).status).toBe(404)
  expect((await asking(github.url, github.userToken('ola'))('GET', '/repos/acme/hidden')).status).toBe(200)
})

test('GITHUB_TOKEN cannot be given what no workflow can have; on a fork it only reads', async () => {
  expect(() => github.workflowToken('acme/open', { permissions: { members: 'read' } })).toThrow(
    'GITHUB_TOKEN cannot have members',
  )
  const fork = github.workflowToken('acme/open', { permissions: { checks: 'write' }, fork: true })
  const { status } = await asking(github.url, fork)('POST', '/repos/acme/open/check-runs', { name: 'x', head_sha: sha })
  expect(status).toBe(403)
})

test('teams are 404 without read of members, and listed with it', async () => {
  const path = '/orgs/acme/teams/security'
  expect((await asking(github.url, github.workflowToken('acme/open'))('GET', path)).status).toBe(404)
  const app = asking(github.url, github.appToken('gates', ['acme/open'], { members: 'read' }))
  expect(pick((await app('GET', path)).body, 'members_count')).toBe(1)
  expect(pick((await app('GET', `${path}/members`)).body, '*', 'login')).toEqual(['sam'])
  expect((await app('GET', `${path}/memberships/sam`)).body).toMatchObject({ role: 'member', state: 'active' })
  expect((await app('GET', `${path}/memberships/eve`)).status).toBe(404)
})

test.each([
  ['ola', 'admin', 'admin'],
  ['sam', 'write', 'maintain'],
  ['eve', 'read', 'read'],
])('%s has %s', async (login, permission, role_name) => {
  github.user(login)
  const ask = asking(github.url, github.workflowToken('acme/open'))
  const { body } = await ask('GET', `/repos/acme/open/collaborators/${login}/permission`)
  expect(body).toMatchObject({ permission, role_name })
})

test('contents at a ref, blobs and trees; CODEOWNERS errors', async () => {
  const ask = asking(github.url, github.workflowToken('acme/open'))
  const file = await ask('GET', `/repos/acme/open/contents/a.ts?ref=${sha}`)
  expect(Buffer.from(String(pick(file.body, 'content')), 'base64').toString()).toBe('1\n')
  const blob = await ask('GET', `/repos/acme/open/git/blobs/${pick(file.body, 'sha')}`)
  expect(pick(blob.body, 'size')).toBe(2)
  expect(pick((await ask('GET', '/repos/acme/open/contents')).body, '*', 'name')).toEqual(['.github', 'a.ts'])
  const all = await ask('GET', `/repos/acme/open/git/trees/${sha}?recursive=1`)
  expect(pick(all.body, 'tree', '*', 'path')).toEqual(['.github', '.github/CODEOWNERS', 'a.ts'])
  expect((await ask('GET', '/repos/acme/open/contents/none.ts')).status).toBe(404)
  const { body } = await ask('GET', '/repos/acme/open/codeowners/errors')
  expect(pick(body, 'errors', 0)).toMatchObject({ line: 2, column: 6, kind: 'Invalid owner' })
})

test('the primary limit: headers count down, then 403 until the reset', async () => {
  const token = github.workflowToken('acme/open')
  const ask = asking(github.url, token)
  github.limits.hourly = 2
  expect((await ask('GET', '/repos/acme/open')).headers.get('x-ratelimit-remaining')).toBe('1')
  await ask('GET', '/repos/acme/open')
  const refused = await ask('GET', '/repos/acme/open')
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0'])
  expect(pick(refused.body, 'message')).toContain('API rate limit exceeded')
  github.clock.advance(3_600_000)
  expect((await ask('GET', '/repos/acme/open')).status).toBe(200)
  github.limits.hourly = undefined
})

test.each([429, 403] as const)(
  'the secondary limit: too many writes a minute are %i with retry-after',
  async (status) => {
    github.limits.writesAMinute = 1
    github.limits.secondaryStatus = status
    const ask = asking(github.url, github.workflowToken('acme/open', { permissions: { statuses: 'write' } }))
    const write = () => ask('POST', `/repos/acme/open/statuses/${sha}`, { state: 'success' })
    expect((await write()).status).toBe(201)
    const refused = await write()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([status, '60'])
    github.clock.advance(60_000)
    expect((await write()).status).toBe(201)
    github.limits.writesAMinute = 80
    github.limits.secondaryStatus = 429
  },
)
