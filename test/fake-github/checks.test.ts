import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let gate: Ask
let sha: string

beforeAll(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app')
  sha = app.commit('main', { 'a.ts': '1\n' })
  gate = asking(github.url, github.workflowToken('acme/app', { permissions: { checks: 'write', statuses: 'write' } }))
})
beforeEach(() => void github.violations.splice(0))
afterAll(() => github.close())

const annotations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'a.ts',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'warning',
    message: 'Look',
  }))
const output = (count: number) => ({ title: 'T', summary: 'S', annotations: annotations(count) })
const create = (fields: object) =>
  gate('POST', '/repos/acme/app/check-runs', { name: 'gate', head_sha: sha, ...fields })

test('an update appends annotations', async () => {
  const { status, body } = await create({ status: 'in_progress', output: output(50) })
  expect(status).toBe(201)
  const path = `/repos/acme/app/check-runs/${pick(body, 'id')}`
  const updated = await gate('PATCH', path, { output: output(25), status: 'completed', conclusion: 'failure' })
  expect(updated.body).toMatchObject({ status: 'completed', conclusion: 'failure', output: { annotations_count: 75 } })
  const listed = await gate('GET', `${path}/annotations?per_page=100`)
  expect(pick(listed.body, '*', 'path')).toHaveLength(75)
  expect(github.violations).toEqual([])
})

test('51 annotations are refused, and the request is recorded as one that should not have been sent', async () => {
  const { status, body } = await create({ output: output(51) })
  expect(status).toBe(422)
  expect(pick(body, 'message')).toBe('Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied.')
  expect(github.violations.join()).toContain('must NOT have more than 50 items')
})

test.each([
  ['completed without a conclusion', { status: 'completed' }, 'status completed needs a conclusion'],
  ['a word that is no status', { status: 'done' }, 'must be equal to one of the allowed values'],
  ['a field GitHub does not know', { titel: 'x' }, 'GitHub knows no body field titel'],
])('%s fails loudly', async (_, fields, problem) => {
  const { status, body } = await create(fields)
  expect(status).toBe(500)
  expect(pick(body, 'message')).toContain(problem)
  expect(github.violations.join()).toContain(problem)
})

test('a query parameter GitHub does not know fails loudly, and so does one the fake does not model', async () => {
  expect((await gate('GET', `/repos/acme/app/commits/${sha}/check-runs?nmae=x`)).status).toBe(500)
  const reader = asking(github.url, github.workflowToken('acme/app', { permissions: { actions: 'read' } }))
  const { body } = await reader('GET', '/repos/acme/app/actions/runs?actor=ada')
  expect(pick(body, 'message')).toContain('the fake does not model the query parameter actor')
})

test('only the app that made a check run may change it', async () => {
  const run = app.checkRun(sha, 'theirs', { app: 'scanner' })
  const { status, body } = await gate('PATCH', `/repos/acme/app/check-runs/${run.id}`, { name: 'ours' })
  expect([status, pick(body, 'message')]).toEqual([
    403,
    `Invalid app_id \`${run.app.id}\` - check run can only be modified by the GitHub App that created it.`,
  ])
})

test('every workflow is the same app: another one’s GITHUB_TOKEN turns our red run green', async () => {
  const ours = app.checkRun(sha, 'production-gates/security-gate', { conclusion: 'failure' })
  const other = asking(github.url, github.workflowToken('acme/app', { permissions: { checks: 'write' } }))
  const path = `/repos/acme/app/check-runs/${ours.id}`
  expect((await other('PATCH', path, { conclusion: 'success' })).status).toBe(200)
  const seen = pick((await gate('GET', path)).body, 'conclusion')
  expect([seen, github.violations]).toEqual(['success', []])
})

test('our name by another app: the list tells them apart by app_id', async () => {
  const name = 'production-gates/dod-check'
  const forger = github.app('forger')
  const token = github.appToken('forger', ['acme/app'], { checks: 'write' })
  const forged = { name, head_sha: sha, status: 'completed', conclusion: 'success' }
  expect((await asking(github.url, token)('POST', '/repos/acme/app/check-runs', forged)).status).toBe(201)
  app.checkRun(sha, name, { conclusion: 'failure' })
  const path = `/repos/acme/app/commits/${sha}/check-runs?check_name=${name}`
  const apps = async (query: string) =>
    pick((await gate('GET', `${path}${query}`)).body, 'check_runs', '*', 'app', 'id')
  expect(await apps('')).toEqual([15368, forger.id])
  expect(await apps('&app_id=15368')).toEqual([15368])
  expect(await apps(`&app_id=${forger.id}&filter=all`)).toEqual([forger.id])
  const person = asking(github.url, github.userToken('ola'))
  expect((await person('POST', '/repos/acme/app/check-runs', forged)).status).toBe(403)
  expect(github.violations).toEqual([])
})

test('a check run of GITHUB_TOKEN lies in the suite of the first workflow: its run proves nothing', () => {
  const head = app.commit('main', { 'b.ts': '1\n' })
  const run = app.workflowRun({ path: '.github/workflows/ci.yml', sha: head, branch: 'main', event: 'push' })
  expect(app.checkRun(head, 'production-gates/security-gate').suite).toBe(run.suite)
  expect(app.checkRun(head, 'theirs', { app: 'scanner' }).suite).not.toBe(run.suite)
})

test.each(['summary', 'text'])('65,536 characters of %s are refused', async (field) => {
  const { status, body } = await create({ output: { title: 'T', summary: 'S', [field]: 'x'.repeat(65_536) } })
  expect(status).toBe(422)
  expect(pick(body, 'message')).toBe('Invalid request.\n\nOnly 65535 characters are allowed; 65536 were supplied.')
  const allowed = await create({ output: { title: 'T', summary: 'S', [field]: 'x'.repeat(65_535) } })
  expect(allowed.status).toBe(201)
})

test('a comment of more than 65,536 characters is refused, new or edited', async () => {
  app.pull({ title: 'Talk', by: 'ada', files: { 'talk.ts': '1\n' } })
  const ask = asking(github.url, github.userToken('acme'))
  const path = '/repos/acme/app/issues/1/comments'
  const fits = await ask('POST', path, { body: '€'.repeat(65_536) })
  expect(fits.status).toBe(201)
  const one = `/repos/acme/app/issues/comments/${pick(fits.body, 'id')}`
  for (const refused of [
    await ask('POST', path, { body: 'x'.repeat(65_537) }),
    await ask('PATCH', one, { body: 'x'.repeat(65_537) }),
  ]) {
    expect([refused.status, pick(refused.body, 'errors', 0, 'message')]).toEqual([
      422,
      'Body is too long (maximum is 65536 characters)',
    ])
  }
  expect(github.violations).toEqual([])
})

test('the newest run of a name counts; all of them are there when asked for', async () => {
  app.checkRun(sha, 'ci', { conclusion: 'failure' })
  app.checkRun(sha, 'ci', { conclusion: 'success' })
  const path = `/repos/acme/app/commits/${sha}/check-runs?check_name=ci`
  expect(pick((await gate('GET', path)).body, 'check_runs', '*', 'conclusion')).toEqual(['success'])
  expect(pick((await gate('GET', `${path}&filter=all`)).body, 'check_runs', '*', 'conclusion')).toEqual([
    'success',
    'failure',
  ])
})

test('statuses: the history, and the newest of each context combined', async () => {
  const post = (state: string, context: string) => gate('POST', `/repos/acme/app/statuses/${sha}`, { state, context })
  await post('failure', 'lint')
  await post('success', 'lint')
  await post('pending', 'deploy')
  expect(pick((await gate('GET', `/repos/acme/app/commits/${sha}/statuses`)).body, '*', 'state')).toEqual([
    'pending',
    'success',
    'failure',
  ])
  expect(pick((await gate('GET', `/repos/acme/app/commits/${sha}/status`)).body, 'state')).toBe('pending')
  await post('success', 'deploy')
  expect(pick((await gate('GET', `/repos/acme/app/commits/${sha}/status`)).body, 'state')).toBe('success')
  expect(github.violations).toEqual([])
})
