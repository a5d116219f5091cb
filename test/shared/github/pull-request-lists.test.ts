import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PullQuestion, readPull } from '../../../shared/github/pull-request.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Files } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'
import { longBranch } from './long-branch.ts'

let github: FakeGitHub
let app: RepositoryHandle

const NEEDED = { contents: 'read', pull_requests: 'read', checks: 'read', statuses: 'read' } as const
const POLICY = '.github/production.yml'

beforeEach(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write', cy: 'read' } })
  app.commit('main', {
    'README.md': 'one\n',
    [POLICY]: 'preset: starter\n',
    '.github/workflows/gates.yml': 'on: push\n',
  })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (number: number, question: Partial<PullQuestion> = {}) => {
  const token = github.workflowToken('acme/app', { permissions: NEEDED })
  return readPull(clientOf(github, token), { owner: 'acme', repo: 'app', number, ...question })
}
const change = (files: Files = { 'door.ts': 'open\n' }) => app.pull({ title: 'Add a door', by: 'ada', files })

describe('long lists', () => {
  test('250 commits are read in three requests, 251 are partial, and no fault for who has them from git', async () => {
    longBranch(app, 'long', 249)
    const pull = app.pull({ title: 'x', by: 'ada', head: 'long', files: { 'a.ts': '1\n' } })
    const { commits } = readValue(await ask(pull.number))
    expect(new Set(commits.listed.map(({ oid }) => oid)).size).toBe(250)
    expect(github.log).toHaveLength(3)
    pull.push({ 'a.ts': '2\n' })
    expect(await ask(pull.number)).toEqual({
      state: 'partial',
      detail: 'There are 251 commits; more than 250 are not read.',
    })
    const byGit = readValue(await ask(pull.number, { commitsByGit: true }))
    expect([byGit.commits.total, byGit.commits.listed.length]).toEqual([251, 100])
  })

  test('a thousand reviews and 150 contexts are read, a thousand and one reviews are partial', async () => {
    const pull = change()
    for (let i = 0; i < 1000; i++) pull.review('bob', 'COMMENT', { body: `${i}` })
    for (let i = 0; i < 150; i++) app.status(pull.head, `check ${i}`, 'success')
    const found = readValue(await ask(pull.number))
    expect(found.reviews.map(({ body }) => body)).toEqual(Array.from({ length: 1000 }, (_, i) => `${i}`))
    expect(found.contexts).toHaveLength(150)
    expect(github.log).toHaveLength(1 + 9 + 1)
    pull.review('bob', 'COMMENT')
    expect(await ask(pull.number)).toMatchObject({ state: 'partial' })
  })

  test.each([
    [{ kind: 'status', status: 403 }, 'partial', 'After 100 reviews: GitHub does not let this token read it'],
    [{ kind: 'status', status: 429 }, 'pending', 'The rate limit of this token is used up'],
    [{ kind: 'graphql-error' }, 'partial', 'After 100 reviews: GitHub '],
    [{ kind: 'cut' }, 'partial', 'After 100 reviews: '],
  ] as const)('that break off with %o are %s', async (fault, state, detail) => {
    const pull = change()
    for (let i = 0; i < 101; i++) pull.review('bob', 'COMMENT', { body: `${i}` })
    github.faults.on({ route: 'POST /graphql PullRequestPage', fault })
    expect(await ask(pull.number)).toMatchObject({ state, detail: expect.stringContaining(detail) })
  })
})
