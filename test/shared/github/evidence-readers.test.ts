import { afterEach, describe, expect, test } from 'vitest'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { analysesOf, codeScanningAlertsOf, defaultSetupOf } from '../../../shared/github/code-scanning.ts'
import { dependabotAlertsOf } from '../../../shared/github/dependabot.ts'
import { dependencyChanges } from '../../../shared/github/dependencies.ts'
import type { Reading } from '../../../shared/github/reading.ts'
import { secretAlertsOf } from '../../../shared/github/secret-scanning.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { HASTY } from '../../support/hasty.ts'
import { analysisRow, changeRow, clientOf, codeAlertRow, dependabotRow, secretRow, someone } from './rows.ts'

let github: FakeGitHub

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const APP = { owner: 'acme', repo: 'app' }
const MAIN = 'refs/heads/main'
const PERMISSIONS = {
  contents: 'read',
  security_events: 'read',
  vulnerability_alerts: 'read',
  secret_scanning_alerts: 'read',
  administration: 'read',
} as const

async function repository(): Promise<RepositoryHandle> {
  github = await fakeGitHub()
  const app = github.repository('acme/app')
  app.commit('main', { 'README.md': 'one' })
  return app
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

interface Case {
  readonly name: string
  readonly route: string
  readonly permission: keyof typeof PERMISSIONS
  /** Fills the repository so that the list has `count` entries. */
  readonly fill: (app: RepositoryHandle, count: number) => void
  readonly read: (client: GitHub, app: RepositoryHandle) => Promise<Reading<unknown>>
  readonly pages: 'numbers' | 'cursor' | 'none'
}

const CASES: readonly Case[] = [
  {
    name: 'analyses',
    route: 'GET /repos/{owner}/{repo}/code-scanning/analyses',
    permission: 'security_events',
    fill: (app, count) =>
      void app.repository.codeScanningAnalyses.push(...range(count).map((id) => analysisRow(id, app.tip()))),
    read: (client) => analysesOf(client, APP, MAIN),
    pages: 'numbers',
  },
  {
    name: 'code scanning alerts',
    route: 'GET /repos/{owner}/{repo}/code-scanning/alerts',
    permission: 'security_events',
    fill: (app, count) =>
      void app.repository.codeScanningAlerts.push(...range(count).map((number) => codeAlertRow(number, app.tip()))),
    read: (client) => codeScanningAlertsOf(client, APP, MAIN),
    pages: 'numbers',
  },
  {
    name: 'default setup',
    route: 'GET /repos/{owner}/{repo}/code-scanning/default-setup',
    permission: 'administration',
    fill: () => undefined,
    read: (client) => defaultSetupOf(client, APP),
    pages: 'none',
  },
  {
    name: 'Dependabot alerts',
    route: 'GET /repos/{owner}/{repo}/dependabot/alerts',
    permission: 'vulnerability_alerts',
    fill: (app, count) =>
      void app.repository.dependabotAlerts.push(...range(count).map((number) => dependabotRow(number))),
    read: (client) => dependabotAlertsOf(client, APP),
    pages: 'cursor',
  },
  {
    name: 'secret alerts',
    route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts',
    permission: 'secret_scanning_alerts',
    fill: (app, count) =>
      void app.repository.secretScanningAlerts.push(...range(count).map((number) => secretRow(number))),
    read: (client) => secretAlertsOf(client, APP),
    pages: 'numbers',
  },
  {
    name: 'places of secrets',
    route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}/locations',
    permission: 'secret_scanning_alerts',
    fill: (app) => void app.repository.secretScanningAlerts.push(secretRow(1)),
    read: (client) => secretAlertsOf(client, APP),
    pages: 'none',
  },
  {
    name: 'dependency changes',
    route: 'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}',
    permission: 'contents',
    fill: (app) =>
      void app.repository.dependencyChanges.set(`${app.tip()}...${app.tip()}`, { changes: [changeRow('harbour')] }),
    read: (client, app) => dependencyChanges(client, APP, app.tip(), app.tip()),
    pages: 'none',
  },
]

const EVERYWHERE: readonly (readonly [Fault, Reading<unknown>['state'] | 'absent or forbidden'])[] = [
  [{ kind: 'status', status: 401 }, 'forbidden'],
  [{ kind: 'status', status: 403 }, 'forbidden'],
  [{ kind: 'status', status: 404 }, 'absent or forbidden'],
  [{ kind: 'status', status: 429 }, 'pending'],
  [{ kind: 'status', status: 500 }, 'partial'],
  [{ kind: 'status', status: 503 }, 'partial'],
  [{ kind: 'stall' }, 'partial'],
  [{ kind: 'cut' }, 'partial'],
  [{ kind: 'malformed' }, 'partial'],
]

describe.each(CASES)('$name', ({ route, permission, fill, read }) => {
  test('are read', async () => {
    const app = await repository()
    fill(app, 1)
    expect((await read(clientOf(github, PERMISSIONS), app)).state).toBe('read')
  })

  test.each(EVERYWHERE)('%o is never read', async (fault, state) => {
    const app = await repository()
    fill(app, 1)
    github.faults.on({ route, fault })
    const answer = await read(clientOf(github, PERMISSIONS), app)
    expect(state).toContain(answer.state)
  })

  test('a token without the permission is told which one', async () => {
    const app = await repository()
    fill(app, 1)
    const { [permission]: _, ...others } = PERMISSIONS
    const needs = expect.stringContaining(`${permission.replaceAll('_', ' ')}: read`)
    expect(await read(clientOf(github, others), app)).toMatchObject({ state: 'forbidden', needs })
  })
})

describe.each(CASES.filter(({ pages }) => pages !== 'none'))('$name in pages', ({ route, fill, read }) => {
  test.each<[Fault, number]>([
    [{ kind: 'repeat-page' }, 2],
    [{ kind: 'drop-page' }, 2],
    [{ kind: 'status', status: 403 }, 2],
    [{ kind: 'status', status: 403 }, 3],
    [{ kind: 'malformed' }, 3],
  ])('%o on page %i is partial', async (fault, call) => {
    const app = await repository()
    fill(app, 250)
    github.faults.on({ route, call, fault })
    const answer = await read(clientOf(github, PERMISSIONS), app)
    expect(answer.state).toBe('partial')
  })
})

test('a lost cursor leaves fewer alerts than are counted', async () => {
  const app = await repository()
  app.repository.dependabotAlerts.push(...range(250).map((number) => dependabotRow(number)))
  const route = 'GET /repos/{owner}/{repo}/dependabot/alerts'
  github.faults.on({ route, call: 2, fault: { kind: 'drop-link' } })
  const answer = await dependabotAlertsOf(clientOf(github, PERMISSIONS), APP)
  expect(answer).toEqual({ state: 'partial', detail: 'GitHub counts 250 open Dependabot alerts and shows 200.' })
})

describe('code scanning', () => {
  test('an analysis says what it is about', async () => {
    const app = await repository()
    app.repository.codeScanningAnalyses.push(analysisRow(7, app.tip(), { error: 'boom\u202e', warning: 'w' }))
    const answer = await analysesOf(clientOf(github, PERMISSIONS), APP, MAIN)
    expect(answer.state === 'read' && answer.value).toEqual([
      {
        id: 7,
        commit: app.tip(),
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
      },
    ])
  })

  test.each([
    ['no analysis found', 'read'],
    ['Not Found', 'absent'],
  ])('404 «%s» is %s', async (message, state) => {
    await repository()
    const answer = async () => Response.json({ message }, { status: 404 })
    const client = createClient({
      ...HASTY,
      token: 'x',
      apiUrl: github.url,
      graphqlUrl: github.graphql,
      now: () => github.clock.now(),
      fetch: answer,
    })
    expect((await analysesOf(client, APP, 'refs/pull/1/merge')).state).toBe(state)
  })

  test('of a branch with years of analyses the newest are read', async () => {
    const app = await repository()
    const row = (id: number) =>
      analysisRow(1000 - id, app.tip(), { created_at: new Date(Date.UTC(2026, 10, 20) - id * 1000).toISOString() })
    app.repository.codeScanningAnalyses.push(...range(450).map(row))
    const client = clientOf(github, PERMISSIONS)
    const answer = await analysesOf(client, APP, MAIN)
    expect(answer.state === 'read' && answer.value.length).toBe(300)
    expect(answer.state === 'read' && answer.value[0]?.id).toBe(999)
    app.repository.codeScanningAnalyses.reverse()
    expect(await analysesOf(client, APP, MAIN)).toEqual({
      state: 'partial',
      detail: 'GitHub does not show the newest analyses first.',
    })
  })

  test('alerts come open and dismissed, with hostile text made visible and no message', async () => {
    const app = await repository()
    const rule = { id: 'x\u0000y'.repeat(300), severity: 'error', security_severity_level: null, tags: null }
    app.repository.codeScanningAlerts.push(
      codeAlertRow(1, app.tip(), { rule }),
      codeAlertRow(2, app.tip(), {
        state: 'dismissed',
        dismissed_by: someone('ada', 12),
        dismissed_at: '2026-11-01T00:00:00Z',
        dismissed_reason: 'false positive',
      }),
      codeAlertRow(3, app.tip(), { state: 'fixed' }),
    )
    const answer = await codeScanningAlertsOf(clientOf(github, PERMISSIONS), APP, MAIN)
    const alerts = answer.state === 'read' ? answer.value : []
    expect(alerts.map(({ number, state }) => [number, state])).toEqual([
      [1, 'open'],
      [2, 'dismissed'],
    ])
    expect(alerts[1]?.dismissal).toEqual({
      by: { login: 'ada', id: 12 },
      at: '2026-11-01T00:00:00.000Z',
      reason: 'false positive',
    })
    expect(alerts[0]?.rule.id).toMatch(/^x\\x00y.*more characters\)$/)
    expect(alerts[0]?.rule).not.toHaveProperty('securitySeverity')
    expect(alerts[0]?.instance).toEqual({ ref: MAIN, commit: app.tip(), path: 'src/1.ts', line: 3 })
    expect(JSON.stringify(answer)).not.toContain('hunter2')
  })

  test('default setup', async () => {
    const app = await repository()
    app.repository.defaultSetup = 'configured'
    const answer = await defaultSetupOf(clientOf(github, PERMISSIONS), APP)
    expect(answer).toEqual({ state: 'read', value: { configured: true, languages: ['typescript'] } })
  })
})

describe('Dependabot', () => {
  test('the advisory comes with all that weighs it', async () => {
    const app = await repository()
    const advisory = {
      severity: 'critical',
      classification: 'malware',
      cvss_severities: { cvss_v3: { score: 0, vector_string: null }, cvss_v4: { score: 9.3, vector_string: null } },
    }
    app.repository.dependabotAlerts.push(
      dependabotRow(1, {}, advisory),
      dependabotRow(2, { state: 'auto_dismissed', auto_dismissed_at: '2026-11-02T00:00:00Z' }),
      dependabotRow(3, { state: 'fixed' }),
    )
    const answer = await dependabotAlertsOf(clientOf(github, PERMISSIONS), APP)
    const [first, second, ...others] = answer.state === 'read' ? answer.value : []
    expect(first).toEqual({
      number: 1,
      state: 'open',
      ecosystem: 'npm',
      package: 'harbour',
      manifest: 'package-lock.json',
      scope: 'runtime',
      ghsa: 'GHSA-aaaa-bbbb-cccc',
      aliases: ['CVE-2026-1000'],
      cwes: ['CWE-79'],
      malware: true,
      severities: ['critical', 'high'],
      scores: [{ version: 4, score: 9.3 }],
      vulnerableRange: '< 2',
      firstPatched: '2.0.0',
      createdAt: '2026-11-20T12:00:00.000Z',
    })
    expect(second?.dismissal).toEqual({ at: '2026-11-02T00:00:00.000Z' })
    expect(others).toEqual([])
  })

  test.each<[Fault]>([
    [{ kind: 'graphql-error' }],
    [{ kind: 'status', status: 403 }],
    [{ kind: 'status', status: 502 }],
    [{ kind: 'malformed' }],
    [{ kind: 'stall' }],
  ])('a count that ends in %o leaves nothing read', async (fault) => {
    const app = await repository()
    app.repository.dependabotAlerts.push(dependabotRow(1))
    github.faults.on({ route: 'POST /graphql DependabotCount', fault })
    expect((await dependabotAlertsOf(clientOf(github, PERMISSIONS), APP)).state).not.toBe('read')
  })

  test('costs one request a hundred, one query and one point', async () => {
    const app = await repository()
    app.repository.dependabotAlerts.push(...range(201).map((number) => dependabotRow(number)))
    const client = clientOf(github, PERMISSIONS)
    const answer = await dependabotAlertsOf(client, APP)
    expect(answer.state === 'read' && answer.value.length).toBe(201)
    expect(client.usage()).toEqual({ rest: 3, graphql: 1, points: 1 })
  })
})

describe('secret scanning', () => {
  test('the secret is neither asked for nor kept', async () => {
    const app = await repository()
    app.repository.secretScanningAlerts.push(
      secretRow(1, { validity: 'active' }),
      secretRow(2, {
        state: 'resolved',
        resolution: 'revoked',
        resolved_at: '2026-11-01T00:00:00Z',
        resolved_by: someone('sam', 13),
      }),
    )
    const details = { path: 'a.ts', start_line: 0, end_line: 1, start_column: 1, end_column: 9, blob_sha: '1' }
    const urls = { blob_url: 'http://127.0.0.1/b', commit_url: 'http://127.0.0.1/c', commit_sha: app.tip() }
    app.repository.secretLocations.set(1, [
      { type: 'commit', details: { ...details, ...urls } },
      { type: 'issue_title', details: { issue_title_url: 'http://127.0.0.1/i' } },
    ])
    const answer = await secretAlertsOf(clientOf(github, PERMISSIONS), APP)
    expect(answer.state === 'read' && answer.value).toEqual([
      {
        number: 1,
        state: 'open',
        type: 'fake_token',
        validity: 'active',
        createdAt: '2026-11-20T12:00:00.000Z',
        places: [{ path: 'a.ts', commit: app.tip() }],
      },
      {
        number: 2,
        state: 'resolved',
        type: 'fake_token',
        validity: 'unknown',
        createdAt: '2026-11-20T12:00:00.000Z',
        resolution: { by: { login: 'sam', id: 13 }, at: '2026-11-01T00:00:00.000Z', reason: 'revoked' },
        places: [],
      },
    ])
    expect(github.protocol()).toContain('hide_secret=true')
  })

  test('places are asked for 20 alerts at most', async () => {
    const app = await repository()
    app.repository.secretScanningAlerts.push(...range(30).map((number) => secretRow(number)))
    const client = clientOf(github, PERMISSIONS)
    const answer = await secretAlertsOf(client, APP)
    expect(answer.state === 'read' && answer.value.length).toBe(30)
    expect(client.usage().rest).toBe(21)
  })
})

describe('dependency changes', () => {
  const compare = (app: RepositoryHandle) => dependencyChanges(clientOf(github, PERMISSIONS), APP, app.tip(), app.tip())

  test('come with their vulnerabilities', async () => {
    const app = await repository()
    const advisory = { advisory_summary: 'S', advisory_url: 'http://127.0.0.1/a' }
    const vulnerabilities = [{ severity: 'moderate', advisory_ghsa_id: 'GHSA-aaaa-bbbb-cccc', ...advisory }]
    app.repository.dependencyChanges.set(`${app.tip()}...${app.tip()}`, {
      changes: [changeRow('harbour', { vulnerabilities }), changeRow('pier', { package_url: null })],
    })
    const answer = await compare(app)
    expect(answer.state === 'read' && answer.value).toMatchObject([
      { purl: 'pkg:npm/harbour@1.0.0', vulnerabilities: [{ ghsa: 'GHSA-aaaa-bbbb-cccc', severity: 'moderate' }] },
      { name: 'pier', vulnerabilities: [] },
    ])
    expect(answer.state === 'read' && answer.value[1]).not.toHaveProperty('purl')
  })

  test('with a missing snapshot are partial, in GitHub’s words', async () => {
    const app = await repository()
    const warning = 'No snapshots were found for the head SHA\u001b[31m'
    app.repository.dependencyChanges.set(`${app.tip()}...${app.tip()}`, { changes: [], warning })
    expect(await compare(app)).toEqual({
      state: 'partial',
      detail: 'GitHub says of its dependency graph: No snapshots were found for the head SHA',
    })
  })
})
