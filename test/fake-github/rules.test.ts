import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let ola: Ask
let bob: Ask
let work: string

const run = promisify(execFile)
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=bob', '-c', 'user.email=bob@example.com', '-c', 'gc.auto=0']
  const { stdout, stderr } = await run('git', [...identity, ...args], { cwd, env: ENVIRONMENT })
  return `${stdout}${stderr}`
}

const remote = (login: string, name = 'acme/app') =>
  `${github.url.replace('//', `//x:${github.userToken(login)}@`)}/${name}.git`

async function cloned(login: string, name = 'acme/app'): Promise<string> {
  const directory = await mkdtemp(join(work, 'clone-'))
  await git(directory, 'clone', '-q', remote(login, name), '.')
  return directory
}

async function change(directory: string, text: string): Promise<string> {
  await writeFile(join(directory, 'change.txt'), text)
  await git(directory, 'add', '-A')
  await git(directory, 'commit', '-q', '-m', text)
  return (await git(directory, 'rev-parse', 'HEAD')).trim()
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'production-gates-'))
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  ola = asking(github.url, github.userToken('ola'))
  bob = asking(github.url, github.userToken('bob'))
  app.ruleset({
    name: 'main',
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      { type: 'pull_request', parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: true } },
      { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'ci' }] } },
    ],
    bypass: [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'always' }],
  })
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(async () => {
  await github.close()
  await rm(work, { recursive: true })
})

const suites = async () => (await ola('GET', '/repos/acme/app/rulesets/rule-suites')).body

test('git: a push to a branch moves the pull request’s head', async () => {
  const directory = await cloned('bob')
  await git(directory, 'checkout', '-q', '-b', 'by-git')
  await change(directory, 'first')
  await git(directory, 'push', '-q', 'origin', 'by-git')
  const opened = await bob('POST', '/repos/acme/app/pulls', { title: 'By git', head: 'by-git', base: 'main' })
  expect(opened.status).toBe(201)
  const second = await change(directory, 'second')
  await git(directory, 'push', '-q', 'origin', 'by-git')
  const path = `/repos/acme/app/pulls/${pick(opened.body, 'number')}`
  expect(pick((await bob('GET', path)).body, 'head', 'sha')).toBe(second)
  await git(directory, 'reset', '-q', '--hard', 'HEAD~1')
  const third = await change(directory, 'third')
  await git(directory, 'push', '-q', '-f', 'origin', 'by-git')
  expect(pick((await bob('GET', path)).body, 'head', 'sha')).toBe(third)
  const activity = (await bob('GET', '/repos/acme/app/activity?ref=refs/heads/by-git')).body
  expect(pick(activity, '*', 'activity_type')).toEqual(['force_push', 'push', 'branch_creation'])
  const fetched = await git(directory, 'ls-remote', 'origin', `refs/pull/${pick(opened.body, 'number')}/head`)
  expect(fetched).toContain(third)
})

test('git: a protected branch refuses the push, and the refusal is a rule suite', async () => {
  const directory = await cloned('bob')
  const before = app.tip()
  const after = await change(directory, 'past the gate')
  await expect(git(directory, 'push', '-q', 'origin', 'main')).rejects.toThrow(
    'Changes must be made through a pull request',
  )
  expect(app.tip()).toBe(before)
  expect(pick(await suites(), 0)).toMatchObject({
    actor_name: 'bob',
    before_sha: before,
    after_sha: after,
    result: 'fail',
  })
})

test('git: who may bypass gets through, and it is recorded with every rule that was broken', async () => {
  const directory = await cloned('ola')
  const after = await change(directory, 'by the owner')
  await git(directory, 'push', '-q', 'origin', 'main')
  expect(app.tip()).toBe(after)
  const suite = pick(await suites(), 0)
  expect(suite).toMatchObject({ actor_name: 'ola', after_sha: after, result: 'bypass' })
  const detail = await ola('GET', `/repos/acme/app/rulesets/rule-suites/${pick(suite, 'id')}`)
  const rows = pick(detail.body, 'rule_evaluations')
  expect(pick(rows, '*', 'rule_type')).toEqual([
    'deletion',
    'non_fast_forward',
    'pull_request',
    'required_status_checks',
  ])
  expect(pick(rows, '*', 'result')).toEqual(['pass', 'pass', 'fail', 'fail'])
})

test('git: reading needs a token where the repository is private; writing needs the right one', async () => {
  github.repository('acme/closed', { private: true }).commit('main', { 'a.ts': '1\n' })
  const target = join(work, 'none')
  await expect(git(work, 'clone', '-q', `${github.url}/acme/closed.git`, target)).rejects.toThrow()
  await expect(git(work, 'clone', '-q', remote('eve', 'acme/closed'), target)).rejects.toThrow('not found')
  const directory = await cloned('eve')
  await change(directory, 'by a stranger')
  await expect(git(directory, 'push', '-q', 'origin', 'HEAD:refs/heads/eve')).rejects.toThrow('403')
})

test('a merge waits for the approval of this head and for the check', async () => {
  const pull = app.pull({ title: 'Ruled', by: 'ada', files: { 'ruled.ts': '1\n' } })
  const merge = () => bob('PUT', `/repos/acme/app/pulls/${pull.number}/merge`, { merge_method: 'squash' })
  expect(pick((await merge()).body, 'message')).toContain('At least 1 approving review is required')
  pull.review('bob', 'APPROVE')
  expect(pick((await merge()).body, 'message')).toContain('Required status check "ci" is expected.')
  pull.push({ 'ruled.ts': '2\n' })
  app.checkRun(pull.head, 'ci', { conclusion: 'success' })
  expect(pick((await merge()).body, 'message')).toContain('At least 1 approving review is required')
  pull.review('bob', 'APPROVE')
  expect((await merge()).status).toBe(200)
  expect(pick(await suites(), 0)).toMatchObject({ result: 'pass', actor_name: 'bob' })
})

test('the rules of a branch are public; who may bypass them is for administrators', async () => {
  const rules = (await bob('GET', '/repos/acme/app/rules/branches/main')).body
  expect(pick(rules, '*', 'type')).toEqual(['deletion', 'non_fast_forward', 'pull_request', 'required_status_checks'])
  const id = pick(rules, 0, 'ruleset_id')
  expect(pick((await bob('GET', `/repos/acme/app/rulesets/${id}`)).body, 'bypass_actors')).toBeUndefined()
  expect(pick((await ola('GET', `/repos/acme/app/rulesets/${id}`)).body, 'bypass_actors')).toHaveLength(1)
  expect((await bob('GET', '/repos/acme/app/rulesets/rule-suites')).status).toBe(403)
})

test('rules in evaluate refuse nothing and are not rules of the branch', async () => {
  const trial = github.repository('acme/trial')
  trial.commit('main', { 'a.ts': '1\n' })
  trial.ruleset({ name: 'later', enforcement: 'evaluate', rules: [{ type: 'update' }] })
  trial.commit('main', { 'a.ts': '2\n' })
  expect((await bob('GET', '/repos/acme/trial/rules/branches/main')).body).toEqual([])
  const [suite] = trial.repository.ruleSuites
  expect(suite).toMatchObject({
    result: 'pass',
    evaluations: [{ enforcement: 'evaluate', result: 'fail', type: 'update' }],
  })
})

test('classic protection: an administrator passes unless it holds for administrators too', async () => {
  const old = github.repository('acme/old')
  old.commit('main', { 'a.ts': '1\n' })
  const review = { required_approving_review_count: 2, dismiss_stale_reviews_on_push: false }
  old.protect('main', [{ type: 'pull_request', parameters: review }])
  old.commit('main', { 'a.ts': '2\n' }, { by: 'ola' })
  expect(old.repository.ruleSuites.at(-1)?.result).toBe('bypass')
  old.protect('main', [{ type: 'pull_request', parameters: review }], { enforceAdmins: true })
  expect(() => old.commit('main', { 'a.ts': '3\n' }, { by: 'ola' })).toThrow(
    'Changes must be made through a pull request',
  )
  const { body } = await ola('GET', '/repos/acme/old/branches/main/protection')
  expect(body).toMatchObject({
    enforce_admins: { enabled: true },
    required_pull_request_reviews: { required_approving_review_count: 2 },
  })
})

test('a merge queue refuses a direct merge and leaves its own kind of activity', async () => {
  const queued = github.repository('acme/queued', { collaborators: { ada: 'write', bob: 'write' } })
  queued.commit('main', { 'a.ts': '1\n' })
  queued.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
  const pull = queued.pull({ title: 'Queued', by: 'ada', files: { 'b.ts': '1\n' } })
  const direct = await bob('PUT', `/repos/acme/queued/pulls/${pull.number}/merge`, {})
  expect([direct.status, pick(direct.body, 'message')]).toEqual([
    405,
    expect.stringContaining('through the merge queue'),
  ])
  const sha = pull.merge('bob', { method: 'squash', queue: true })
  const activity = pick((await bob('GET', '/repos/acme/queued/activity')).body, 0)
  expect(activity).toMatchObject({ after: sha, activity_type: 'merge_queue_merge' })
})

test('commits of a pull request pushed to the base by hand: merged, by the pusher, and a push', async () => {
  const manual = github.repository('acme/manual', { collaborators: { ada: 'write', bob: 'write' } })
  manual.commit('main', { 'a.ts': '1\n' })
  const pull = manual.pull({ title: 'By hand', by: 'ada', files: { 'b.ts': '1\n' } })
  const path = '/repos/acme/manual/git/refs/heads/main'
  expect((await bob('PATCH', path, { sha: pull.head })).status).toBe(200)
  const { body } = await bob('GET', `/repos/acme/manual/pulls/${pull.number}`)
  expect(body).toMatchObject({ merged: true, merged_by: { login: 'bob' }, merge_commit_sha: pull.head })
  expect(pick((await bob('GET', '/repos/acme/manual/activity')).body, 0, 'activity_type')).toBe('push')
})

test('refs: a second one of the name is 422, a step back needs force', async () => {
  const refs = github.repository('acme/refs', { collaborators: { bob: 'write' } })
  const first = refs.commit('main', { 'a.ts': '1\n' })
  const second = refs.commit('main', { 'a.ts': '2\n' })
  const create = () => bob('POST', '/repos/acme/refs/git/refs', { ref: 'refs/tags/v1', sha: first })
  expect((await create()).status).toBe(201)
  const again = await create()
  expect([again.status, pick(again.body, 'message')]).toEqual([422, 'Reference already exists'])
  const back = await bob('PATCH', '/repos/acme/refs/git/refs/heads/main', { sha: first })
  expect([back.status, pick(back.body, 'message')]).toEqual([422, 'Update is not a fast forward'])
  expect((await bob('PATCH', '/repos/acme/refs/git/refs/heads/main', { sha: first, force: true })).status).toBe(200)
  expect(refs.tip()).toBe(first)
  const tag = { tag: 'v2', message: 'Two', object: second, type: 'commit' }
  const { body } = await bob('POST', '/repos/acme/refs/git/tags', tag)
  await bob('POST', '/repos/acme/refs/git/refs', { ref: 'refs/tags/v2', sha: pick(body, 'sha') })
  const matching = (await bob('GET', '/repos/acme/refs/git/matching-refs/tags/v')).body
  expect(pick(matching, '*', 'object', 'type')).toEqual(['commit', 'tag'])
  expect((await bob('DELETE', '/repos/acme/refs/git/refs/tags/v1')).status).toBe(204)
})
