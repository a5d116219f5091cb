import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { contract } from './contract.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import { OPERATIONS } from './operations.ts'
import type { RepositoryHandle } from './repository-handle.ts'
import { ROUTES } from './rest/routes.ts'

let github: FakeGitHub
let app: RepositoryHandle
let ask: Ask
/** A value for each parameter of a path, for the sweep over every route that reads. */
let parameters: Readonly<Record<string, string | number>>

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  const team = github.team('acme/security', ['sam'])
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  const base = app.commit('main', { 'a.ts': '1\n', CODEOWNERS: '* @acme/security\n' })
  app.team(team, 'write')
  const pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  pull.review('sam', 'APPROVE')
  pull.comment('sam', 'Fine')
  app.protect('main', [{ type: 'deletion' }])
  const ruleset = app.ruleset({ name: 'main', rules: [{ type: 'non_fast_forward' }] })
  app.commit('main', { 'a.ts': '2\n' })
  const annotations = [
    { path: 'a.ts', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'Look' },
  ] as const
  const check = app.checkRun(pull.head, 'ci', { conclusion: 'success', output: { annotations } })
  app.status(pull.head, 'lint', 'success')
  const run = app.workflowRun({ path: '.github/workflows/scan.yml', sha: pull.head, branch: pull.pull.head.ref })
  const artifact = app.artifact(run, 'sarif', { 'results.sarif': '{}' })
  const deployment = app.deployment('main', 'staging', ['in_progress', 'success'])
  app.environment('staging')
  const { repository } = app
  app.analysis({ sha: pull.head, ref: 'refs/pull/1/head' })
  app.codeAlert({ sha: base })
  app.dependabotAlert({ name: 'harbour' })
  app.secretAlert()
  const leak = { path: 'a.ts', start_line: 1, end_line: 1, start_column: 1, end_column: 9 }
  const blob_url = 'http://127.0.0.1/blob'
  const commit_url = 'http://127.0.0.1/commit'
  repository.secretLocations.set(1, [
    { type: 'commit', details: { ...leak, blob_sha: base, blob_url, commit_sha: base, commit_url } },
  ])
  app.dependencyChange(base, pull.head, [{ name: 'harbour' }], { warning: 'No snapshot was found for base.' })
  repository.sarifs.push({ id: 'sarif-1', commit: base, ref: 'refs/heads/main', text: '{}', visibleAt: 0, errors: [] })
  ask = asking(github.url, github.userToken('ola'))
  github.limits.writesAMinute = 1000
  await ask('POST', '/repos/acme/app/releases', { tag_name: 'v1', body: 'One' })
  const mark = await ask('POST', '/repos/acme/app/git/tags', {
    tag: 'v2',
    message: 'Two',
    object: base,
    type: 'commit',
  })
  const blob = await ask('GET', '/repos/acme/app/contents/a.ts')
  parameters = {
    owner: 'acme',
    repo: 'app',
    org: 'acme',
    team_slug: 'security',
    username: 'sam',
    artifact_id: artifact.id,
    archive_format: 'zip',
    run_id: run.id,
    attempt_number: 1,
    alert_number: 1,
    workflow_id: 'scan.yml',
    app_slug: 'github-actions',
    environment_name: 'staging',
    branch: 'main',
    check_run_id: check.id,
    sarif_id: 'sarif-1',
    ref: pull.head,
    commit_sha: pull.head,
    basehead: `${base}...${pull.head}`,
    path: 'a.ts',
    deployment_id: deployment.id,
    file_sha: String(pick(blob.body, 'sha')),
    tag_sha: String(pick(mark.body, 'sha')),
    tree_sha: 'main',
    issue_number: 1,
    pull_number: 1,
    tag: 'v1',
    ruleset_id: ruleset.id,
    rule_suite_id: repository.ruleSuites.at(-1)?.id ?? 0,
  }
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

test('routes, the list of operations and the committed part of the description are the same set', () => {
  const routes = ROUTES.map(({ operation }) => operation).sort()
  expect(routes).toEqual([...OPERATIONS].sort())
  expect(contract().operations.toSorted()).toEqual(routes)
})

const READING = OPERATIONS.filter((operation) => operation.startsWith('GET '))

test.each(READING)('%s answers as GitHub’s description says', async (operation) => {
  const special: Readonly<Record<string, string>> = {
    'git/ref/{ref}': 'git/ref/heads/main',
    'matching-refs/{ref}': 'matching-refs/heads',
  }
  let path = operation.slice('GET '.length)
  for (const [from, to] of Object.entries(special)) path = path.replace(from, to)
  path = path.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]))
  const { status, body } = await ask('GET', path)
  expect(status, String(pick(body, 'message'))).toBe(operation.endsWith('{archive_format}') ? 302 : 200)
  if (Array.isArray(body)) expect(body.length).toBeGreaterThan(0)
})

test('runs of a workflow by path and head; its artifact is what its digest says', async () => {
  const { pulls } = app.repository
  const head = pulls[0]?.head.sha
  const runs = await ask('GET', `/repos/acme/app/actions/workflows/scan.yml/runs?head_sha=${head}&status=success`)
  expect(pick(runs.body, 'workflow_runs', 0)).toMatchObject({ path: '.github/workflows/scan.yml', head_sha: head })
  const none = await ask('GET', `/repos/acme/app/actions/workflows/scan.yml/runs?head_sha=${app.tip()}`)
  expect(pick(none.body, 'total_count')).toBe(0)
  const listed = await ask('GET', `/repos/acme/app/actions/runs/${parameters['run_id']}/artifacts?name=sarif`)
  const moved = await ask('GET', `/repos/acme/app/actions/artifacts/${parameters['artifact_id']}/zip`)
  const location = moved.headers.get('location') ?? ''
  expect(new URL(location).origin).not.toBe(github.url)
  const bytes = Buffer.from(await (await fetch(location)).arrayBuffer())
  const digest = createHash('sha256').update(bytes).digest('hex')
  expect(pick(listed.body, 'artifacts', 0)).toMatchObject({ digest: `sha256:${digest}`, expired: false })
  expect(bytes.toString('latin1')).toContain('results.sarif')
})

test('a comment is written, changed in place and taken away', async () => {
  const path = '/repos/acme/app/issues/1/comments'
  const { body } = await ask('POST', path, { body: 'First' })
  github.clock.advance(1000)
  const one = `/repos/acme/app/issues/comments/${pick(body, 'id')}`
  const changed = await ask('PATCH', one, { body: 'Second' })
  expect(pick(changed.body, 'updated_at')).not.toBe(pick(changed.body, 'created_at'))
  expect(pick((await ask('GET', path)).body, '*', 'body')).toEqual(['Fine', 'Second'])
  expect((await ask('DELETE', one)).status).toBe(204)
  expect(pick((await ask('GET', path)).body, '*', 'body')).toEqual(['Fine'])
})

test('a release tags; a second one of the tag is 422; deployments carry their states', async () => {
  expect(pick((await ask('GET', '/repos/acme/app/git/ref/tags/v1')).body, 'object', 'sha')).toBe(app.tip())
  expect((await ask('POST', '/repos/acme/app/releases', { tag_name: 'v1' })).status).toBe(422)
  const made = await ask('POST', '/repos/acme/app/deployments', { ref: 'main', environment: 'production' })
  const path = `/repos/acme/app/deployments/${pick(made.body, 'id')}/statuses`
  await ask('POST', path, { state: 'in_progress' })
  await ask('POST', path, { state: 'success' })
  expect(pick((await ask('GET', path)).body, '*', 'state')).toEqual(['success', 'in_progress'])
})

test('a pull request is retargeted and closed', async () => {
  app.branch('release/1')
  const path = '/repos/acme/app/pulls/1'
  expect(pick((await ask('PATCH', path, { base: 'release/1' })).body, 'base', 'ref')).toBe('release/1')
  expect(pick((await ask('PATCH', path, { state: 'closed' })).body, 'state')).toBe('closed')
  expect((await ask('GET', '/repos/acme/app/pulls')).body).toEqual([])
})

test('the storage of artifacts takes no token and forgets its address after a minute', async () => {
  const path = `/repos/acme/app/actions/artifacts/${parameters['artifact_id']}/zip`
  const location = (await ask('GET', path)).headers.get('location') ?? ''
  const given = await fetch(location, { headers: { authorization: 'Bearer leaked' } })
  expect([given.status, github.violations.splice(0)]).toEqual([
    400,
    ['GET storage: the token was sent to the storage of artifacts'],
  ])
  github.clock.advance(61_000)
  expect((await fetch(location)).status).toBe(403)
  expect((await fetch((await ask('GET', path)).headers.get('location') ?? '')).status).toBe(200)
})

test('a run has attempts: who started it, when, and how the ones before ended', async () => {
  const by = { path: '.github/workflows/scan.yml', sha: app.tip(), branch: 'main', event: 'push', by: 'ada' }
  const run = app.workflowRun({ ...by, conclusion: 'failure' })
  github.clock.advance(60_000)
  app.rerun(run, { by: 'ola', status: 'queued' })
  const path = `/repos/acme/app/actions/runs/${run.id}`
  const started = '2026-11-20T12:02:02Z'
  expect((await ask('GET', path)).body).toMatchObject({
    run_attempt: 2,
    status: 'queued',
    conclusion: null,
    run_started_at: started,
    actor: { login: 'ada' },
    triggering_actor: { login: 'ola' },
    previous_attempt_url: `${github.url}${path}/attempts/1`,
  })
  expect((await ask('GET', `${path}/attempts/1`)).body).toMatchObject({
    run_attempt: 1,
    conclusion: 'failure',
    triggering_actor: { login: 'ada' },
  })
  github.clock.advance(60_000)
  app.finish(run, 'success')
  const found = await ask('GET', `/repos/acme/app/actions/runs?head_sha=${app.tip()}&event=push`)
  expect(pick(found.body, 'workflow_runs')).toMatchObject([
    { id: run.id, status: 'completed', conclusion: 'success', run_attempt: 2, run_started_at: started },
  ])
  expect(pick(found.body, 'workflow_runs', 0, 'updated_at')).toBe('2026-11-20T12:03:02Z')
})

test('an artifact expires', async () => {
  github.clock.advance(91 * 86_400_000)
  const path = `/repos/acme/app/actions/artifacts/${parameters['artifact_id']}`
  expect(pick((await ask('GET', path)).body, 'expired')).toBe(true)
  expect((await ask('GET', `${path}/zip`)).status).toBe(410)
})
