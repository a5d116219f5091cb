import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Reading, read } from '../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../shared/github/client.ts'
import { readPushes } from '../../../shared/github/pushes.ts'
import { type Pushers, pushersOf } from '../../../shared/run/pushers.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import { type Scene, scene } from '../git/bare-fixture.ts'
import { clientOf } from '../github/ask.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
  stage.app.commit('main', { 'README.md': 'one\n' })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

const REPOSITORY = { owner: 'acme', repo: 'app' }
const opened = (title: string): PullHandle =>
  stage.app.pull({ title, by: 'ada', files: { [`${title}.ts`]: '1\n' }, head: title })

async function pushers(
  pull: PullHandle,
  {
    updates = new Map(),
    crossRepository = false,
    github = clientOf(stage.github, stage.token),
  }: {
    updates?: ReadonlyMap<string, string>
    crossRepository?: boolean
    github?: GitHub
  } = {},
): Promise<Reading<Pushers>> {
  const { bare } = await stage.fetched(`refs/pull/${pull.number}/head`, 'refs/heads/main')
  return pushersOf({
    github,
    repository: REPOSITORY,
    bare,
    baseTip: stage.app.tip(),
    pull: { crossRepository, head: { sha: pull.head, ref: pull.pull.head.ref } },
    branch: { carried: [], stale: [], updates },
  })
}
const who = (found: Reading<Pushers>) =>
  found.state === 'read' && found.value.contributions.map(({ as, person, isUpdate }) => [as, person?.login, isUpdate])

test('everybody who moved the branch since it was made, the newest first', async () => {
  const pull = opened('moved')
  pull.push({ 'a.ts': '1\n' }, { by: 'bob' })
  const found = await pushers(pull)
  expect(who(found)).toEqual([
    ['pusher', 'bob', undefined],
    ['pusher', 'ada', undefined],
  ])
  expect(found).not.toHaveProperty('value.unread')
})

test('no further back than where the branch had nothing that the base has not', async () => {
  const pull = opened('long')
  pull.push({ 'b.ts': '1\n' }, { by: 'bob' })
  pull.merge('bob')
  stage.app.commit('long', { 'c.ts': '1\n' }, { by: 'ada' })
  const next = stage.app.pull({ title: 'next', by: 'ada', head: 'long', files: { 'd.ts': '1\n' } })
  expect(who(await pushers(next))).toEqual([
    ['pusher', 'ada', undefined],
    ['pusher', 'ada', undefined],
  ])
})

test('a push that brought the branch up to date and nothing else is told apart', async () => {
  const pull = opened('behind')
  const before = pull.head
  stage.app.commit('main', { 'ahead.ts': '1\n' })
  const after = pull.update('bob')
  expect(who(await pushers(pull, { updates: new Map([[after, before]]) }))).toContainEqual(['pusher', 'bob', true])
  // More than the merge came with that push.
  expect(who(await pushers(pull, { updates: new Map([[after, 'f'.repeat(40)]]) }))).toContainEqual([
    'pusher',
    'bob',
    undefined,
  ])
})

test('of a fork it says that it does not know, and of a head that GitHub’s list does not know yet nothing was read', async () => {
  const pull = opened('fork')
  expect(await pushers(pull, { crossRepository: true })).toEqual(
    read({ contributions: [], unread: expect.stringContaining('because the head is in a fork;') }),
  )
  stage.app.repository.activity.pop()
  expect(await pushers(pull)).toEqual({
    state: 'partial',
    detail: expect.stringContaining('the newest push that GitHub names is not of this head'),
  })
})

test('a list that is cut, or begins too late', async () => {
  const pull = opened('many')
  const entries = stage.app.repository.activity
  const made = entries.at(-1)
  if (made === undefined) throw new Error('no activity')
  entries[entries.length - 1] = { ...made, type: 'push' }
  const cut = (why: string) => ({ state: 'partial', detail: expect.stringContaining(why) })
  expect(await pushers(pull)).toEqual(cut('do not go back to the base'))
  const more = (count: number) => {
    for (let one = 0; one < count; one++) entries.push({ ...made, id: 1_000_000 + entries.length, type: 'push' })
  }
  more(100)
  expect(await pushers(pull)).toEqual(cut('do not go back to the base'))
  more(200)
  expect(await pushers(pull)).toEqual(cut('there are more than 300 pushes'))
})

test('of more than a page, every page', async () => {
  const pull = opened('pages')
  const entries = stage.app.repository.activity
  const made = entries.at(-1)
  if (made === undefined) throw new Error('no activity')
  for (let more = 0; more < 150; more++) entries.push({ ...made, id: 2_000_000 + more, type: 'push' })
  const found = await pushers(pull)
  expect(who(found)).toHaveLength(151)
})

test('an account that is gone, and a branch of another name', async () => {
  const row = {
    before: 'a'.repeat(40),
    after: 'b'.repeat(40),
    timestamp: '2026-11-20T12:00:00Z',
    activity_type: 'push',
  }
  const rows = [
    { ...row, id: 1, ref: 'refs/heads/x', actor: null },
    { ...row, id: 2, ref: 'refs/heads/x', actor: { login: 'ghost', id: 1, type: 'User' } },
    { ...row, id: 3, ref: 'refs/heads/y', actor: { login: 'eve', id: 9, type: 'User' } },
  ]
  const real = clientOf(stage.github, stage.token)
  const client: GitHub = {
    ...real,
    get: async (_route, _parameters, schema) => read({ value: schema.parse(rows), headers: {} }),
  }
  const found = await readPushes(client, REPOSITORY, 'refs/heads/x', 100)
  expect(found).toMatchObject({ state: 'read', value: [{ kind: 'moved' }, { kind: 'moved' }] })
  expect(found.state === 'read' && found.value.some(({ actor }) => actor !== undefined)).toBe(false)
})

test.each([401, 403, 404, 500] as const)('%d is no list of pushes', async (status) => {
  const pull = opened(`refused-${status}`)
  stage.github.faults.on({ route: 'GET /repos/{owner}/{repo}/activity', fault: { kind: 'status', status } })
  const found = await pushers(pull)
  expect(found.state).toMatch(/^(forbidden|partial)$/)
  expect(found).toHaveProperty('detail', expect.stringMatching(/^Who pushed could not be read\. /))
})
