import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BareRepository, bareRepository } from '../../../shared/git/bare.ts'
import { ROSTER_PATH, type RosterTeam, rosterText } from '../../../shared/ownership/roster.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import { NO_ROSTER, type RosterReader, rosterReader } from '../../../shared/run/roster.ts'
import { teamsFor } from '../../../shared/run/teams.ts'
import type { FileChange } from '../../fake-github/git/objects.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf } from '../github/ask.ts'
import { scratch } from './fixtures/scratch.ts'

const ROLES = { security: { users: ['vee'], teams: ['acme/security'] } }
const NOW = '2026-11-20T12:00:00Z'
const sec: RosterTeam = { written: '2026-11-19T06:00:00Z', members: [{ login: 'sec', id: 7 }] }
const eve: RosterTeam = { written: '2026-11-20T06:00:00Z', members: [{ login: 'eve', id: 9 }] }

let github: FakeGitHub
let app: RepositoryHandle
let name: `acme/${string}`
let made = 0
const opened: BareRepository[] = []
beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
})
beforeEach(() => {
  name = `acme/app${made++}`
  app = github.repository(name, { collaborators: { ada: 'write', vee: 'write', bob: 'write' } })
  app.commit('main', { CODEOWNERS: '* @vee\n' })
})
afterEach(async () => {
  github.faults.clear()
  for (const bare of opened.splice(0)) await bare.remove()
  expect(github.violations).toEqual([])
})
afterAll(() => github.close())

const text = (teams: Readonly<Record<string, RosterTeam>>): string =>
  rosterText({ organization: { id: app.repository.owner.id, login: 'acme' }, teams: new Map(Object.entries(teams)) })

function bring(file: FileChange, approver?: string): void {
  const pull = app.pull({ title: 'Roster', by: 'ada', files: { [ROSTER_PATH]: file } })
  if (approver !== undefined) pull.review(approver, 'APPROVE')
  github.clock.advance(1_000)
  pull.merge('bob')
}

async function reader(
  roles: Policy['roles'] = ROLES,
): Promise<{ readonly roster: RosterReader; readonly client: ReturnType<typeof clientOf> }> {
  const token = github.workflowToken(name, {
    permissions: { contents: 'read', pull_requests: 'read' },
  })
  const url = `${github.url}/${app.name}.git`
  const bare = await bareRepository({
    url,
    token,
    temp: scratch(),
    timeoutMs: 20_000,
    env: { PATH: process.env['PATH'] },
  })
  opened.push(bare)
  await bare.fetch(['refs/heads/main'])
  const client = clientOf(github, token)
  const [owner = '', repo = ''] = app.name.split('/')
  const roster = rosterReader({
    github: client,
    repository: { owner, repo },
    bare,
    baseTip: app.tip(),
    baseRef: 'refs/heads/main',
    ownerId: app.repository.owner.id,
    policy: { roles },
    now: NOW,
  })
  return { roster, client }
}

test('each team stands on the approval of its own line', async () => {
  bring(text({ 'acme/security': sec }), 'vee')
  bring(text({ 'acme/docs': eve, 'acme/security': sec }), 'bob')
  const { roster } = await reader()
  expect(await roster.team('acme/security')).toMatchObject({
    state: 'read',
    value: { members: [{ login: 'sec', id: 7, kind: 'user' }], detail: expect.stringContaining('approved #1,') },
  })
  expect(roster.sources()).toMatchObject([{ id: 'roster', state: 'read', sha256: expect.any(String) }])
  expect(await roster.team('acme/docs')).toMatchObject({ state: 'untrusted', detail: expect.stringContaining('#2') })
  expect(await roster.team('acme/web')).toMatchObject({ state: 'absent', detail: expect.stringContaining('not name') })
  expect(roster.sources()).toMatchObject([
    { state: 'untrusted', detail: expect.stringMatching(/acme\/security was .* acme\/docs was .* acme\/web/s) },
  ])
})

test('a line that somebody edited after it was approved is not the approved one', async () => {
  bring(text({ 'acme/security': sec }), 'vee')
  bring(text({ 'acme/security': { ...sec, members: [...sec.members, ...eve.members] } }), 'bob')
  const { roster } = await reader()
  expect((await roster.team('acme/security')).state).toBe('untrusted')
})

test('a team that only the roster knows is known to whoever asks for it, and one that it does not stays hidden', async () => {
  bring(text({ 'acme/security': sec }), 'vee')
  const { roster, client } = await reader()
  const teams = await teamsFor(client, ['acme/docs', 'acme/security'], roster)
  expect(teams.get('acme/security')).toEqual({ state: 'read', members: [{ login: 'sec', id: 7, kind: 'user' }] })
  expect(teams.get('acme/docs')).toMatchObject({
    state: 'forbidden',
    detail: expect.stringMatching(
      /It needs members: read.* \.github\/production-roster\.yml does not name acme\/docs\.$/,
    ),
  })
  expect((await teamsFor(client, ['acme/security'])).get('acme/security')?.state).toBe('forbidden')
})

test.each<[string, FileChange, string, RegExp]>([
  ['not a roster', 'version: 1\n', 'untrusted', /production-roster\.yml:1:1: /],
  ['written by hand', '# by hand\nversion: 1\n', 'untrusted', /production-roster\.yml/],
  ['a link to one', { link: 'CODEOWNERS' }, 'untrusted', /is a link/],
])('%s', async (_, file, state, says) => {
  bring(file, 'vee')
  const { roster } = await reader()
  expect(await roster.team('acme/security')).toMatchObject({ state, detail: expect.stringMatching(says) })
  expect(roster.sources()).toMatchObject([{ id: 'roster', state }])
})

test('no file, no role, no base', async () => {
  const { roster: none } = await reader()
  expect(await none.team('acme/security')).toMatchObject({ state: 'absent' })
  expect(none.sources()).toEqual([])
  bring(text({ 'acme/security': sec }), 'vee')
  const { roster: nobody } = await reader({ security: { users: [], teams: [] } })
  expect(await nobody.team('acme/security')).toMatchObject({ state: 'untrusted' })
  const { roster: undeclared } = await reader({})
  expect(await undeclared.team('acme/security')).toMatchObject({ detail: expect.stringContaining('declares no role') })
  expect((await NO_ROSTER.team('acme/security')).state).toBe('absent')
  expect(NO_ROSTER.sources()).toEqual([])
})

test.each([401, 403, 404, 500] as const)(
  'git that answers %d is no roster, and not the absence of one',
  async (status) => {
    bring(text({ 'acme/security': sec }), 'vee')
    const { roster } = await reader()
    github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status } })
    const found = await roster.team('acme/security')
    expect(found.state).not.toBe('read')
    expect(roster.sources()).toHaveLength(1)
    expect(roster.sources()[0]?.state).toBe(found.state)
  },
)
