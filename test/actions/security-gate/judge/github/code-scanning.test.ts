import { describe, expect, test } from 'vitest'
import type { AnalysisFact, CodeAlertFact, GitHubFacts } from '../../../../../actions/security-gate/github-facts.ts'
import type { Unread } from '../../../../../shared/evidence/reading.ts'
import { OTHER, securityPolicy } from '../../builders.ts'
import { ALL, alert, analysis, codeScanning, INTRODUCED, judged, LONG_AGO, push, RECENT } from './facts.ts'

const of = (changes: Parameters<typeof codeScanning>[0]): Partial<GitHubFacts> => ({
  codeScanning: codeScanning(changes),
})

describe('an analysis', () => {
  test('of the head by a trusted producer proves SAST', () => {
    const { standing, codes } = judged(of({}))
    expect(standing('code-scanning')).toMatchObject({ state: 'read', about: ['sast'], proves: ['sast'] })
    expect(codes).toEqual([])
  })

  const { producer: _, ...unknownProducer } = analysis()
  test.each<[string, Partial<AnalysisFact> | undefined, string, readonly string[]]>([
    ['of main, on a pull request, is foreign', { commit: OTHER }, 'foreign', ['report-foreign']],
    ['with an error', { error: 'too many results' }, 'partial', ['analysis-failed']],
    ['of a producer nobody looked at', undefined, 'untrusted', ['producer-untrusted']],
    [
      'of a workflow the change edits',
      { producer: { state: 'untrusted', detail: 'The change edits codeql.yml.' } },
      'untrusted',
      ['producer-untrusted'],
    ],
    ['with results and no alert', { results: 3 }, 'partial', ['alerts-unreadable']],
    ['of a tool that writes nothing when it fails', { tool: 'osv-scanner' }, 'partial', ['scan-unproven']],
    ['that is too old for its kind', { tool: 'Grype', createdAt: LONG_AGO }, 'stale', ['report-stale']],
  ])('%s proves nothing', (_, changes, state, codes) => {
    const result = judged(of({ analyses: [changes === undefined ? unknownProducer : analysis(changes)] }))
    expect(result.standing('code-scanning')).toMatchObject({ state, proves: [] })
    expect(result.codes).toEqual(codes)
  })

  test('none at all leaves the kind missing', () => {
    expect(judged(of({ analyses: [] })).standing('code-scanning')).toMatchObject({
      state: 'read',
      about: [],
      proves: [],
    })
  })

  test('the newest of a tool and category counts, and only that', () => {
    const old = analysis({ id: 1, createdAt: RECENT })
    const failed = analysis({ id: 2, error: 'boom' })
    expect(judged(of({ analyses: [old, failed] })).codes).toEqual(['analysis-failed'])
    expect(
      judged(of({ analyses: [analysis({ id: 1, createdAt: RECENT, error: 'boom' }), analysis({ id: 2 })] })).codes,
    ).toEqual([])
    expect(judged(of({ analyses: [old, { ...failed, category: '/language:python' }] })).codes).toEqual([
      'analysis-failed',
    ])
  })

  test('beside one of this commit, those of older commits say nothing', () => {
    const { standing, codes } = judged(of({ analyses: [analysis({ tool: 'Semgrep OSS', commit: OTHER }), analysis()] }))
    expect(standing('code-scanning')).toMatchObject({ state: 'read', proves: ['sast'] })
    expect(codes).toEqual([])
  })

  test('of Trivy does not say which of its scans ran', () => {
    const { standing, codes } = judged(of({ analyses: [analysis({ tool: 'Trivy' })] }))
    expect(standing('code-scanning')).toMatchObject({ state: 'read', about: [], proves: [] })
    expect(codes).toEqual(['report-note'])
  })

  test('of Grype is good for as long as the policy lets it', () => {
    const { standing } = judged(of({ analyses: [analysis({ tool: 'Grype' })] }))
    expect(standing('code-scanning')).toMatchObject({ proves: ['sca'], validUntil: '2026-11-21T12:00:00.000Z' })
  })

  test('while a scan runs the evidence is still due', () => {
    for (const analyses of [[], [analysis({ commit: OTHER })], [analysis()]]) {
      const { standing, findings } = judged(of({ analyses, running: ['CodeQL'] }))
      expect(standing('code-scanning')).toMatchObject({ state: 'pending', about: ['sast'], proves: [] })
      expect(findings).toMatchObject([{ code: 'security-gate/scan-pending', waiting: true }])
    }
  })
})

test.each<[Unread, string]>([
  [{ state: 'forbidden', detail: 'No.', needs: 'security events: read' }, 'alerts-unreadable'],
  [{ state: 'absent', detail: 'No analysis found.' }, 'alerts-unreadable'],
  [{ state: 'partial', detail: 'Half.' }, 'alerts-unreadable'],
  [{ state: 'pending', detail: 'The rate limit is used up.' }, 'scan-pending'],
])('a source that is %o is not read', (unread, code) => {
  const { standing, findings } = judged({ codeScanning: { source: 'github:code-scanning', ...unread } })
  expect(standing('code-scanning')).toMatchObject({ state: unread.state, proves: [] })
  expect(findings).toMatchObject([{ code: `security-gate/${code}`, level: 'block' }])
})

describe('an alert', () => {
  test('is a finding with the severity GitHub gives its rule', () => {
    const { findings } = judged(of({ alerts: [alert(4)] }))
    expect(findings).toMatchObject([
      {
        code: 'security-gate/code-weakness',
        key: 'security-gate/code-weakness:sast:CWE-89:src/4.ts:3',
        detail: 'high, found by CodeQL',
        place: { path: 'src/4.ts', line: 3 },
      },
    ])
  })

  test.each([
    [{ id: 'a', severity: 'error', tags: ['security'] }, 'high'],
    [{ id: 'a', severity: 'warning', tags: ['security'] }, 'medium'],
    [{ id: 'a', tags: ['security'] }, 'unknown'],
    [{ id: 'a', severity: 'nonsense', securitySeverity: 'nonsense' }, 'unknown'],
    [{ id: 'a', severity: 'note', securitySeverity: 'critical' }, 'critical'],
  ])('of rule %o is %s', (rule, severity) => {
    expect(judged(of({ alerts: [alert(1, { rule })] })).members[0]?.severity).toBe(severity)
  })

  test.each([
    ['gitleaks', { id: 'token', severity: 'note' }, 'secret', 'critical'],
    ['Grype', { id: 'CVE-2026-1000-left-pond', securitySeverity: 'high' }, 'sca', 'high'],
    ['CodeQL', { id: 'js/unused', severity: 'note', tags: ['maintainability'] }, 'quality', 'low'],
    ['Nobody knows it', { id: 'x', securitySeverity: 'low' }, 'sast', 'low'],
  ])('of %s is what its tool finds', (tool, rule, kind, severity) => {
    expect(judged(of({ alerts: [alert(1, { tool, rule })] })).members[0]).toMatchObject({ kind, severity })
  })

  test('with hostile text stays text', () => {
    const rule = { id: '::error::\\u{202e}<img src=x>`', tags: ['external/cwe/cwe-089'.repeat(50)] }
    const { findings } = judged(of({ alerts: [alert(1, { rule, instance: { path: '../../etc/passwd', line: 0 } })] }))
    expect(findings).toHaveLength(1)
    expect(findings[0]?.place?.path ?? '').not.toContain('..')
  })
})

describe('inherited', () => {
  const inherited = (createdAt: string, policy = INTRODUCED, onBase: readonly number[] | undefined = [4]) =>
    judged({ codeScanning: codeScanning({ alerts: [alert(4, { createdAt })], ...(onBase && { onBase }) }) }, policy)

  test('what the base has too is debt with a due date', () => {
    const { codes, details } = inherited(RECENT)
    expect(codes).toEqual(['inherited-debt'])
    expect(details).toEqual(['high, found by CodeQL; inherited, due 2026-12-19'])
  })

  test('and blocks once it is overdue', () => {
    expect(inherited(LONG_AGO).codes).toEqual(['debt-overdue'])
    expect(inherited('2026-10-21T12:00:00.000Z').codes).toEqual(['debt-overdue'])
    expect(inherited('2026-10-21T12:00:00.001Z').codes).toEqual(['inherited-debt'])
  })

  test('a severity nobody knows has the time of critical', () => {
    const rule = { id: 'a', tags: ['security'] }
    const at = (createdAt: string) => judged(of({ alerts: [alert(4, { rule, createdAt })], onBase: [4] })).codes
    expect(at('2026-11-14T00:00:00.000Z')).toEqual(['inherited-debt'])
    expect(at('2026-11-12T00:00:00.000Z')).toEqual(['debt-overdue'])
  })

  test('counts at once with scope all, without base evidence, with another number, and on a push', () => {
    expect(inherited(RECENT, ALL).codes).toEqual(['code-weakness'])
    expect(judged(of({ alerts: [alert(4)] })).codes).toEqual(['code-weakness'])
    expect(inherited(RECENT, INTRODUCED, [5]).codes).toEqual(['code-weakness'])
    expect(judged({ subject: push, ...of({ alerts: [alert(4)], onBase: [4] }) }).codes).toEqual(['code-weakness'])
  })

  test('never hides what another alert says of the same line', () => {
    const same = { instance: { path: 'src/a.ts', line: 1 } }
    const both = of({ alerts: [alert(4, same), alert(5, same)], onBase: [4] })
    expect(judged(both).codes).toEqual(['code-weakness'])
  })

  test('below the bar it is no debt', () => {
    const rule = { id: 'a', securitySeverity: 'low' }
    expect(judged(of({ alerts: [alert(4, { rule })], onBase: [4] })).codes).toEqual(['below-the-bar'])
  })
})

describe('a dismissed alert', () => {
  const dismissal = { by: { login: 'ada', id: 12 }, at: '2026-11-10T00:00:00.000Z', reason: 'false positive' }
  const dismissed = (
    dismissers: GitHubFacts['dismissers'],
    rule: (typeof ALL)['dismissals'],
    made: CodeAlertFact['dismissal'] = dismissal,
  ) =>
    judged(
      {
        ...of({ alerts: [alert(4, { state: 'dismissed', ...(made && { dismissal: made }) })] }),
        ...(dismissers && { dismissers }),
      },
      rule === undefined ? ALL : securityPolicy({ dismissals: rule }),
    )

  test('by its author counts', () => {
    const { codes, details } = dismissed({ ada: 'no' }, { by: ['security'] })
    expect(codes).toEqual(['code-weakness', 'dismissal-not-allowed'])
    expect(details[1]).toBe(
      'Dismissed alerts (1): #4 count: ada has none of the roles in `security-gate.dismissals.by` (security).',
    )
  })

  test('by security does not', () => {
    const { codes, details } = dismissed({ ada: 'yes' }, { by: ['security'] })
    expect(codes).toEqual(['dismissal-accepted'])
    expect(details[0]).toContain('Dismissed alerts (1): #4 do not count')
  })

  const { by, at } = dismissal
  const security = { by: ['security'] }
  test.each<[string, ...Parameters<typeof dismissed>]>([
    ['whose dismisser nobody could look up', undefined, security],
    ['whose dismisser is unknown', { ada: 'unknown' }, security],
    ['where the policy names nobody', { ada: 'yes' }, undefined],
    ['by an account that is gone', { ada: 'yes' }, security, { at }],
    ['on the accepted day itself', { ada: 'no' }, { ...security, 'accept-before': '2026-11-10' }],
    ['of which nobody knows when', { ada: 'no' }, { ...security, 'accept-before': '2026-11-11' }, { by }],
    ['by somebody named like a field', undefined, security, { by: { login: 'constructor', id: 1 }, at }],
  ])('%s counts', (_, ...given) => {
    expect(dismissed(...given).codes).toEqual(['code-weakness', 'dismissal-not-allowed'])
  })

  test('before the accepted day is listed with the others', () => {
    const alerts = Array.from({ length: 12 }, (_, index) => alert(index + 1, { state: 'dismissed', dismissal }))
    const policy = securityPolicy({ dismissals: { by: ['security'], 'accept-before': '2026-11-11' } })
    const { codes, details } = judged(of({ alerts }), policy)
    expect(codes).toEqual(['dismissal-accepted'])
    expect(details[0]).toContain(
      '(12): #1, #2, #3, #4, #5, #6, #7, #8, #9, #10 and 2 more do not count: dismissed before 2026-11-11',
    )
  })
})
