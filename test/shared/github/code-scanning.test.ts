import { afterEach, expect, test } from 'vitest'
import { analysesOf, codeScanningAlertsOf, defaultSetupOf } from '../../../shared/github/code-scanning.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { answering } from './answering.ts'
import { clientOf } from './rows.ts'

let github: FakeGitHub | undefined

afterEach(async () => {
  expect(github?.violations ?? []).toEqual([])
  await github?.close()
  github = undefined
})

const APP = { owner: 'acme', repo: 'app' }
const MAIN = 'refs/heads/main'

async function repository() {
  const fake = await fakeGitHub()
  github = fake
  const app = fake.repository('acme/app')
  app.commit('main', { 'README.md': 'one' })
  return { fake, app, client: clientOf(fake, { security_events: 'read', administration: 'read' }) }
}

const alertsOf = async (app: RepositoryHandle, client: ReturnType<typeof clientOf>) => {
  expect(app.repository.codeScanningAlerts.length).toBeGreaterThan(0)
  const answer = await codeScanningAlertsOf(client, APP, MAIN)
  return answer.state === 'read' ? answer.value : []
}

test('an analysis says what it is about', async () => {
  const { app, client } = await repository()
  const sha = app.tip()
  const made = app.analysis({ sha, category: '/language:javascript', error: 'boom\u202e', warning: 'w', rules: 200 })
  app.analysis({ sha, version: null, category: '' })
  const answer = await analysesOf(client, APP, MAIN)
  const [, first] = answer.state === 'read' ? answer.value : []
  expect(answer.state === 'read' && answer.value).toMatchObject([{ tool: 'CodeQL' }, { id: made.id }])
  expect(first).toEqual({
    id: made.id,
    commit: sha,
    ref: MAIN,
    tool: 'CodeQL',
    toolVersion: '2.24.0',
    category: '/language:javascript',
    key: '.github/workflows/codeql.yml:analyze',
    createdAt: '2026-11-20T12:00:00.000Z',
    error: 'boom\\u{202e}',
    warning: 'w',
    results: 0,
    rules: 200,
  })
})

test.each([
  ['no analysis found', 'read'],
  ['Not Found', 'absent'],
] as const)('404 «%s» is %s', async (message, state) => {
  const client = answering(() => ({ status: 404, body: { message } }))
  expect((await analysesOf(client, APP, 'refs/pull/1/merge')).state).toBe(state)
})

test('of a branch with years of analyses the newest are read', async () => {
  const { fake, app, client } = await repository()
  for (let index = 0; index < 450; index++) {
    app.analysis({ sha: app.tip() })
    fake.clock.advance(1000)
  }
  const answer = await analysesOf(client, APP, MAIN)
  const ids = answer.state === 'read' ? answer.value.map(({ id }) => id) : []
  const newest = app.repository.codeScanningAnalyses.map(({ id }) => id).reverse()
  expect(ids).toEqual(newest.slice(0, 300))
  app.repository.codeScanningAnalyses.reverse()
  expect(await analysesOf(client, APP, MAIN)).toEqual({
    state: 'partial',
    detail: 'GitHub does not show the newest analyses first.',
  })
})

test('alerts come open and dismissed, without the message of their result', async () => {
  const { fake, app, client } = await repository()
  const by = fake.user('ada')
  app.codeAlert({ sha: app.tip(), path: 'src/1.ts', line: 3, message: 'const password = "hunter2"' })
  const at = '2026-11-01T00:00:00Z'
  app.codeAlert({ sha: app.tip(), path: 'src/2.ts', dismissed: { by, reason: 'false positive', at } })
  app.codeAlert({ sha: app.tip(), path: 'src/3.ts', dismissed: { by: null, reason: "won't fix", at } })
  const alerts = await alertsOf(app, client)
  expect(alerts.map(({ number, state }) => [number, state])).toEqual([
    [1, 'open'],
    [3, 'dismissed'],
    [2, 'dismissed'],
  ])
  expect(alerts[0]).toEqual({
    number: 1,
    state: 'open',
    rule: {
      id: 'js/sql-injection',
      name: 'js/sql-injection',
      securitySeverity: 'high',
      severity: 'error',
      tags: ['security'],
    },
    tool: 'CodeQL',
    createdAt: '2026-11-20T12:00:00.000Z',
    instance: { ref: MAIN, commit: app.tip(), path: 'src/1.ts', line: 3 },
  })
  expect(alerts[1]?.dismissal).toEqual({ at: '2026-11-01T00:00:00.000Z', reason: "won't fix" })
  expect(alerts[2]?.dismissal).toEqual({
    by: { login: 'ada', id: by.id },
    at: '2026-11-01T00:00:00.000Z',
    reason: 'false positive',
  })
})

test('hostile text is made visible and is bounded', async () => {
  const { app, client } = await repository()
  app.codeAlert({ sha: app.tip(), rule: 'x\u0000\u202e'.repeat(300), path: `${'../'.repeat(3)}etc/passwd`, line: 0 })
  const [alert] = await alertsOf(app, client)
  expect(alert?.rule.id).toMatch(/^x\\x00\\u\{202e\}.*more characters\)$/)
  expect(alert?.instance).not.toHaveProperty('line')
})

test('an alert in another state than was asked for makes the list partial', async () => {
  const row = {
    number: 1,
    created_at: '2026-11-20T12:00:00Z',
    state: 'open',
    rule: { id: 'a' },
    tool: { name: 'CodeQL' },
    most_recent_instance: {},
  }
  const client = answering(() => ({ body: [row] }))
  expect(await codeScanningAlertsOf(client, APP, MAIN)).toEqual({
    state: 'partial',
    detail: 'GitHub shows alert 1 as open among those dismissed.',
  })
})

test('default setup', async () => {
  const { app, client } = await repository()
  expect(await defaultSetupOf(client, APP)).toEqual({ state: 'read', value: { configured: false, languages: [] } })
  app.defaultSetup(['typescript'])
  expect(await defaultSetupOf(client, APP)).toEqual({
    state: 'read',
    value: { configured: true, languages: ['typescript'], updatedAt: '2026-11-20T12:00:00.000Z' },
  })
})
