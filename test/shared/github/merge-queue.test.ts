import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMergeGroup } from '../../../shared/github/merge-queue.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const queue = (merge_method: 'MERGE' | 'SQUASH' | 'REBASE' = 'MERGE') =>
  app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue', parameters: { merge_method } }] })
const pull = (name: string) => app.pull({ title: name, by: 'ada', files: { [`${name}.ts`]: '1\n' } })
const ask = (sha: string, branch = 'main') => {
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read', pull_requests: 'read' } })
  return readMergeGroup(clientOf(github, token), { owner: 'acme', repo: 'app', branch, sha })
}
const short = (sha: string) => sha.slice(0, 7)

test('a group has every pull request from the base to its commit, each made of what the queue says', async () => {
  queue()
  const [first, second] = [pull('first'), pull('second')]
  const [one, two] = [app.enqueue(first, 'bob'), app.enqueue(second, 'ada')]
  app.enqueue(pull('third'), 'bob')
  const base = app.tip()
  const member = { baseRef: 'main', enqueuedAt: '2026-11-20T12:00:00Z', shape: 'merge' }
  expect(await ask(two.headSha)).toEqual({
    state: 'read',
    value: {
      sha: two.headSha,
      tree: app.repository.bare.git(['rev-parse', `${two.headSha}^{tree}`]).trim(),
      baseSha: base,
      members: [
        {
          ...member,
          number: first.number,
          headSha: first.head,
          enqueuer: { id: github.user('bob').id, login: 'bob', kind: 'user' },
          on: base,
          groupSha: one.headSha,
        },
        {
          ...member,
          number: second.number,
          headSha: second.head,
          enqueuer: { id: github.user('ada').id, login: 'ada', kind: 'user' },
          on: one.headSha,
          groupSha: two.headSha,
        },
      ],
    },
  })
  expect(github.log).toHaveLength(1)
})

test.each([
  ['SQUASH', 1, 'squash'],
  ['REBASE', 1, 'squash'],
  ['REBASE', 2, 'rebase'],
] as const)('%s of %i commits is a %s', async (method, commits, shape) => {
  queue(method)
  const one = pull('first')
  if (commits === 2) one.push({ 'first.ts': '2\n' })
  const entry = app.enqueue(one, 'bob')
  expect(await ask(entry.headSha)).toMatchObject({ state: 'read', value: { members: [{ shape }] } })
})

test('a branch that looks like a group is none', async () => {
  queue()
  const one = pull('first')
  app.branch(`gh-readonly-queue/main/pr-1-${app.tip()}`, one.head)
  expect(await ask(one.head)).toEqual({
    state: 'absent',
    detail: `No entry of the merge queue has commit ${short(one.head)}.`,
  })
})

test('a group that has left the queue is absent, and one whose base has moved is stale', async () => {
  queue()
  const entry = app.enqueue(pull('first'), 'bob')
  const before = entry.headSha
  const tip = app.commit('hotfix', { 'fix.ts': '1\n' })
  app.repository.bare.git(['update-ref', 'refs/heads/main', tip])
  expect(await ask(before)).toMatchObject({ state: 'stale', detail: expect.stringContaining(short(tip)) })
  app.dequeue(entry, 'ada')
  expect(await ask(before)).toMatchObject({ state: 'absent' })
})

test('a group that is not made of what the queue says is untrusted', async () => {
  queue()
  const [first, second] = [pull('first'), pull('second')]
  const entry = app.enqueue(first, 'bob')
  const other = app.enqueue(second, 'bob')
  // As if GitHub had been told so: the entry of the first names the commit of the second.
  entry.headSha = other.headSha
  other.headSha = ''
  expect(await ask(entry.headSha)).toMatchObject({ state: 'untrusted', detail: expect.stringContaining('#1') })
})

test('no queue, no branch, a ghost in the queue', async () => {
  expect(await ask('0'.repeat(40))).toEqual({ state: 'absent', detail: 'Branch main has no merge queue.' })
  expect(await ask('0'.repeat(40), 'gone')).toEqual({ state: 'absent', detail: 'There is no branch gone.' })
  queue()
  const entry = app.enqueue(pull('first'), 'bob')
  Object.assign(entry, { enqueuer: null })
  const found = await ask(entry.headSha)
  expect(found.state === 'read' && found.value.members[0]).not.toHaveProperty('enqueuer')
})
