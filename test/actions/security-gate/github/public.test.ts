import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectHonest } from '../attacks/scene.ts'
import { bound, type GateRun } from '../gate.ts'
import type { Story } from '../story.ts'
import { dismissals, judgeKnown, KNOWN_PERMISSIONS, reportsWithout, trivy, without } from './known.ts'

const PARTS = ['dependabot', 'secret-scanning'] as const
const SHOWN = { 'check-run': 'on', comment: 'blocked', sarif: 'on' } as const

/** Nobody guesses it, and no two fields have the same. */
const token = (what: string): string => createHash('sha256').update(`canary of ${what}`).digest('hex').slice(0, 12)
const ghsa = (what: string): string =>
  `GHSA-${token(what).slice(0, 4)}-${token(what).slice(4, 8)}-${token(what).slice(8)}`

/** What says which kind of thing a field is; anything else in its place would be no alert of GitHub's. */
const KIND = /^(?:state|severity|scope|validity|resolution|dismissed_reason|type|classification)$|_at$/

type Row = Readonly<Record<string, unknown>>

/** A canary in every text of an alert; what it says by a pattern it goes on saying by one. */
function planted(value: unknown, path: string, canaries: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one, index) => planted(one, `${path}[${index}]`, canaries))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => [key, planted(one, `${path}.${key}`, canaries)])
    return Object.fromEntries(entries)
  }
  const field = path.split('.').at(-1) ?? ''
  if (typeof value !== 'string' || KIND.test(field)) return value
  if (field === 'ecosystem') return value
  const canary = value.startsWith('GHSA-') ? ghsa(path) : token(path)
  canaries.set(path, canary)
  return value.startsWith('GHSA-') ? canary : `${value}${canary}`
}

/** Alerts of every sort: open, put aside, with a place and without one. */
function plant(story: Story): ReadonlyMap<string, string> {
  const { app, github } = story
  const canaries = new Map<string, string>()
  const dismisser = `d${token('dismisser')}`
  const resolver = `r${token('resolver')}`
  canaries.set('dismisser', dismisser).set('resolver', resolver)
  app.dependabotAlert({ name: 'harbour', severity: 'critical' })
  app.dependabotAlert({ name: 'quay', severity: 'low' })
  app.dependabotAlert({ name: 'jetty', state: 'dismissed', by: dismisser })
  app.secretAlert()
  app.secretAlert({ validity: 'active' })
  app.secretAlert({ state: 'resolved', resolution: 'false_positive', by: resolver })
  const { dependabotAlerts, secretScanningAlerts } = app.repository
  const place = { path: 'ops/deploy', start_line: 7, commit_sha: app.tip(), blob_sha: app.tip() }
  const urls = { commit_url: `${github.url}/c/`, blob_url: `${github.url}/b/` }
  Object.assign(secretScanningAlerts[0] ?? {}, {
    first_location_detected: { ...place, ...urls, end_line: 7, start_column: 1, end_column: 9 },
    secret: 'planted ',
  })
  for (const [name, rows] of Object.entries({ dependabotAlerts, secretScanningAlerts })) {
    for (const [index, row] of rows.entries()) {
      const { dismisser: by, resolver: settled, ...rest } = row as Row
      const people = { ...('dismisser' in row && { dismisser: by }), ...('resolver' in row && { resolver: settled }) }
      Object.assign(row, planted(rest, `${name}[${index}]`, canaries), people)
    }
  }
  for (const key of ['commit_sha', 'blob_sha'])
    canaries.delete(`secretScanningAlerts[0].first_location_detected.${key}`)
  Object.assign((secretScanningAlerts[0] as Row)['first_location_detected'] ?? {}, {
    commit_sha: app.tip(),
    blob_sha: app.tip(),
  })
  return canaries
}

/** Whatever somebody without any right can read. */
const publicOf = (ran: GateRun, { app, pull }: Story): string =>
  [
    ran.stdout,
    ran.summary,
    JSON.stringify(ran.outputs),
    ran.file('findings.sarif')?.toString(),
    JSON.stringify(app.repository.checkRuns.map(({ output, annotations }) => [output, annotations])),
    ...pull.pull.comments.map(({ body }) => body),
    ...app.repository.sarifs.map(({ text }) => text),
  ]
    .join('\n')
    // What an escaped text is broken up by.
    .replaceAll('<!-- -->', '')

async function shown(story: Story): Promise<GateRun> {
  const { github } = story
  const token = github.appToken('acme-gates', ['acme/app'], {
    ...KNOWN_PERMISSIONS,
    secret_scanning_alerts: 'read',
    checks: 'write',
    issues: 'write',
    security_events: 'write',
  })
  return judgeKnown(story, PARTS, { inputs: SHOWN, env: { RUNNER_DEBUG: '1' } }, token)
}

describe('of a public repository', () => {
  test('no field of an alert that GitHub keeps private is shown anywhere, and evidence.json has them', async () => {
    const story = await without([], { base: dismissals('{ by: [security] }') })
    const canaries = plant(story)
    const ran = await shown(story)
    expect(ran.outputs['conclusion'], ran.stdout).toBe('fail')
    const seen = publicOf(ran, story).toLowerCase()
    expect([...canaries].filter(([, canary]) => seen.includes(canary.toLowerCase()))).toEqual([])
    const kept = String(ran.file('evidence.json')).toLowerCase()
    expect([...canaries].filter(([, canary]) => kept.includes(canary.toLowerCase())).length).toBeGreaterThan(20)
    expectHonest(story)
  })

  test('they are counted, with a link to where they are', async () => {
    const story = await without([], { base: dismissals('{ by: [security] }') })
    const { app, github, pull } = story
    plant(story)
    const ran = await shown(story)
    const page = `[\`security/dependabot\`](${github.url}/acme/app/security/dependabot)`
    expect(ran.summary).toContain('3 findings from Dependabot alerts')
    expect(ran.summary).toContain(page)
    expect(pull.pull.comments[0]?.body).toContain(page)
    expect(app.repository.checkRuns[0]?.output.summary).toContain(page)
    expect(ran.stdout).toMatch(
      /::error title=security-gate%3A 3 findings from secret scanning alerts::What they are is at/,
    )
    expect(String(ran.file('findings.sarif'))).toContain(`${github.url}/acme/app/security/secret-scanning`)
    expect(ran.outputs['findings']).toBe(String(ran.verdict?.findings.length))
    expectHonest(story)
  })

  test('what a scanner has found as well is shown as that scanner has it', async () => {
    const story = await without([], { base: dismissals('{ by: [security] }') })
    const { app, pull } = story
    app.dependabotAlert({ name: 'harbour', severity: 'critical' })
    const reports = bound(pull.head, { 'results/sca.json': trivy('harbour', 'GHSA-aaaa-bbbb-cccc') })
    story.scan(pull.head, { reports: { ...reportsWithout(pull.head, ['sca']), ...reports } })
    const ran = await shown(story)
    expect(ran.verdict?.findings[0]?.detail).toBe('critical 9.8, found by Dependabot, trivy')
    expect(ran.stdout).toContain('high, found by trivy')
    expect(ran.summary).not.toContain('Dependabot,')
    expect(ran.summary).not.toContain('from Dependabot alerts')
    expectHonest(story)
  })

  test('where the scanner alone calls it harmless, the count says why it blocks', async () => {
    const story = await without([], { base: dismissals('{ by: [security] }') })
    const { app, pull } = story
    app.dependabotAlert({ name: 'harbour', severity: 'critical' })
    const mild = trivy('harbour', 'GHSA-aaaa-bbbb-cccc').replace('"HIGH"', '"LOW"')
    const reports = bound(pull.head, { 'results/sca.json': mild })
    story.scan(pull.head, { reports: { ...reportsWithout(pull.head, ['sca']), ...reports } })
    const ran = await shown(story)
    expect(ran.outputs['conclusion']).toBe('fail')
    expect(ran.summary).toMatch(/^1 finding from Dependabot alerts\. Fix/m)
    expect(ran.summary).toContain('| low | ')
    expectHonest(story)
  })
})

test('of a private repository everybody who sees the run sees the alerts', async () => {
  const story = await without([], { base: dismissals('{ by: [security] }'), private: true })
  story.app.dependabotAlert({ name: 'harbour', severity: 'critical' })
  const ran = await shown(story)
  expect(ran.summary).toContain('found by')
  expect(ran.summary).toContain('Dependabot')
  expect(ran.summary).not.toContain('from Dependabot alerts')
  expectHonest(story)
})
