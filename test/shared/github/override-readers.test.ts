import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConversation } from '../../../shared/github/conversation.ts'
import { readMergedSince } from '../../../shared/github/merged-since.ts'
import { readMayPush } from '../../../shared/github/permission.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle
let pull: PullHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write', mai: 'maintain', tri: 'triage' } })
  app.commit('main', { 'README.md': 'one\n' })
  pull = app.pull({ title: 'x', by: 'ada', files: { 'a.ts': '1\n' } })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const REPOSITORY = { owner: 'acme', repo: 'app' }
const client = () =>
  clientOf(github, github.workflowToken('acme/app', { permissions: { pull_requests: 'read', metadata: 'read' } }))
const later = () => github.clock.advance(60_000)

describe('what was said', () => {
  const ask = () => readConversation(client(), { ...REPOSITORY, number: pull.number })

  test('by whom, when, whether it is still that, and when title or base last changed', async () => {
    const first = pull.comment('ada', 'One.')
    const second = pull.comment('ada', 'Two.')
    // In the very second it was written: no time tells.
    pull.editComment(second, 'mai', 'Not two.')
    expect(readValue(await ask())).not.toHaveProperty('movedAt')
    later()
    pull.edit('ada', { title: 'y' })
    later()
    pull.edit('ada', { title: 'z' })
    const author = { id: github.user('ada').id, login: 'ada', kind: 'user' }
    const createdAt = '2026-11-20T12:00:00Z'
    expect(readValue(await ask())).toEqual({
      head: pull.head,
      movedAt: '2026-11-20T12:02:00Z',
      comments: [
        { id: first.id, author, body: 'One.', createdAt, edited: false },
        { id: second.id, author, body: 'Not two.', createdAt, edited: true },
      ],
    })
    app.branch('next', 'main')
    later()
    pull.edit('ada', { base: 'next' })
    expect(readValue(await ask()).movedAt).toBe('2026-11-20T12:03:00Z')
  })

  test('250 times in three requests; half of a list is none, nor two halves of two lists', async () => {
    for (let i = 0; i < 250; i++) pull.comment('ada', `${i}`)
    expect(readValue(await ask()).comments).toHaveLength(250)
    expect(github.log).toHaveLength(3)
    const route = 'POST /graphql Conversation'
    for (const kind of ['repeat-page', 'drop-page', 'cut', 'malformed', 'graphql-error'] as const) {
      github.faults.clear()
      github.faults.on({ route, fault: { kind } })
      expect((await ask()).state).not.toBe('read')
    }
    github.faults.clear()
    const { next } = github.faults
    let asked = 0
    github.faults.next = (names) => {
      if (names.includes(route) && ++asked === 2) pull.edit('ada', { title: 'changed meanwhile' })
      return next(names)
    }
    expect(await ask()).toMatchObject({ state: 'partial', detail: expect.stringContaining('changed while') })
  })

  test('more than a thousand times, nobody can say', async () => {
    for (let i = 0; i < 1001; i++) pull.comment('ada', 'x')
    expect(await ask()).toMatchObject({ state: 'partial' })
  })
})

describe('what was merged', () => {
  const ask = (since = '2026-11-01T00:00:00Z') => readMergedSince(client(), REPOSITORY, since)
  const merge = (title: string) => {
    const one = app.pull({ title, body: `About ${title}.`, by: 'ada', files: { [`${title}.ts`]: '1\n' } })
    one.merge('ada')
    later()
    return one
  }

  test('title and description of each, the last one touched first, and none that was merged before', async () => {
    const old = merge('old')
    const since = github.world.now().toISOString()
    const mine = merge('mine')
    // Touched again, and yet not merged since.
    old.edit('ada', { body: 'Later.' })
    expect(readValue(await ask(since))).toEqual([
      { number: mine.number, title: 'mine', body: 'About mine.', mergedAt: '2026-11-20T12:01:00Z' },
    ])
    expect(readValue(await ask()).map(({ title }) => title)).toEqual(['old', 'mine'])
  })

  test('a list that ends early is no list', async () => {
    merge('one')
    for (const kind of ['cut', 'malformed', 'graphql-error'] as const) {
      github.faults.clear()
      github.faults.on({ route: 'POST /graphql MergedSince', fault: { kind } })
      expect((await ask()).state).not.toBe('read')
    }
  })
})

describe('who may push', () => {
  const ask = (login: string, id = github.user(login).id) => readMayPush(client(), REPOSITORY, { login, id })

  test.each([
    ['ada', true],
    ['mai', true],
    ['acme', true],
    ['tri', false],
    ['eve', false],
  ])('%s: %s', async (login, may) => {
    expect(readValue(await ask(login))).toBe(may)
  })

  test('not who has taken the login of somebody who may', async () => {
    expect(readValue(await ask('ada', 1))).toBe(false)
  })

  test('nobody who could not be looked up', async () => {
    for (const status of [401, 403, 404, 502] as const) {
      github.faults.clear()
      github.faults.on({
        route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
        fault: { kind: 'status', status },
      })
      expect((await ask('ada')).state).not.toBe('read')
    }
  })
})
