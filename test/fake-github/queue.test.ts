import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'
import { runnerEnv } from './runner-env.ts'

let github: FakeGitHub
let app: RepositoryHandle

const RULES = [
  { type: 'merge_queue' },
  { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'ci' }] } },
] as const

const opened: FakeGitHub[] = []
beforeEach(async () => {
  github = await fakeGitHub()
  opened.push(github)
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'a.ts': '1\n' })
  app.ruleset({ name: 'queue', rules: RULES })
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(async () => {
  for (const one of opened) await one.close()
})

const pull = (name: string, by = 'ada') => app.pull({ title: name, by, files: { [`${name}.ts`]: `${name}\n` } })
const parents = (sha: string) =>
  app.repository.bare
    .git(['rev-parse', `${sha}^@`])
    .trim()
    .split('\n')
const branches = () =>
  app.repository.bare.git(['for-each-ref', '--format=%(refname)', 'refs/heads/gh-readonly-queue']).trim().split('\n')

const QUEUE = `query($branch: String) { repository(owner: "acme", name: "app") { mergeQueue(branch: $branch) {
  entries(first: 10) { totalCount nodes { position state enqueuer { login } headCommit { oid } baseCommit { oid }
    pullRequest { number headRefOid isInMergeQueue mergeQueueEntry { position } } } } } } }`
const queue = async (branch?: string) =>
  pick(
    (
      await asking(github.url, github.userToken('bob'))('POST', '/graphql', {
        query: QUEUE,
        variables: { branch: branch ?? null },
      })
    ).body,
    'data',
    'repository',
    'mergeQueue',
  )

test('each group is the one before it and one more pull request, on a branch of its own', async () => {
  const [first, second] = [pull('first'), pull('second')]
  const base = app.tip()
  const one = app.enqueue(first, 'bob')
  const two = app.enqueue(second, 'ada')
  expect(parents(one.headSha)).toEqual([base, first.head])
  expect(parents(two.headSha)).toEqual([one.headSha, second.head])
  expect(two.headRef).toBe(`refs/heads/gh-readonly-queue/main/pr-2-${one.headSha}`)
  expect(branches()).toEqual([one.headRef, two.headRef])
  expect(pick(await queue('main'), 'entries')).toEqual({
    totalCount: 2,
    nodes: [
      {
        position: 1,
        state: 'AWAITING_CHECKS',
        enqueuer: { login: 'bob' },
        headCommit: { oid: one.headSha },
        baseCommit: { oid: base },
        pullRequest: { number: 1, headRefOid: first.head, isInMergeQueue: true, mergeQueueEntry: { position: 1 } },
      },
      {
        position: 2,
        state: 'AWAITING_CHECKS',
        enqueuer: { login: 'ada' },
        headCommit: { oid: two.headSha },
        baseCommit: { oid: one.headSha },
        pullRequest: { number: 2, headRefOid: second.head, isInMergeQueue: true, mergeQueueEntry: { position: 2 } },
      },
    ],
  })
  app.branch('release/1')
  expect(await queue('release/1')).toBeNull()
})

test('merge_group: the group is what runs, with a workflow file that came with it', () => {
  const entry = app.enqueue(pull('first'), 'bob')
  const happening = github.events.mergeGroup(app, entry)
  expect(happening.payload).toMatchObject({
    action: 'checks_requested',
    merge_group: {
      head_sha: entry.headSha,
      head_ref: entry.headRef,
      base_sha: app.tip(),
      base_ref: 'refs/heads/main',
      head_commit: { id: entry.headSha },
    },
  })
  expect(runnerEnv(github, happening)).toMatchObject({
    GITHUB_SHA: entry.headSha,
    GITHUB_REF: entry.headRef,
    GITHUB_WORKFLOW_REF: `acme/app/.github/workflows/gate.yml@${entry.headRef}`,
  })
})

test('the base moves forward to the group, once the group’s own check is green', () => {
  const first = pull('first')
  const entry = app.enqueue(first, 'bob')
  app.checkRun(first.head, 'ci', { conclusion: 'success' })
  expect(() => app.land(entry)).toThrow('Required status check "ci" is expected.')
  app.checkRun(entry.headSha, 'ci', { conclusion: 'success' })
  expect(app.land(entry)).toBe(entry.headSha)
  expect(app.tip()).toBe(entry.headSha)
  expect(first.pull).toMatchObject({ state: 'closed', mergeCommit: entry.headSha })
  expect(app.repository.activity.at(-1)).toMatchObject({ type: 'merge_queue_merge', after: entry.headSha })
  expect(branches()).toEqual([''])
})

test('who leaves the queue, or moves, makes the groups behind anew', () => {
  const [first, second, third] = [pull('first'), pull('second'), pull('third')]
  const one = app.enqueue(first, 'bob')
  const two = app.enqueue(second, 'bob')
  const three = app.enqueue(third, 'bob')
  const [stale, base] = [two.headSha, app.tip()]
  expect(() => app.land(two)).toThrow('not the next of the queue')
  app.dequeue(one, 'ada')
  expect(parents(two.headSha)).toEqual([base, second.head])
  expect(two.headSha).not.toBe(stale)
  expect(parents(three.headSha)).toEqual([two.headSha, third.head])
  second.push({ 'second.ts': 'more\n' })
  expect(app.repository.queue).toEqual([three])
  expect(parents(three.headSha)).toEqual([base, third.head])
  expect(second.pull.timeline.map(({ type }) => type)).toEqual(['AddedToMergeQueueEvent', 'RemovedFromMergeQueueEvent'])
  expect(branches()).toEqual([three.headRef])
})

test('a conflict with what is ahead has no group', async () => {
  const ours = app.pull({ title: 'ours', by: 'ada', files: { 'a.ts': 'ours\n' } })
  const theirs = app.pull({ title: 'theirs', by: 'bob', files: { 'a.ts': 'theirs\n' } })
  app.enqueue(ours, 'bob')
  app.enqueue(theirs, 'ada')
  const nodes = pick(await queue(), 'entries', 'nodes')
  expect(pick(nodes, 1)).toMatchObject({ state: 'UNMERGEABLE', headCommit: null, pullRequest: { number: 2 } })
})

test('who cannot queue: without write access, a draft, twice, or no queue', () => {
  const first = pull('first')
  expect(() => app.enqueue(first, 'eve')).toThrow('Write access is needed')
  app.enqueue(first, 'bob')
  expect(() => app.enqueue(first, 'bob')).toThrow('already queued')
  const draft = app.pull({ title: 'draft', by: 'ada', files: { 'd.ts': '1\n' }, draft: true })
  expect(() => app.enqueue(draft, 'bob')).toThrow('not mergeable')
  app.branch('release/1')
  const other = app.pull({ title: 'other', by: 'ada', files: { 'o.ts': '1\n' }, base: 'release/1' })
  expect(() => app.enqueue(other, 'bob')).toThrow('has no merge queue')
})

test('anyone with write access may push a branch that looks like a group', async () => {
  const first = pull('first')
  const forged = `refs/heads/gh-readonly-queue/main/pr-1-${app.tip()}`
  const ask = asking(github.url, github.userToken('ada'))
  expect((await ask('POST', '/repos/acme/app/git/refs', { ref: forged, sha: first.head })).status).toBe(201)
  expect(branches()).toEqual([forged])
  expect(pick(await queue(), 'entries', 'totalCount')).toBe(0)
})
