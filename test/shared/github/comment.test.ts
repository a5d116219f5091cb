import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { publishComment } from '../../../shared/github/comment.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import { HASTY } from '../../support/hasty.ts'

let github: FakeGitHub
let pull: PullHandle

beforeEach(async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one' })
  pull = app.pull({ title: 'A change', by: 'ada', files: { 'a.ts': '1' } })
})

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const MARKER = '<!-- production-gates:security-gate -->'
const OURS = 'github-actions[bot]'
const BODY = `${MARKER}\n### blocked\n`

const clientOf = (token: string, timeoutMs = 10_000): GitHub =>
  createClient({
    ...HASTY,
    timeoutMs,
    token,
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
  })
const workflow = () => github.workflowToken('acme/app', { permissions: { issues: 'write' } })

const publish = (wanted: 'create' | 'update', client = clientOf(workflow()), body = BODY) =>
  publishComment(client, { owner: 'acme', repo: 'app', pull: pull.number, marker: MARKER }, body, wanted)

const shown = () => pull.pull.comments.map(({ user, body }) => [user?.login, body])

test('is created once, then edited in place', async () => {
  expect(await publish('create')).toEqual({ state: 'read', value: { kind: 'created', removed: 0 } })
  expect(await publish('update', clientOf(workflow()), `${MARKER}\n### passed\n`)).toEqual({
    state: 'read',
    value: { kind: 'updated', removed: 0 },
  })
  expect(shown()).toEqual([[OURS, `${MARKER}\n### passed\n`]])
  expect(github.protocol()).toMatchInlineSnapshot(`
    "GET /repos/acme/app/issues/1/comments?per_page=100&page=1 200
    POST /repos/acme/app/issues/1/comments 201
    GET /repos/acme/app/issues/1/comments?per_page=100&page=1 200
    POST /graphql Viewer (1 points) 200
    PATCH /repos/acme/app/issues/comments/1010 200
    "
  `)
})

test('is left alone when it says so already', async () => {
  pull.comment(OURS, BODY)
  expect(await publish('create')).toEqual({ state: 'read', value: { kind: 'unchanged', removed: 0 } })
  expect(github.log.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([])
})

test('is not begun by an update', async () => {
  expect(await publish('update')).toEqual({ state: 'read', value: { kind: 'none', removed: 0 } })
  expect(shown()).toEqual([])
})

describe('what is not ours', () => {
  test('a marker that the author planted: never edited, never deleted', async () => {
    pull.comment('ada', `${MARKER}\n### passed, honestly\n`)
    pull.comment('ada', `${MARKER}\n### passed, honestly\n`)
    expect(await publish('create')).toMatchObject({ value: { kind: 'created', removed: 0 } })
    expect(await publish('update', clientOf(workflow()), `${MARKER}\n2`)).toMatchObject({
      value: { kind: 'updated', removed: 0 },
    })
    expect(shown()).toEqual([
      ['ada', `${MARKER}\n### passed, honestly\n`],
      ['ada', `${MARKER}\n### passed, honestly\n`],
      [OURS, `${MARKER}\n2`],
    ])
  })

  test('does not make an update write', async () => {
    pull.comment('ada', BODY)
    expect(await publish('update')).toMatchObject({ value: { kind: 'none' } })
    expect(shown()).toHaveLength(1)
  })

  test('another app, a deleted account, another gate, a marker further down', async () => {
    github.app('scanner')
    pull.comment('scanner[bot]', BODY)
    const ghost = pull.comment('mallory', BODY)
    pull.pull.comments.splice(pull.pull.comments.indexOf(ghost), 1, { ...ghost, user: null })
    pull.comment(OURS, '<!-- production-gates:dod-check -->\n### blocked\n')
    pull.comment(OURS, `See ${BODY}`)
    const before = shown()
    expect(await publish('create')).toMatchObject({ value: { kind: 'created', removed: 0 } })
    expect(shown()).toEqual([...before, [OURS, BODY]])
  })

  test('ours for an app is what the app wrote', async () => {
    pull.comment(OURS, BODY)
    const client = clientOf(github.appToken('acme-gates', ['acme/app'], { issues: 'write' }))
    await publish('create', client)
    await publish('create', client, `${MARKER}\n2`)
    expect(shown()).toEqual([
      [OURS, BODY],
      ['acme-gates[bot]', `${MARKER}\n2`],
    ])
  })
})

test('of several of ours the newest is edited, the older ones go', async () => {
  for (const body of [BODY, `${MARKER}\n2`, `${MARKER}\n3`]) pull.comment(OURS, body)
  const newest = pull.pull.comments.at(-1)?.id
  expect(await publish('update')).toEqual({ state: 'read', value: { kind: 'updated', removed: 2 } })
  expect(pull.pull.comments.map(({ id, body }) => [id, body])).toEqual([[newest, BODY]])
})

test('one that another run of ours removed first is gone, which is what was wanted', async () => {
  pull.comment(OURS, `${MARKER}\n1`)
  pull.comment(OURS, BODY)
  github.faults.on({ route: REMOVE, fault: { kind: 'status', status: 404 } })
  expect(await publish('create')).toMatchObject({ state: 'read', value: { kind: 'unchanged' } })
})

test('without the permission it is named', async () => {
  const client = clientOf(github.workflowToken('acme/app', { permissions: { issues: 'read' } }))
  expect(await publish('create', client)).toEqual({
    state: 'forbidden',
    detail: 'GitHub does not let this token write it (403: Resource not accessible by integration).',
    needs: 'issues: write',
  })
})

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'
const CREATE = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const EDIT = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
const REMOVE = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}'
const VIEWER = 'POST /graphql Viewer'

const FAULTS: readonly Fault[] = [
  ...([401, 403, 429, 500, 503] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'stall' },
]
const STEPS = [LIST, VIEWER, EDIT, REMOVE, CREATE]

// Nothing is cut off from an answer without a body.
const CASES = FAULTS.flatMap((fault) => STEPS.map((route) => ({ route, fault }))).filter(
  ({ route, fault }) => !(route === REMOVE && fault.kind === 'cut'),
)

test.each(CASES)('$route with $fault is not read, and nothing of others is touched', async ({ route, fault }) => {
  pull.comment('ada', `${MARKER}\n### planted\n`)
  if (route !== CREATE) for (const body of ['1', '2']) pull.comment(OURS, `${MARKER}\n${body}`)
  github.faults.on({ route, fault })
  const client = clientOf(workflow(), fault.kind === 'stall' ? 400 : 10_000)
  const done = await publish('create', client)
  expect(done.state).not.toBe('read')
  expect(github.log.some((request) => request.fault !== undefined)).toBe(true)
  expect(shown()[0]).toEqual(['ada', `${MARKER}\n### planted\n`])
})

test('half a list is no list: nothing is written', async () => {
  for (let i = 0; i < 150; i++) pull.comment('ada', 'Nice.')
  pull.comment(OURS, `${MARKER}\n1`)
  github.faults.on({ route: LIST, call: 2, fault: { kind: 'repeat-page' } })
  expect((await publish('create')).state).toBe('partial')
  expect(pull.pull.comments).toHaveLength(151)
})

test('a comment whose author the query does not say is not touched', async () => {
  pull.comment(OURS, `${MARKER}\n1`)
  github.faults.on({ route: VIEWER, fault: { kind: 'graphql-error' } })
  expect((await publish('create')).state).toBe('partial')
  expect(shown()).toEqual([[OURS, `${MARKER}\n1`]])
})
