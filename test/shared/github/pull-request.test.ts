import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PullQuestion, readPull } from '../../../shared/github/pull-request.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Files } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

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

test('everything a judge needs, in one request', async () => {
  const pull = change()
  const opened = pull.head
  pull.review('bob', 'APPROVE')
  pull.review('cy', 'COMMENT', { body: 'Nice.' })
  pull.label('hotfix', 'ada')
  const second = pull.push({ 'door.ts': 'shut\n' }, { message: 'Shut\n\nCo-authored-by: Cy <cy@example.com>' })
  app.checkRun(second, 'ci', { conclusion: 'timed_out' })
  app.status(second, 'lint', 'pending', 'ada')
  github.clock.advance(60_000)
  pull.edit('ada', { body: 'Why.' })
  const base = app.commit('main', { 'other.ts': '1\n' })

  const found = readValue(await ask(pull.number))
  const [ada, bob, cy] = ['ada', 'bob', 'cy'].map((login) => ({ id: github.user(login).id, login, kind: 'user' }))
  expect(found).toMatchObject({
    repository: {
      id: app.repository.id,
      owner: { id: app.repository.owner.id, login: 'acme', kind: 'organization' },
      nameWithOwner: 'acme/app',
      private: false,
      defaultBranch: { name: 'main', tip: { oid: base } },
    },
    number: pull.number,
    title: 'Add a door',
    body: 'Why.',
    state: 'open',
    draft: false,
    crossRepository: false,
    author: ada,
    lastEditedAt: '2026-11-20T12:01:00Z',
    edits: [
      { at: '2026-11-20T12:01:00Z', by: ada },
      { at: '2026-11-20T12:00:00Z', by: ada },
    ],
    head: { sha: second, ref: 'change-1', repositoryId: app.repository.id },
    base: { ref: 'main', tip: { oid: base } },
    changedFiles: 1,
    labels: ['hotfix'],
    reviews: [
      { state: 'approved', author: bob, mayPush: true, commit: opened, submittedAt: '2026-11-20T12:00:00Z' },
      { state: 'commented', author: cy, mayPush: false, commit: opened, body: 'Nice.' },
    ],
    commits: {
      total: 2,
      listed: [
        { oid: opened, author: { account: ada, hasEmail: true }, authors: [{ account: ada }] },
        {
          oid: second,
          parents: [opened],
          authors: [{ account: ada }, { hasEmail: true }],
          message: 'Shut\n\nCo-authored-by: Cy <cy@example.com>',
          messageCut: false,
        },
      ],
    },
    contexts: [
      { kind: 'check-run', name: 'ci', app: { id: 15368, slug: 'github-actions' }, conclusion: 'timed_out' },
      { kind: 'status', name: 'lint', state: 'pending', creator: ada },
    ],
  })
  expect(found.commits.listed[1]?.authors[1]).toEqual({ hasEmail: true })
  expect(github.log).toHaveLength(1)
})

test('the base is the live tip, and the test merge tells what it was made of', async () => {
  const pull = change()
  const before = app.tip()
  const { potentialMerge } = readValue(await ask(pull.number))
  expect(potentialMerge).toMatchObject({ parents: [before, pull.head], tree: expect.stringMatching(/^[0-9a-f]{40}$/) })
  const after = app.commit('main', { 'other.ts': '1\n' })
  const found = readValue(await ask(pull.number))
  expect(found.base.tip?.oid).toBe(after)
  expect(pull.pull.base.sha).toBe(before)
})

describe('people', () => {
  test('a ghost is nobody', async () => {
    const pull = change()
    const review = pull.review('bob', 'APPROVE')
    pull.pull.user = null
    review.user = null
    const found = readValue(await ask(pull.number))
    expect(found).not.toHaveProperty('author')
    expect(found.reviews[0]).not.toHaveProperty('author')
    expect(found.reviews[0]?.mayPush).toBe(false)
  })

  test('a bot is written as REST writes it, as a reviewer and as an author of commits', async () => {
    github.app('fixer')
    const pull = change()
    pull.push({ 'door.ts': 'shut\n' }, { by: 'fixer[bot]' })
    pull.review('fixer[bot]', 'APPROVE')
    const bot = { id: github.user('fixer[bot]').id, login: 'fixer[bot]', kind: 'bot' }
    const found = readValue(await ask(pull.number))
    expect(found.reviews[0]).toMatchObject({ author: bot, mayPush: false })
    expect(found.commits.listed[1]?.author).toEqual({ account: bot, hasEmail: true })
  })

  test('a commit of an address of nobody is unattributed', async () => {
    app.commit('theirs', { 'a.ts': '1\n' }, { by: 'ada', email: 'nobody@example.com' })
    const pull = app.pull({ title: 'x', by: 'ada', head: 'theirs', files: { 'b.ts': '1\n' } })
    const [first] = readValue(await ask(pull.number)).commits.listed
    expect(first?.author).toEqual({ hasEmail: true })
  })

  test('a renamed organisation is found by its old name, and told by its new one', async () => {
    const pull = change()
    github.renameAccount('acme', 'acme-labs')
    const { repository } = readValue(await ask(pull.number))
    expect(repository).toMatchObject({
      id: app.repository.id,
      nameWithOwner: 'acme-labs/app',
      owner: { id: app.repository.owner.id, login: 'acme-labs' },
    })
  })
})

describe('where it comes from', () => {
  const forked = () => {
    const fork = github.repository('eve/app', { fork: app.repository })
    return { fork, pull: app.pull({ title: 'x', by: 'eve', from: fork, files: { 'a.ts': '1\n' } }) }
  }

  test('a fork', async () => {
    const { fork, pull } = forked()
    const found = readValue(await ask(pull.number))
    expect(found.crossRepository).toBe(true)
    expect(found.head.repositoryId).toBe(fork.repository.id)
  })

  test('a fork that was deleted', async () => {
    const { fork, pull } = forked()
    fork.remove()
    const found = readValue(await ask(pull.number))
    expect(found.head).toEqual({ sha: pull.head, ref: 'change-1' })
  })

  test('a base branch that was deleted', async () => {
    app.branch('old')
    const pull = app.pull({ title: 'x', by: 'ada', base: 'old', files: { 'a.ts': '1\n' } })
    app.repository.bare.git(['update-ref', '-d', 'refs/heads/old'])
    expect(readValue(await ask(pull.number)).base).toEqual({ ref: 'old' })
  })

  test('closed, merged and draft', async () => {
    const [closed, merged] = [change(), change({ 'window.ts': '1\n' })]
    closed.edit('ada', { state: 'closed' })
    const landed = merged.merge('bob')
    const draft = app.pull({ title: 'x', by: 'ada', draft: true, files: { 'c.ts': '1\n' } })
    expect(readValue(await ask(closed.number)).state).toBe('closed')
    expect(readValue(await ask(merged.number))).toMatchObject({ state: 'merged', mergeCommit: { oid: landed } })
    expect(readValue(await ask(draft.number)).draft).toBe(true)
  })

  test('in a merge queue', async () => {
    app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
    const pull = change()
    const entry = app.enqueue(pull, 'bob')
    expect(readValue(await ask(pull.number)).queueEntry).toEqual({
      position: 1,
      state: 'awaiting_checks',
      enqueuedAt: '2026-11-20T12:00:00Z',
      enqueuer: { id: github.user('bob').id, login: 'bob', kind: 'user' },
      headSha: entry.headSha,
      baseSha: app.tip(),
    })
  })
})

test.each([
  '\u202Egnp.exe\u0000\n::error::x',
  '`$(id)` <img src=x onerror=alert(1)> @everyone',
  '}} query { viewer { login } }',
  '${{ secrets.X }}',
])('a hostile title, body and branch come back as they are: %j', async (hostile) => {
  const head = 'x/`$(id)`;-rf&é'
  const pull = app.pull({ title: hostile, by: 'ada', body: hostile, head, files: { 'a.ts': '1\n' } })
  expect(readValue(await ask(pull.number))).toMatchObject({ title: hostile, body: hostile, head: { ref: head } })
})

test('checks are left out where they are not wanted, with the permissions they need', async () => {
  const pull = change()
  app.status(pull.head, 'ci', 'success')
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read' } })
  const client = clientOf(github, token)
  const question = { owner: 'acme', repo: 'app', number: pull.number }
  expect(readValue(await readPull(client, { ...question, contexts: false })).contexts).toEqual([])
  expect(await readPull(client, question)).toMatchObject({
    state: 'forbidden',
    needs: 'pull requests: read, contents: read, checks: read and commit statuses: read',
  })
})

test('what is not shown to this token is forbidden, not absent', async () => {
  const hidden = github.repository('acme/hidden', { private: true })
  hidden.commit('main', { 'a.ts': '1\n' })
  const token = github.workflowToken('acme/app', { permissions: NEEDED })
  const question = { owner: 'acme', repo: 'hidden', number: 1 }
  expect(await readPull(clientOf(github, token), question)).toMatchObject({ state: 'forbidden' })
  expect(await ask(99)).toMatchObject({ state: 'forbidden' })
})
