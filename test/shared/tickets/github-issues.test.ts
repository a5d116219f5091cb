import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TicketPolicy } from '../../../shared/tickets/ticket.ts'
import { openTracker } from '../../../shared/tickets/tracker.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { HASTY } from '../../support/hasty.ts'
import { clientOf } from '../github/ask.ts'
import { ask } from './ask.ts'

const POLICY: TicketPolicy = {
  tracker: 'github',
  projects: ['acme/app', 'acme/ops', 'acme/hidden'],
  types: ['Security'],
}
const ISSUE = 'GET /repos/{owner}/{repo}/issues/{issue_number}'

let github: FakeGitHub
let app: RepositoryHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app')
  app.commit('main', { 'a.ts': '1\n' })
  github.repository('acme/hidden', { private: true })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

function read(key: string, policy = POLICY, permissions: Readonly<Record<string, 'read'>> = { issues: 'read' }) {
  const client = clientOf(github, github.workflowToken('acme/app', { permissions }))
  return ask(policy, { github: client, repository: { owner: 'acme', repo: 'app' } }, key)
}

test('an issue, in one request', async () => {
  app.issue({ title: 'A hole', by: 'ada', labels: ['sev-1'], type: 'Security' })
  expect(await read('ACME/app#1')).toEqual({
    state: 'read',
    value: {
      key: 'acme/app#1',
      url: 'https://github.com/acme/app/issues/1',
      project: 'acme/app',
      type: 'Security',
      status: 'open',
      statusCategory: 'new',
      createdAt: '2026-11-20T12:00:00.000Z',
      labels: ['sev-1'],
    },
  })
  expect(github.log.map(({ route }) => route)).toEqual([ISSUE])
})

test('its type: of the organisation, else a label that the policy names, else none', async () => {
  app.issue({ title: 'One', by: 'ada', labels: ['security'], type: 'Bug' })
  app.issue({ title: 'Two', by: 'ada', labels: ['x', 'security'] })
  app.issue({ title: 'Three', by: 'ada', labels: ['x'] })
  const types = []
  for (const key of ['acme/app#1', 'acme/app#2', 'acme/app#3']) {
    const answer = await read(key)
    types.push(answer.state === 'read' && answer.value.type)
  }
  expect(types).toEqual(['Bug', 'Security', 'Issue'])
})

test.each([
  ['completed', 'closed', 'done'],
  ['not_planned', 'closed as not planned', 'indeterminate'],
  ['duplicate', 'closed as duplicate', 'indeterminate'],
] as const)('closed as %s', async (reason, status, statusCategory) => {
  const issue = app.issue({ title: 'A hole', by: 'ada' })
  issue.close(reason)
  expect(await read('acme/app#1')).toMatchObject({ value: { status, statusCategory } })
  issue.reopen()
  expect(await read('acme/app#1')).toMatchObject({ value: { status: 'open', statusCategory: 'new' } })
})

describe('what is not there', () => {
  test('never was, or was deleted', async () => {
    app.issue({ title: 'A hole', by: 'ada' }).remove()
    for (const number of [1, 9]) {
      expect(await read(`acme/app#${number}`)).toEqual({
        state: 'absent',
        detail: `acme/app#${number} does not exist, or was deleted: GitHub shows the repository, and no such issue.`,
      })
    }
  })

  test('issues are switched off', async () => {
    app.issue({ title: 'A hole', by: 'ada' })
    app.disable('issues')
    expect(await read('acme/app#1')).toEqual({
      state: 'absent',
      detail: 'acme/app#1 does not exist: issues are switched off in acme/app.',
    })
  })

  test('a pull request is no issue', async () => {
    app.pull({ title: 'A door', by: 'ada', files: { 'a.ts': '2\n' } })
    expect(await read('acme/app#1')).toEqual({ state: 'absent', detail: 'acme/app#1 is a pull request, and no issue.' })
  })

  test.each(['acme/hidden#1', 'acme/ops#1'])('a hidden repository is not called missing: %s', async (key) => {
    expect(await read(key)).toMatchObject({
      state: 'forbidden',
      detail: `GitHub shows this token neither ${key} nor its repository: hidden, or not there.`,
      needs: expect.stringContaining('issues: read'),
    })
  })
})

describe('transferred', () => {
  test('into a repository that is allowed: read, and said', async () => {
    const issue = app.issue({ title: 'A hole', by: 'ada' })
    const ops = github.repository('acme/ops')
    ops.issue({ title: 'Before', by: 'ada' })
    issue.transfer(ops)
    expect(await read('acme/app#1')).toMatchObject({
      state: 'read',
      value: { key: 'acme/ops#2', movedFrom: 'acme/app#1', url: 'https://github.com/acme/ops/issues/2' },
    })
  })

  test('into one that is not: foreign', async () => {
    app.issue({ title: 'A hole', by: 'ada' }).transfer(github.repository('eve/own'))
    expect(await read('acme/app#1')).toEqual({
      state: 'foreign',
      detail: 'acme/app#1 is now eve/own#1, and eve/own is not in `override.ticket.projects`.',
    })
  })

  test('with its repository, under another name: foreign', async () => {
    app.issue({ title: 'A hole', by: 'ada' })
    app.rename('other')
    expect(await read('acme/app#1')).toMatchObject({ state: 'foreign' })
  })
})

test.each(['eve/own#1', 'acme/app#1/../2', '#1', 'SEC-1', ''])('not asked for: %j', async (key) => {
  expect(await read(key)).toMatchObject({ state: 'foreign' })
  expect(github.log).toEqual([])
})

test('without a list only the repository itself is asked', async () => {
  app.issue({ title: 'A hole', by: 'ada' })
  const own: TicketPolicy = { tracker: 'github' }
  expect(await read('acme/app#1', own)).toMatchObject({ state: 'read' })
  expect(await read('acme/ops#1', own)).toMatchObject({ state: 'foreign' })
})

describe('what breaks', () => {
  test('without issues: read', async () => {
    expect(await read('acme/app#1', POLICY, {})).toMatchObject({ state: 'forbidden', needs: 'issues: read' })
  })

  test.each([
    [401, 'forbidden'],
    [403, 'forbidden'],
    [429, 'pending'],
    [500, 'partial'],
    [503, 'partial'],
  ] as const)('%i is %s, at both questions', async (status, state) => {
    for (const route of [ISSUE, 'GET /repos/{owner}/{repo}']) {
      for (const call of [1, 2]) github.faults.on({ route, call, fault: { kind: 'status', status } })
      expect(await read('acme/app#9')).toMatchObject({ state })
      github.faults.clear()
    }
  })

  test('silence, half a body, and no JSON', async () => {
    app.issue({ title: 'A hole', by: 'ada' })
    for (const fault of [{ kind: 'stall' }, { kind: 'cut' }, { kind: 'malformed' }] as const) {
      for (const call of [1, 2]) github.faults.on({ route: ISSUE, call, fault })
      const client = clientOf(github, github.workflowToken('acme/app', { permissions: { issues: 'read' } }), HASTY)
      expect(await ask(POLICY, { github: client }, 'acme/app#1')).toMatchObject({ state: 'partial' })
      github.faults.clear()
    }
  })
})

test('only the GitHub of this run is asked, and only with a token', () => {
  const client = clientOf(github, 'x')
  const access = { github: client, credentials: {}, fetch, now: () => new Date(), timeoutMs: 1 }
  const at = (base: string | undefined, serverUrl?: string) =>
    openTracker({ ...POLICY, 'base-url': base }, { ...access, serverUrl }).state
  expect([
    at(undefined),
    at('https://github.com/'),
    at('https://ghe.acme.example', 'https://ghe.acme.example'),
  ]).toEqual(['read', 'read', 'read'])
  expect([
    at('https://ghe.acme.example'),
    at('https://github.com', 'https://ghe.acme.example'),
    at('nonsense'),
  ]).toEqual(['forbidden', 'forbidden', 'forbidden'])
  expect(openTracker(POLICY, { ...access, github: undefined })).toMatchObject({ state: 'forbidden' })
})
