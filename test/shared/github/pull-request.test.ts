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
    // The text as it was first written is one of them.
    edits: {
      total: 2,
      latest: [
        { at: '2026-11-20T12:01:00Z', by: ada },
        { at: '2026-11-20T12:00:00Z', by: ada },
      ],
    },
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

describe('files at the tips', () => {
  const files = [POLICY, '.github/workflows/gates.yml', '.github/none.yml', 'docs/none.md'] as const

  test('come with the pull request, from the base and from the default branch', async () => {
    app.branch('release/1')
    app.commit('release/1', { [POLICY]: 'preset: standard\n' })
    const pull = app.pull({ title: 'Fix', by: 'ada', base: 'release/1', files: { [POLICY]: 'preset: mine\n' } })
    const { base, repository } = readValue(await ask(pull.number, { files }))
    expect(base.tip?.files.get(POLICY)).toMatchObject({ state: 'text', text: 'preset: standard\n', size: 17 })
    expect(repository.defaultBranch?.tip.files.get(POLICY)).toMatchObject({ state: 'text', text: 'preset: starter\n' })
    expect(github.log).toHaveLength(1)
  })

  test('are absent only because a listing lacks them', async () => {
    const { base } = readValue(await ask(change().number, { files }))
    expect(base.tip?.files.get('.github/none.yml')).toEqual({ state: 'no-such-file' })
    expect(base.tip?.files.get('docs/none.md')).toEqual({ state: 'no-such-file' })
    expect(base.tip?.folders.get('.github')).toMatchObject([
      { name: 'production.yml', kind: 'file' },
      { name: 'workflows', kind: 'folder' },
    ])
  })

  test.each([
    ['binary', { [POLICY]: Buffer.from([0, 1, 2]) }, 'no-text', `${POLICY} is binary.`],
    ['not UTF-8', { [POLICY]: Buffer.from([0x61, 0xff]) }, 'no-text', `${POLICY} is not shown as it is in git.`],
    [
      'truncated',
      { [POLICY]: 'x'.repeat(512_001) },
      'no-text',
      `${POLICY} has 512001 bytes, of which GitHub shows the first only.`,
    ],
    ['a link', { [POLICY]: { link: 'README.md' } }, 'not-a-file', `${POLICY} is a link.`],
    ['a folder', { [POLICY]: null, [`${POLICY}/x`]: '' }, 'not-a-file', `${POLICY} is a folder.`],
    [
      'below a link',
      { [POLICY]: null, '.github/workflows/gates.yml': null, '.github': { link: 'docs' } },
      'not-a-file',
      '.github is a link.',
    ],
  ] as const)('that are %s are no empty text', async (_, made, state, detail) => {
    app.commit('main', made)
    const { base } = readValue(await ask(change().number, { files: [POLICY] }))
    expect(base.tip?.files.get(POLICY)).toMatchObject({ state, detail })
  })

  test.each(['../x', '/etc/passwd', 'a//b', './a', ''])('%j is not asked for', async (path) => {
    const { base } = readValue(await ask(change().number, { files: [path] }))
    expect(base.tip?.files.get(path)).toMatchObject({ state: 'unproven' })
  })

  test('with nothing asked for, nothing is listed', async () => {
    const { base } = readValue(await ask(change().number))
    expect(base.tip?.folders.size).toBe(0)
  })
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
    const token = github.userToken('ola')
    const question = { owner: 'acme', repo: 'app', number: pull.number }
    const { repository } = readValue(await readPull(clientOf(github, token), question))
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
