import { afterEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../shared/github/client.ts'
import { analysesOf, codeScanningAlertsOf, defaultSetupOf } from '../../../shared/github/code-scanning.ts'
import { dependabotAlertsOf } from '../../../shared/github/dependabot.ts'
import { dependencyChanges } from '../../../shared/github/dependencies.ts'
import { secretAlertsOf } from '../../../shared/github/secret-scanning.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { type Answer, answering } from './answering.ts'
import { AT, clientOf, dependabotRow } from './rows.ts'

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
    fill: (app, count) => range(count).forEach(() => void app.analysis({ sha: app.tip() })),
    read: (client) => analysesOf(client, APP, MAIN),
    pages: 'numbers',
  },
  {
    name: 'code scanning alerts',
    route: 'GET /repos/{owner}/{repo}/code-scanning/alerts',
    permission: 'security_events',
    fill: (app, count) => range(count).forEach((at) => void app.codeAlert({ sha: app.tip(), path: `src/${at}.ts` })),
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
    fill: (app, count) => range(count).forEach(() => void app.dependabotAlert({ name: 'harbour' })),
    read: (client) => dependabotAlertsOf(client, APP),
    pages: 'cursor',
  },
  {
    name: 'secret alerts',
    route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts',
    permission: 'secret_scanning_alerts',
    fill: (app, count) => range(count).forEach(() => void app.secretAlert()),
    read: (client) => secretAlertsOf(client, APP),
    pages: 'numbers',
  },
  {
    name: 'dependency changes',
    route: 'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}',
    permission: 'contents',
    fill: (app) => app.dependencyChange('main', 'main', [{ name: 'harbour' }]),
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

describe.each(CASES.filter(({ pages }) => pages === 'numbers'))('$name in pages', ({ route, fill, read }) => {
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
    const [second, first, ...others] = answer.state === 'read' ? answer.value : []
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
    const { id } = github.user('sam')
    const row = app.secretAlert({ validity: 'active' })
    app.secretAlert({ state: 'resolved', resolution: 'revoked', by: 'sam' })
    const place = { path: 'a.ts', start_line: 0, end_line: 1, start_column: 1, end_column: 9, blob_sha: '1' }
    const urls = { blob_url: 'http://127.0.0.1/b', commit_url: 'http://127.0.0.1/c', commit_sha: app.tip() }
    app.repository.secretScanningAlerts[0] = { ...row, first_location_detected: { ...place, ...urls } }
    const answer = await secretAlertsOf(clientOf(github, PERMISSIONS), APP)
    const common = { type: 'fake_token', createdAt: '2026-11-20T12:00:00.000Z' }
    expect(answer.state === 'read' && answer.value.toSorted((a, b) => a.number - b.number)).toEqual([
      { ...common, number: 1, state: 'open', validity: 'active', place: { path: 'a.ts', commit: app.tip() } },
      {
        ...common,
        number: 2,
        state: 'resolved',
        validity: 'unknown',
        resolution: { by: { login: 'sam', id }, at: '2026-11-20T12:00:00.000Z', reason: 'revoked' },
      },
    ])
    expect(github.protocol()).toContain('hide_secret=true')
  })

  test('a server that shows the secret all the same does not get it any further', async () => {
    const row = { number: 1, created_at: AT, state: 'open', secret_type: 'fake_token', secret: 'the-secret-itself' }
    const answer = await secretAlertsOf(
      answering(() => ({ body: [row] })),
      APP,
    )
    expect(answer.state).toBe('read')
    expect(JSON.stringify(answer)).not.toContain('the-secret-itself')
    await repository()
  })
})

describe('dependency changes', () => {
  const compare = () => dependencyChanges(clientOf(github, PERMISSIONS), APP, head, head)
  let head: string

  test('come with their vulnerabilities', async () => {
    const app = await repository()
    head = app.tip()
    const vulnerabilities = [{ id: 'GHSA-aaaa-bbbb-cccc', severity: 'moderate' }]
    app.dependencyChange(head, head, [
      { name: 'harbour', vulnerabilities },
      { name: 'pier', change: 'removed' },
    ])
    const answer = await compare()
    expect(answer.state === 'read' && answer.value).toEqual([
      {
        change: 'added',
        manifest: 'package-lock.json',
        ecosystem: 'npm',
        name: 'harbour',
        version: '1.0.0',
        purl: 'pkg:npm/harbour@1.0.0',
        scope: 'runtime',
        vulnerabilities: [{ ghsa: 'GHSA-aaaa-bbbb-cccc', severity: 'moderate' }],
      },
      expect.objectContaining({ name: 'pier', change: 'removed' }),
    ])
  })

  test('with a missing snapshot are partial, in GitHub’s words', async () => {
    const app = await repository()
    head = app.tip()
    app.dependencyChange(head, head, [], { warning: 'No snapshots were found for the head SHA\u001b[31m' })
    expect(await compare()).toEqual({
      state: 'partial',
      detail: 'GitHub says of its dependency graph: No snapshots were found for the head SHA',
    })
  })

  test.each<[string, Answer]>([
    ['in pages', { body: [], headers: { link: '<http://127.0.0.1/x?page=2>; rel="next"' } }],
    [
      'of a server that knows no advisories',
      {
        body: [{ change_type: 'added', manifest: 'a', ecosystem: 'npm', name: 'pier', version: '1', scope: 'runtime' }],
      },
    ],
    ['of which nobody knows the kind', { body: [{ change_type: 'moved' }] }],
  ])('%s are partial', async (_, given) => {
    await repository()
    expect(
      (
        await dependencyChanges(
          answering(() => given),
          APP,
          'a',
          'b',
        )
      ).state,
    ).toBe('partial')
  })
})
