import { describe, expect, test } from 'vitest'
import type { GitHubFacts } from '../../../../../actions/security-gate/github-facts.ts'
import { membersOf } from '../../../../../actions/security-gate/judge/merge.ts'
import { advisory, NOW, OTHER, run, securityPolicy } from '../../builders.ts'
import {
  ALL,
  change,
  dependabot,
  dependabotAlert,
  dependencies,
  INTRODUCED,
  judged,
  LONG_AGO,
  pull,
  push,
  secretAlert,
} from './facts.ts'

const bad = [{ ghsa: 'GHSA-aaaa-bbbb-cccc', severity: 'critical' }]

describe('a dependency compare', () => {
  test('proves SCA for what a change brings in', () => {
    const { standing, codes } = judged({ dependencies: dependencies(change('pier')) })
    expect(standing('dependencies')).toMatchObject({ proves: ['sca'], validUntil: '2026-11-21T12:00:00.000Z' })
    expect(codes).toEqual([])
  })

  test('shows every vulnerability it brings in, and none it takes out', () => {
    const { findings } = judged({
      dependencies: dependencies(
        change('left-pond', { vulnerabilities: [...bad, { ghsa: 'GHSA-dddd-eeee-ffff', severity: 'odd' }] }),
        change('pier', { change: 'removed', vulnerabilities: bad }),
      ),
    })
    expect(findings.map(({ code, title }) => [code, title])).toEqual([
      ['security-gate/severity-unknown', 'GHSA-dddd-eeee-ffff in pkg:npm/left-pond@1.2.3'],
      ['security-gate/vulnerable-dependency', 'GHSA-aaaa-bbbb-cccc in pkg:npm/left-pond@1.2.3'],
    ])
  })

  test.each<[string, Partial<GitHubFacts>]>([
    ['alone', {}],
    [
      'with alerts that could not be read',
      { dependabot: { source: 'github:dependabot', state: 'forbidden', detail: 'No.' } },
    ],
    [
      'for another branch than alerts describe',
      { dependabot: dependabot(), subject: { ...pull, defaultBranch: 'refs/heads/trunk' } },
    ],
  ])('with scope all %s proves nothing', (_, facts) => {
    const { standing } = judged({ dependencies: dependencies(), ...facts }, ALL)
    expect(standing('dependencies')).toMatchObject({ state: 'read', about: [], proves: [] })
  })

  test('with scope all and all alerts proves SCA', () => {
    const { standing } = judged({ dependencies: dependencies(), dependabot: dependabot() }, ALL)
    expect(standing('dependencies')).toMatchObject({ proves: ['sca'] })
  })

  test.each([
    ['of another head', { head: OTHER }, 'foreign', 'report-foreign'],
    ['from another base', { base: OTHER }, 'foreign', 'report-foreign'],
    ['of last month', { readAt: LONG_AGO }, 'stale', 'report-stale'],
    ['with missing snapshots', { state: 'partial', detail: 'No snapshot.' }, 'partial', 'compare-partial'],
    ['that nobody may read', { state: 'forbidden', detail: 'No.' }, 'forbidden', 'alerts-unreadable'],
    ['that waits for the rate limit', { state: 'pending', detail: 'Later.' }, 'pending', 'scan-pending'],
  ] as const)('%s proves nothing', (_, changes, state, code) => {
    const fact = { ...dependencies(), ...changes } as ReturnType<typeof dependencies>
    const { standing, codes } = judged({ dependencies: fact })
    expect(standing('dependencies')).toMatchObject({ state, proves: [] })
    expect(codes).toEqual([code])
  })
})

describe('Dependabot alerts', () => {
  test.each([
    ['a pull request', pull],
    ['a merge group', { ...pull, kind: 'merge-group' }],
    ['the default branch at its tip', push],
  ] as const)('prove nothing on %s', (_, subject) => {
    const { standing } = judged({ subject, dependabot: dependabot() })
    expect(standing('dependabot')).toEqual({ state: 'read', findings: [], about: [], proves: [] })
  })

  test('count without a whole compare', () => {
    expect(judged({ dependabot: dependabot(dependabotAlert(1)) }).codes).toEqual(['vulnerable-dependency'])
    const partial = { source: 'github:dependencies', state: 'partial', detail: 'No.' } as const
    expect(judged({ dependabot: dependabot(dependabotAlert(1)), dependencies: partial }).codes).toEqual([
      'compare-partial',
      'vulnerable-dependency',
    ])
  })

  test('of a package that the change does not touch are inherited', () => {
    const facts = { dependabot: dependabot(dependabotAlert(1)), dependencies: dependencies(change('pier')) }
    const { codes, details } = judged(facts)
    expect(codes).toEqual(['inherited-debt'])
    expect(details).toEqual(['critical 9.8, found by Dependabot; inherited, due 2026-11-26'])
    expect(judged(facts, ALL).codes).toEqual(['vulnerable-dependency'])
    const old = { ...facts, dependabot: dependabot(dependabotAlert(1, { createdAt: LONG_AGO })) }
    expect(judged(old).codes).toEqual(['debt-overdue'])
  })

  test('of a package that the change touches count, however its name is written', () => {
    const facts = {
      dependabot: dependabot(dependabotAlert(1, { package: 'left_pond', ecosystem: 'pip' })),
      dependencies: dependencies(change('Left.Pond', { version: '9' })),
    }
    expect(judged(facts).codes).toEqual(['vulnerable-dependency'])
  })

  test('that the change mends are gone, with a note', () => {
    const removed = change('left-pond', { change: 'removed', vulnerabilities: bad })
    const added = change('left-pond', { version: '1.2.4', purl: 'pkg:npm/left-pond@1.2.4' })
    const alerts = dependabot(dependabotAlert(1, { createdAt: LONG_AGO }))
    expect(judged({ dependabot: alerts, dependencies: dependencies(removed, added) }).codes).toEqual(['report-note'])
    const elsewhere = { ...removed, manifest: 'other/package-lock.json' }
    expect(judged({ dependabot: alerts, dependencies: dependencies(elsewhere, added) }).codes).toEqual([
      'vulnerable-dependency',
    ])
    const again = { ...added, vulnerabilities: bad }
    expect(judged({ dependabot: alerts, dependencies: dependencies(removed, again) }).codes).toEqual([
      'vulnerable-dependency',
    ])
  })

  test('of malware are critical, and those GitHub set aside by itself count', () => {
    const { members, codes } = judged(
      {
        dependabot: dependabot(
          dependabotAlert(1, {
            malware: true,
            severities: ['low'],
            scores: [],
            state: 'auto_dismissed',
            dismissal: {},
          }),
        ),
      },
      securityPolicy({ dismissals: { by: ['security'] } }),
    )
    expect(members[0]?.severity).toBe('critical')
    expect(codes).toEqual(['vulnerable-dependency', 'dismissal-not-allowed'])
  })

  test('and a report that names the same advisory are one finding with both named', () => {
    const report = {
      source: 'report:trivy.json',
      path: 'trivy.json',
      content: {
        state: 'read',
        format: 'trivy',
        runs: [run({ tool: 'Trivy', kinds: ['sca'] })],
        findings: [advisory()],
      },
    } as const
    const reported = membersOf([report], ALL, Date.parse(NOW))
    const { findings } = judged({ dependabot: dependabot(dependabotAlert(1)) }, ALL, reported)
    expect(findings.map(({ detail }) => detail)).toEqual(['critical 9.8, found by Dependabot, Trivy'])
    const other = judged({ dependabot: dependabot(dependabotAlert(1, { package: 'pier' })) }, ALL, reported)
    expect(other.findings).toHaveLength(2)
    // The report says nothing of what was there before: it keeps the finding from being debt.
    const facts = { dependabot: dependabot(dependabotAlert(1)), dependencies: dependencies() }
    expect(judged(facts, INTRODUCED, reported).codes).toEqual(['vulnerable-dependency'])
  })
})

describe('secret alerts', () => {
  const secrets = (...alerts: ReturnType<typeof secretAlert>[]) => ({
    secretAlerts: { source: 'github:secret-alerts', state: 'read', alerts } as const,
  })
  const nowhere = (number: number) => {
    const { place: _, ...alert } = secretAlert(number)
    return alert
  }
  const revoked = { by: { login: 'ada', id: 1 }, at: LONG_AGO, reason: 'revoked' }

  test('are findings, and prove no secret scan', () => {
    const { codes, standing, findings } = judged(secrets(secretAlert(1), nowhere(2)))
    expect(codes).toEqual(['secret-found', 'secret-found'])
    expect(standing('secret-alerts')).toMatchObject({ state: 'read', about: [], proves: [] })
    expect(findings.map(({ title }) => title)).toEqual([
      'acme_token (alert 2) (never shown)',
      'acme_token (never shown)',
    ])
  })

  test('two without a place are two', () => {
    expect(judged(secrets(nowhere(1), nowhere(2))).codes).toHaveLength(2)
  })

  test('that are revoked and dead are settled by themselves; otherwise a person has to be allowed', () => {
    const resolved = { state: 'resolved', resolution: revoked } as const
    expect(judged(secrets(secretAlert(1, { ...resolved, validity: 'inactive' }))).codes).toEqual([])
    expect(judged(secrets(secretAlert(1, resolved))).codes).toEqual(['secret-found', 'dismissal-not-allowed'])
  })

  test('that still work are never settled and never debt', () => {
    const policy = securityPolicy({
      dismissals: { by: ['security'], 'accept-before': '2026-11-20' },
      scope: { 'pull-request': 'introduced', release: 'all' },
    })
    const alert = secretAlert(1, { state: 'resolved', resolution: revoked, validity: 'active', inBase: true })
    const { codes, details } = judged({ ...secrets(alert), dismissers: { ada: 'yes' } }, policy)
    expect(codes).toEqual(['secret-found'])
    expect(details[0]).toContain('the scanner tried it and it works')
    expect(judged({ ...secrets({ ...alert, validity: 'unknown' }) }, policy).codes).toEqual(['dismissal-accepted'])
    expect(judged(secrets(secretAlert(1, { inBase: true })), policy).codes).toEqual(['inherited-debt'])
  })
})
