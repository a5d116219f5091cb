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
  const { status } = await gate('PATCH', `/repos/acme/app/check-runs/${run.id}`, { name: 'ours' })
  expect(status).toBe(403)
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
