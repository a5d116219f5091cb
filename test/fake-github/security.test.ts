import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let ask: Ask
let base: string

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  base = app.commit('main', { 'a.ts': '1\n' })
  ask = asking(github.url, github.userToken('ola'))
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

const API = '/repos/acme/app/code-scanning'

interface Finding {
  readonly rule: string
  readonly line?: number
}
const sarif = (findings: readonly Finding[], id = 'main/1', tool = 'Semgrep OSS') => ({
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: tool,
          semanticVersion: '1.170.0',
          rules: [{ id: 'sql', properties: { 'security-severity': '8.1', tags: ['security'] } }, { id: 'style' }],
        },
      },
      automationDetails: { id },
      results: findings.map(({ rule, line = 1 }) => ({
        ruleId: rule,
        message: { text: 'Look' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a.ts' }, region: { startLine: line } } }],
      })),
    },
  ],
})
const upload = (document: unknown, ref = 'refs/heads/main', commit_sha = base) =>
  ask('POST', `${API}/sarifs`, {
    commit_sha,
    ref,
    sarif: gzipSync(JSON.stringify(document)).toString('base64'),
  })
const numbers = async (query: string) => pick((await ask('GET', `${API}/alerts?${query}`)).body, '*', 'number')

test('no analysis at all is 404, and not an empty list', async () => {
  for (const list of ['alerts', 'analyses']) {
    const { status, body } = await ask('GET', `${API}/${list}`)
    expect([status, pick(body, 'message')]).toEqual([404, 'no analysis found'])
  }
})

test('an upload becomes an analysis and alerts, after a while', async () => {
  github.world.sarifLag = 30_000
  const { status, body } = await upload(sarif([{ rule: 'sql' }, { rule: 'style', line: 2 }]))
  github.world.sarifLag = 0
  expect(status).toBe(202)
  const receipt = `${API}/sarifs/${pick(body, 'id')}`
  expect(pick((await ask('GET', receipt)).body, 'processing_status')).toBe('pending')
  expect((await ask('GET', `${API}/analyses`)).status).toBe(404)
  github.clock.advance(30_000)
  expect(pick((await ask('GET', receipt)).body, 'processing_status')).toBe('complete')
  const analyses = await ask('GET', `${API}/analyses?ref=refs/heads/main&sarif_id=${pick(body, 'id')}`)
  expect(analyses.body).toMatchObject([
    {
      commit_sha: base,
      ref: 'refs/heads/main',
      category: 'main',
      results_count: 2,
      rules_count: 2,
      error: '',
      warning: '',
      created_at: '2026-11-20T12:00:00Z',
      tool: { name: 'Semgrep OSS', version: '1.170.0' },
    },
  ])
  const alerts = (await ask('GET', `${API}/alerts?state=open&direction=asc`)).body
  expect(alerts).toMatchObject([
    {
      number: 1,
      state: 'open',
      rule: { id: 'sql', severity: 'warning', security_severity_level: 'high' },
      most_recent_instance: { ref: 'refs/heads/main', commit_sha: base, location: { path: 'a.ts', start_line: 1 } },
    },
    { number: 2, rule: { id: 'style' } },
  ])
  expect(pick(alerts, 1, 'rule', 'security_severity_level')).toBeUndefined()
})

test('alerts are of a ref: what the pull request fixes stays open on the default branch', async () => {
  const pull = app.pull({ title: 'Fix', by: 'ada', files: { 'a.ts': '2\n' } })
  const ref = `refs/pull/${pull.number}/merge`
  await upload(
    sarif([
      { rule: 'style', line: 2 },
      { rule: 'sql', line: 7 },
    ]),
    ref,
    pull.head,
  )
  expect(await numbers(`ref=${ref}&state=open&direction=asc`)).toEqual([2, 3])
  expect(await numbers('state=open&direction=asc')).toEqual([1, 2])
  expect(await numbers('ref=main&state=open&direction=asc')).toEqual([1, 2])
  await upload(sarif([{ rule: 'sql', line: 7 }]), ref, pull.head)
  expect(await numbers(`ref=${ref}&state=open`)).toEqual([3])
  expect(await numbers(`ref=${ref}&state=fixed`)).toEqual([2])
  expect(await numbers('state=open&direction=asc')).toEqual([1, 2])
  const two = (await ask('GET', `${API}/alerts/2/instances`)).body
  expect(pick(two, '*', 'state')).toEqual(['open', 'fixed'])
  expect((await ask('GET', `${API}/alerts/2`)).body).toMatchObject({ number: 2, state: 'open' })
  expect((await ask('GET', `${API}/alerts?ref=refs/heads/none`)).body).toEqual([])
})

test('a dismissed alert names who did it, on every ref', async () => {
  const by = github.user('ada')
  const [one] = app.repository.codeScanningAlerts
  if (one === undefined) throw new Error('no alert')
  one.dismissed = { by, reason: 'false positive', comment: 'Trust me', at: '2026-11-20T12:00:00Z' }
  const { body } = await ask('GET', `${API}/alerts?state=dismissed`)
  expect(body).toMatchObject([
    { number: 1, dismissed_by: { login: 'ada' }, dismissed_reason: 'false positive', dismissed_comment: 'Trust me' },
  ])
})

test.each([
  [
    'a result without a place',
    { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] },
    'expected at least one location',
  ],
  [
    'two runs of one tool and category',
    { version: '2.1.0', runs: [...sarif([]).runs, ...sarif([]).runs] },
    'the same tool and category',
  ],
  ['another version', { ...sarif([]), version: '2.0.0' }, 'version is not 2.1.0'],
])('%s is taken with 202 and fails later', async (_, document, problem) => {
  const before = app.repository.codeScanningAnalyses.length
  const { status, body } = await upload(document)
  expect(status).toBe(202)
  const receipt = (await ask('GET', `${API}/sarifs/${pick(body, 'id')}`)).body
  expect(pick(receipt, 'processing_status')).toBe('failed')
  expect(JSON.stringify(pick(receipt, 'errors'))).toContain(problem)
  expect(app.repository.codeScanningAnalyses).toHaveLength(before)
})

test('told analyses: an error, a warning, a key that anybody may choose', async () => {
  app.analysis({
    sha: base,
    tool: 'Trivy',
    error: 'could not parse',
    warning: 'old',
    analysisKey: 'mine',
    category: 'c',
  })
  expect((await ask('GET', `${API}/analyses?tool_name=Trivy`)).body).toMatchObject([
    { error: 'could not parse', warning: 'old', analysis_key: 'mine', category: 'c', results_count: 0 },
  ])
})

test('the default setup, for who may administer', async () => {
  expect((await ask('GET', `${API}/default-setup`)).body).toMatchObject({ state: 'not-configured' })
  app.defaultSetup(['javascript-typescript'])
  expect((await ask('GET', `${API}/default-setup`)).body).toMatchObject({
    state: 'configured',
    languages: ['javascript-typescript'],
  })
  const job = asking(github.url, github.workflowToken('acme/app', { permissions: { security_events: 'read' } }))
  const refused = await job('GET', `${API}/default-setup`)
  expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([403, 'administration=read'])
})

test('Dependabot lists by cursor; dismissals and resolutions have their people', async () => {
  for (const name of ['harbour', 'quay', 'pier']) app.dependabotAlert({ name, severity: 'critical' })
  app.dependabotAlert({ name: 'dock', state: 'dismissed', by: 'ada' })
  const path = '/repos/acme/app/dependabot/alerts?state=open&per_page=2'
  const first = await ask('GET', path)
  expect(pick(first.body, '*', 'number')).toEqual([3, 2])
  const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
  expect(next).not.toContain('page=2&page')
  const second = await ask('GET', next.slice(github.url.length))
  expect(pick(second.body, '*', 'number')).toEqual([1])
  expect(second.headers.get('link')).toBeNull()
  expect((await ask('GET', '/repos/acme/app/dependabot/alerts?state=dismissed')).body).toMatchObject([
    { dismissed_by: { login: 'ada' }, dismissed_reason: 'tolerable_risk' },
  ])
  app.secretAlert({ state: 'resolved', by: 'ada', resolution: 'false_positive' })
  const secrets = await ask('GET', '/repos/acme/app/secret-scanning/alerts?state=resolved&hide_secret=true')
  expect(secrets.body).toMatchObject([{ resolution: 'false_positive', resolved_by: { login: 'ada' } }])
  expect(pick(secrets.body, 0, 'secret')).toBeUndefined()
})

test('a dependency compare says by header that it is partial', async () => {
  const head = app.tip('change-1')
  const vulnerabilities = [{ id: 'GHSA-aaaa-bbbb-cccc', severity: 'critical' }]
  app.dependencyChange('main', 'change-1', [{ name: 'harbour', vulnerabilities }], { warning: 'No snapshot for base.' })
  const { headers, body } = await ask('GET', `/repos/acme/app/dependency-graph/compare/${base}...${head}`)
  const warning = headers.get('x-github-dependency-graph-snapshot-warnings') ?? ''
  expect(Buffer.from(warning, 'base64').toString()).toBe('No snapshot for base.')
  expect(body).toMatchObject([
    { change_type: 'added', package_url: 'pkg:npm/harbour@1.0.0', vulnerabilities: [{ severity: 'critical' }] },
  ])
})

test.each([
  ['code-scanning', 'code-scanning/alerts', 403, 'Code Security must be enabled'],
  ['code-scanning', 'code-scanning/analyses', 403, 'Code Security must be enabled'],
  ['dependabot', 'dependabot/alerts', 403, 'Dependabot alerts are disabled'],
  ['secret-scanning', 'secret-scanning/alerts', 404, 'Secret scanning is disabled'],
  ['dependency-graph', 'dependency-graph/compare/main...main', 403, 'Dependency graph is disabled'],
] as const)('%s switched off: %s is %i', async (feature, path, status, message) => {
  app.disable(feature)
  const answer = await ask('GET', `/repos/acme/app/${path}`)
  expect([answer.status, pick(answer.body, 'message')]).toEqual([status, expect.stringContaining(message)])
})
