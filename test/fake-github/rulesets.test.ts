import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let ola: Ask
let bob: Ask
const PATH = '/repos/acme/app/rulesets'
const TAGS = {
  name: 'tags',
  target: 'tag',
  enforcement: 'active',
  conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
  rules: [{ type: 'update' }, { type: 'deletion' }],
}

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { bob: 'write' } })
  app.commit('main', { 'a.ts': '1\n' })
  ola = asking(github.url, github.userToken('ola'))
  bob = asking(github.url, github.userToken('bob'))
})
beforeEach(() => {
  github.clock.advance(60_000)
  app.repository.rulesets.splice(0)
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

test('a ruleset is imported, changed in one field, and deleted', async () => {
  const made = await ola('POST', PATH, TAGS)
  expect(made.status).toBe(201)
  const id = pick(made.body, 'id')
  const changed = await ola('PUT', `${PATH}/${id}`, { enforcement: 'disabled' })
  expect(changed.body).toMatchObject({ ...TAGS, id, enforcement: 'disabled' })
  expect((await ola('DELETE', `${PATH}/${id}`)).status).toBe(204)
  expect((await ola('GET', PATH)).body).toEqual([])
})

test('only who administers writes rulesets, and only who may write them is shown who bypasses them', async () => {
  expect((await bob('POST', PATH, TAGS)).status).toBe(403)
  const { body } = await ola('POST', PATH, { ...TAGS, bypass_actors: [{ actor_type: 'OrganizationAdmin' }] })
  const one = `${PATH}/${pick(body, 'id')}`
  expect(pick((await ola('GET', one)).body, 'bypass_actors')).toHaveLength(1)
  expect(pick((await bob('GET', one)).body, 'bypass_actors')).toBeUndefined()
  const reader = asking(github.url, github.appToken('gates', ['acme/app'], { administration: 'read' }))
  expect(pick((await reader('GET', one)).body, 'bypass_actors')).toBeUndefined()
  const writer = asking(github.url, github.appToken('gates', ['acme/app'], { administration: 'write' }))
  expect(pick((await writer('GET', one)).body, 'bypass_actors')).toHaveLength(1)
})

test.each([
  ['a name that is taken', TAGS, 'Name must be unique'],
  [
    'a branch pattern for tags',
    { conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } } },
    'Invalid target pattern',
  ],
  [
    'the default branch for tags',
    { conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } } },
    'Invalid target pattern',
  ],
  ['a merge queue for tags', { rules: [queue()] }, 'Invalid rule merge_queue'],
  ['a rule twice', { rules: [{ type: 'update' }, { type: 'update' }] }, 'Duplicate rule update'],
  ['a team without a number', { bypass_actors: [{ actor_type: 'Team' }] }, 'Actor id is invalid'],
  [
    'pull requests past tags',
    { bypass_actors: [{ actor_id: 1, actor_type: 'Team', bypass_mode: 'pull_request' }] },
    'Bypass mode',
  ],
] as const)('422 for %s', async (_, parts, problem) => {
  await ola('POST', PATH, TAGS)
  const { status, body } = await ola('POST', PATH, { ...TAGS, name: 'other', ...parts })
  expect([status, JSON.stringify(pick(body, 'errors'))]).toEqual([422, expect.stringContaining(problem)])
})

function queue() {
  const parameters = {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  }
  return { type: 'merge_queue', parameters }
}

test('a personal account evaluates nothing and has no owners to let past', async () => {
  github.repository('eve/own').commit('main', { 'a.ts': '1\n' })
  const eve = asking(github.url, github.userToken('eve'))
  for (const parts of [{ enforcement: 'evaluate' }, { bypass_actors: [{ actor_type: 'OrganizationAdmin' }] }]) {
    expect((await eve('POST', '/repos/eve/own/rulesets', { ...TAGS, ...parts })).status).toBe(422)
  }
  expect((await ola('POST', PATH, { ...TAGS, enforcement: 'evaluate' })).status).toBe(201)
})

test('a tag ruleset holds tags and no branch: made once, never moved, never deleted', async () => {
  await ola('POST', PATH, { ...TAGS, conditions: { ref_name: { include: ['~ALL'], exclude: [] } } })
  const first = app.tip()
  expect((await bob('POST', '/repos/acme/app/git/refs', { ref: 'refs/tags/v1', sha: first })).status).toBe(201)
  const second = app.commit('main', { 'a.ts': '2\n' })
  const moved = await bob('PATCH', '/repos/acme/app/git/refs/tags/v1', { sha: second, force: true })
  expect(moved.status).toBe(422)
  expect((await bob('DELETE', '/repos/acme/app/git/refs/tags/v1')).status).toBe(422)
  expect((await bob('GET', '/repos/acme/app/rules/branches/main')).body).toEqual([])
})

test('settings of Actions are for administrators, and a change stays', async () => {
  const path = '/repos/acme/app/actions/permissions/workflow'
  expect((await bob('GET', path)).status).toBe(403)
  const wanted = { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true }
  expect((await ola('PUT', path, wanted)).status).toBe(204)
  expect((await ola('GET', path)).body).toEqual(wanted)
})

test('an environment says which branches deploy to it', async () => {
  app.environment('open')
  app.environment('kept', 'protected')
  app.environment('keys', ['main', 'tag:v*'])
  const { body } = await ola('GET', '/repos/acme/app/environments')
  expect(pick(body, 'environments', '*', 'deployment_branch_policy')).toEqual([
    null,
    { protected_branches: true, custom_branch_policies: false },
    { protected_branches: false, custom_branch_policies: true },
  ])
  expect(pick((await ola('GET', '/repos/acme/app/environments/KEYS')).body, 'name')).toBe('keys')
  const policies = (await ola('GET', '/repos/acme/app/environments/keys/deployment-branch-policies')).body
  expect(pick(policies, 'branch_policies', '*', 'type')).toEqual(['branch', 'tag'])
  expect((await ola('GET', '/repos/acme/app/environments/none')).status).toBe(404)
})
