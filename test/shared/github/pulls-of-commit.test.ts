import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPullsOfCommit } from '../../../shared/github/pulls-of-commit.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { openPull } from '../../fake-github/state/pulls.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  app.branch('release/1')
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (sha: string) => {
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read' } })
  return readPullsOfCommit(clientOf(github, token), { owner: 'acme', repo: 'app' }, sha)
}
const numbers = async (sha: string) => readValue(await ask(sha)).map(({ number }) => number)
const change = (base = 'main') => app.pull({ title: 'x', by: 'ada', base, files: { 'a.ts': '1\n' } })
const again = (head: string, base: string, from = app) =>
  openPull(github.world, app.repository, github.user('eve'), { title: 'y', head, base, from: from.repository }).number

test('every open pull request with this head: other base, other branch, fork', async () => {
  const first = change()
  const sha = first.head
  const sibling = again('change-1', 'release/1')
  app.branch('twin', sha)
  const twin = again('twin', 'main')
  const fork = github.repository('eve/app', { fork: app.repository })
  const forked = again('change-1', 'main', fork)
  app.pull({ title: 'Another', by: 'ada', files: { 'b.ts': '1\n' } })
  expect(readValue(await ask(sha))).toEqual(
    [
      [first.number, 'main'],
      [sibling, 'release/1'],
      [twin, 'main'],
      [forked, 'main'],
    ].map(([number, baseRef]) => ({
      number,
      state: 'open',
      headSha: sha,
      baseRef,
      baseRepositoryId: app.repository.id,
    })),
  )
  expect(github.log).toHaveLength(1)
})

test('not those that only contain it, that were closed, or whose head has moved', async () => {
  const pull = change()
  const before = pull.head
  const after = pull.push({ 'a.ts': '2\n' })
  expect(await numbers(before)).toEqual([])
  expect(await numbers(after)).toEqual([pull.number])
  pull.edit('ada', { state: 'closed' })
  expect(await numbers(after)).toEqual([])
})

test('a push that the index does not know yet is found in the list', async () => {
  github.world.associationLag = 60_000
  const pull = change()
  expect(await numbers(pull.head)).toEqual([pull.number])
})

test('what is merged to the default branch and still open to another one is found', async () => {
  const first = change()
  const sibling = again('change-1', 'release/1')
  const sha = first.head
  first.merge('bob')
  expect(await numbers(sha)).toEqual([sibling])
})

test('a commit that nobody has is the head of no pull request', async () => {
  change()
  expect(await numbers('0'.repeat(40))).toEqual([])
})

test('more than a hundred open pull requests are read page by page, and half of them are none', async () => {
  const first = change()
  for (let i = 0; i < 100; i++) {
    app.branch(`twin-${i}`, first.head)
    again(`twin-${i}`, 'main')
  }
  expect(await numbers(first.head)).toEqual(Array.from({ length: 101 }, (_, i) => i + 1))
  expect(github.log).toHaveLength(2)
  for (const call of [4, 5]) {
    github.faults.on({ route: 'POST /graphql PullsOfCommit', call, fault: { kind: 'status', status: 502 } })
  }
  expect(await ask(first.head)).toEqual({
    state: 'partial',
    detail: 'After 100 open pull requests: GitHub answered 502: injected 502.',
  })
}, 30_000)
