import { afterEach, beforeEach, expect, test } from 'vitest'
import { readComments } from '../../../shared/github/comments.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let pull: PullHandle

beforeEach(async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  pull = app.pull({ title: 'x', by: 'ada', files: { 'a.ts': '1\n' } })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (permissions: Record<string, 'read'> = { issues: 'read' }) => {
  const client = clientOf(github, github.workflowToken('acme/app', { permissions }))
  return readComments(client, { owner: 'acme', repo: 'app', number: pull.number })
}

test('who said what when, and whether it is still that', async () => {
  github.app('fixer')
  const first = pull.comment('ada', '/approve\u202E <!-- x -->')
  const second = pull.comment('fixer[bot]', 'Edited later.')
  const third = pull.comment('eve', 'Gone.')
  Object.assign(third, { user: null })
  second.updatedAt = '2026-11-20T12:05:00Z'
  const at = '2026-11-20T12:00:00Z'
  expect(readValue(await ask())).toEqual([
    {
      id: first.id,
      author: { id: github.user('ada').id, login: 'ada', kind: 'user' },
      body: '/approve\u202E <!-- x -->',
      createdAt: at,
      updatedAt: at,
      edited: false,
    },
    {
      id: second.id,
      author: { id: github.user('fixer[bot]').id, login: 'fixer[bot]', kind: 'bot' },
      body: 'Edited later.',
      createdAt: at,
      updatedAt: '2026-11-20T12:05:00Z',
      edited: true,
    },
    { id: third.id, body: 'Gone.', createdAt: at, updatedAt: at, edited: false },
  ])
})

test('250 of them in three requests; half of them are none', async () => {
  for (let i = 0; i < 250; i++) pull.comment('ada', `${i}`)
  expect(readValue(await ask()).map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, i) => `${i}`))
  expect(github.log).toHaveLength(3)
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'
  github.faults.on({ route, call: 5, fault: { kind: 'repeat-page' } })
  expect(await ask()).toMatchObject({ state: 'partial' })
})

test('without the permission they are forbidden, and it is named', async () => {
  expect(await ask({ contents: 'read' })).toMatchObject({ state: 'forbidden', needs: 'issues: read' })
})
