import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { PullHandle } from './pull-handle.ts'
import type { RepositoryHandle } from './repository-handle.ts'
import { runnerEnv } from './runner-env.ts'

let github: FakeGitHub
let app: RepositoryHandle
let fork: RepositoryHandle
let pull: PullHandle

const GATE = '.github/workflows/gate.yml'

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  app.branch('release/1')
  fork = github.repository('eve/app', { fork: app.repository })
  pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' }, base: 'release/1' })
  app.commit('main', { 'README.md': 'two\n' })
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

test('pull_request: the test merge, and a workflow file that the author wrote', () => {
  const happening = github.events.pullRequest(app, pull, { action: 'opened' })
  expect(happening.payload).toMatchObject({
    action: 'opened',
    number: 1,
    pull_request: {
      head: { ref: 'change-1', sha: pull.head, repo: { id: app.repository.id, full_name: 'acme/app', fork: false } },
      base: { ref: 'release/1', repo: { id: app.repository.id } },
      user: { login: 'ada' },
      draft: false,
      merged: false,
    },
    repository: { id: app.repository.id, default_branch: 'main', private: false, owner: { login: 'acme' } },
    organization: { login: 'acme' },
    sender: { login: 'ada' },
  })
  const env = runnerEnv(github, happening)
  const merge = app.repository.bare.git(['rev-parse', 'refs/pull/1/merge']).trim()
  expect(env).toMatchObject({
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_SHA: merge,
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_REF_NAME: '1/merge',
    GITHUB_BASE_REF: 'release/1',
    GITHUB_HEAD_REF: 'change-1',
    GITHUB_WORKFLOW_REF: `acme/app/${GATE}@refs/pull/1/merge`,
    GITHUB_WORKFLOW_SHA: merge,
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_REPOSITORY_ID: String(app.repository.id),
    GITHUB_REPOSITORY_OWNER_ID: String(app.repository.owner.id),
    GITHUB_ACTOR: 'ada',
  })
})

test('pull_request_target: the default branch’s tip, whatever the base', () => {
  const happening = github.events.pullRequest(app, pull, { event: 'pull_request_target' })
  expect(pick(happening.payload, 'pull_request', 'base', 'ref')).toBe('release/1')
  expect(runnerEnv(github, happening, { runId: 7, attempt: 2 })).toMatchObject({
    GITHUB_EVENT_NAME: 'pull_request_target',
    GITHUB_SHA: app.tip('main'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_BASE_REF: 'release/1',
    GITHUB_WORKFLOW_REF: `acme/app/${GATE}@refs/heads/main`,
    GITHUB_WORKFLOW_SHA: app.tip('main'),
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
  })
  expect(app.tip('main')).not.toBe(app.tip('release/1'))
})

test('a pull request of a fork names the fork as its head, and its runs name no pull request', () => {
  const foreign = app.pull({ title: 'From afar', by: 'eve', from: fork, head: 'afar', files: { 'far.ts': '1\n' } })
  const { payload } = github.events.pullRequest(app, foreign, { event: 'pull_request_target', action: 'opened' })
  expect(pick(payload, 'pull_request', 'head', 'repo')).toMatchObject({
    id: fork.repository.id,
    full_name: 'eve/app',
    fork: true,
  })
  const run = app.workflowRun({ path: GATE, sha: foreign.head, branch: 'afar', from: fork.repository, by: 'eve' })
  const of = github.events.workflowRun(app, run)
  expect(of.payload).toMatchObject({
    action: 'completed',
    workflow: { path: GATE },
    workflow_run: {
      id: run.id,
      head_sha: foreign.head,
      head_branch: 'afar',
      head_repository: { id: fork.repository.id, full_name: 'eve/app' },
      event: 'pull_request',
      conclusion: 'success',
      run_attempt: 1,
      pull_requests: [],
    },
  })
  expect(of).toMatchObject({ sha: app.tip('main'), ref: 'refs/heads/main' })
  const own = app.workflowRun({ path: GATE, sha: pull.head, branch: 'change-1' })
  const numbers = pick(github.events.workflowRun(app, own).payload, 'workflow_run', 'pull_requests', '*', 'number')
  expect(numbers).toEqual([1])
})

test('pull_request_review and issue_comment', () => {
  const given = pull.review('bob', 'APPROVE')
  const review = github.events.review(app, pull, given)
  expect(review.payload).toMatchObject({
    action: 'submitted',
    review: { id: given.id, state: 'approved', commit_id: pull.head, user: { login: 'bob' } },
    sender: { login: 'bob' },
  })
  expect(review.ref).toBe('refs/pull/1/merge')
  const comment = github.events.comment(app, pull, pull.comment('bob', '/recheck'))
  expect(comment.payload).toMatchObject({
    action: 'created',
    issue: { number: 1, pull_request: { url: `${github.url}/repos/acme/app/pulls/1` } },
    comment: { body: '/recheck', user: { login: 'bob' }, created_at: '2026-11-20T12:00:00Z' },
  })
  expect(comment).toMatchObject({ sha: app.tip('main'), ref: 'refs/heads/main' })
})

test('push: what the ref was and is; a deleted branch falls back to the default branch', () => {
  const before = app.tip('main')
  const after = app.commit('main', { 'README.md': 'three\n' })
  const push = github.events.push(app, { ref: 'refs/heads/main', before, after }, 'ada')
  expect(push.payload).toMatchObject({
    before,
    after,
    created: false,
    deleted: false,
    forced: false,
    head_commit: { id: after },
    pusher: { name: 'ada' },
  })
  expect(push).toMatchObject({ sha: after, ref: 'refs/heads/main' })
  const back = github.events.push(app, { ref: 'refs/heads/main', before: after, after: before })
  expect(pick(back.payload, 'forced')).toBe(true)
  const gone = github.events.push(app, { ref: 'refs/heads/change-1', before: pull.head, after: '0'.repeat(40) })
  expect(gone.payload).toMatchObject({ deleted: true, head_commit: null })
  expect(gone).toMatchObject({ sha: after, ref: 'refs/heads/main' })
})

test('deployment: the commit and its branch, or no ref at all; schedule: the default branch', () => {
  const branch = github.events.deployment(app, app.deployment('release/1', 'staging'))
  expect(branch).toMatchObject({ sha: app.tip('release/1'), ref: 'refs/heads/release/1' })
  const commit = github.events.deployment(app, app.deployment(pull.head, 'staging'))
  expect(commit.payload).toMatchObject({ action: 'created', deployment: { sha: pull.head, environment: 'staging' } })
  expect(runnerEnv(github, commit)).not.toHaveProperty('GITHUB_REF')
  const schedule = github.events.schedule(app, '0 4 * * 1')
  expect(schedule.payload).toMatchObject({ schedule: '0 4 * * 1', repository: { full_name: 'acme/app' } })
  expect(schedule).toMatchObject({ sha: app.tip('main'), ref: 'refs/heads/main' })
})

test('a merged pull request: the branch it went into. A conflict starts nothing', () => {
  const merged = app.pull({ title: 'Merged', by: 'ada', files: { 'merged.ts': '1\n' } })
  const sha = merged.merge('bob')
  const closed = github.events.pullRequest(app, merged, { action: 'closed', by: 'bob' })
  expect(pick(closed.payload, 'pull_request')).toMatchObject({ merged: true, state: 'closed', merge_commit_sha: sha })
  expect(closed).toMatchObject({ sha, ref: 'refs/heads/main', actor: { login: 'bob' } })
  const clash = app.pull({ title: 'Clash', by: 'ada', files: { 'README.md': 'other\n' } })
  app.commit('main', { 'README.md': 'four\n' })
  clash.push({ 'clash.ts': '1\n' })
  expect(() => github.events.pullRequest(app, clash)).toThrow('GitHub starts no workflow')
  const target = github.events.pullRequest(app, clash, { event: 'pull_request_target' })
  expect(target.sha).toBe(app.tip('main'))
})
