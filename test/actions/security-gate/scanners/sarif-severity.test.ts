import { describe, expect, it } from 'vitest'
import { finding, notes, readOne } from './sarif-builder.ts'

const rule = (properties: object, more: object = {}) => [{ id: 'R', properties, ...more }]
const of = (properties: object, result: object = {}) => {
  const { severity, scored, labelled, score } = finding({ ruleId: 'R', ...result }, { rules: rule(properties) })
  return { severity, scored, labelled, score }
}
const said = (severity: string, scored?: string, labelled?: string, score?: number) => ({
  severity,
  scored,
  labelled,
  score,
})
const INVALID = '1 × a `security-severity` that is neither 0 to 10 nor a word.'

describe('security-severity', () => {
  it.each([
    ['9.0', said('critical', 'critical', undefined, 9)],
    [' 8.99 ', said('high', 'high', undefined, 8.99)],
    [9.9, said('critical', 'critical', undefined, 9.9)],
    [4, said('medium', 'medium', undefined, 4)],
    ['0.1', said('low', 'low', undefined, 0.1)],
    ['Critical', said('critical', undefined, 'critical')],
    ['important', said('high', undefined, 'high')],
    ['moderate', said('medium', undefined, 'medium')],
    ['negligible', said('low', undefined, 'low')],
    ['None', said('info', undefined, 'info')],
  ])('%j stands before the level', (value, expected) => {
    expect(of({ 'security-severity': value }, { level: 'warning' })).toEqual(expected)
    expect(notes({ rules: rule({ 'security-severity': value }), results: [{ ruleId: 'R' }] })).toEqual([])
  })

  it.each(['0', '0.0', 0, null])('%j is no score and nothing odd', (value) => {
    expect(of({ 'security-severity': value }, { level: 'error' })).toEqual(said('high'))
    expect(notes({ rules: rule({ 'security-severity': value }), results: [{ ruleId: 'R' }] })).toEqual([])
  })

  it.each(['undefined', 'null', '10.1', -1, 11, '', {}, true])('%j is odd, and the level counts', (value) => {
    expect(of({ 'security-severity': value }, { level: 'error' })).toEqual(said('high'))
    expect(notes({ rules: rule({ 'security-severity': value }), results: [{ ruleId: 'R' }] })).toEqual([INVALID])
  })

  it('of the result stands for the one of the rule', () => {
    const own = (value: unknown) => ({ properties: { 'security-severity': value } })
    expect(of({ 'security-severity': '5.0' }, own('9.1'))).toEqual(said('critical', 'critical', undefined, 9.1))
    expect(of({ 'security-severity': '9.1' }, own(3))).toEqual(said('low', 'low', undefined, 3))
    expect(of({ 'security-severity': 'high' }, own(3))).toEqual(said('low', 'low', undefined, 3))
    expect(of({ 'security-severity': '5.0' }, own('0.0'))).toEqual(said('medium', 'medium', undefined, 5))
    expect(of({ 'security-severity': '5.0' }, own('high'))).toEqual(said('high', 'medium', 'high', 5))
    expect(of({ 'security-severity': '5.0' }, own('huge'))).toEqual(said('medium', 'medium', undefined, 5))
    expect(notes({ rules: rule({}), results: [{ ruleId: 'R', ...own('huge') }] })).toEqual([INVALID])
  })
})

describe('labels of tools', () => {
  it.each(['severity', 'issue_severity', 'zizmor/severity'])('%s is read from the rule and from the result', (key) => {
    expect(of({ [key]: 'CRITICAL' })).toEqual(said('critical', undefined, 'critical'))
    expect(of({}, { properties: { [key]: 'low' }, level: 'error' })).toEqual(said('low', undefined, 'low'))
  })

  it('the worst of score and labels counts, and both are kept', () => {
    expect(of({ 'security-severity': '4.0', severity: 'high' })).toEqual(said('high', 'medium', 'high', 4))
    expect(of({ 'security-severity': '9.0', severity: 'low' })).toEqual(said('critical', 'critical', 'low', 9))
    expect(of({ severity: 'low' }, { properties: { severity: 'high' } })).toEqual(said('high', undefined, 'high'))
    expect(of({ severity: 'high', issue_severity: 'low' })).toEqual(said('high', undefined, 'high'))
    expect(of({ severity: 'whatever' }, { level: 'error' })).toEqual(said('high'))
  })

  it('`problem.severity` is the level again and no label', () => {
    expect(of({ 'security-severity': '6.1', 'problem.severity': 'error' })).toEqual(
      said('medium', 'medium', undefined, 6.1),
    )
  })
})

describe('kinds of results', () => {
  const kinds = (results: object[], tool?: string) =>
    readOne({ ...(tool !== undefined && { tool }), rules: rule({ 'security-severity': '9.8' }), results }).findings.map(
      ({ severity, score }) => [severity, score],
    )

  it('fail and absent are findings; pass, notApplicable and informational are none', () => {
    expect(kinds([{ ruleId: 'R' }, { ruleId: 'R', kind: 'fail' }])).toEqual([
      ['critical', 9.8],
      ['critical', 9.8],
    ])
    expect(kinds([{ kind: 'pass' }, { kind: 'notApplicable' }, { kind: 'informational' }])).toEqual([])
  })

  it('open and review are medium whatever level and score say, and info from zizmor', () => {
    const results = [
      { ruleId: 'R', kind: 'open', level: 'error' },
      { ruleId: 'R', kind: 'review', level: 'note' },
    ]
    expect(kinds(results)).toEqual([
      ['medium', undefined],
      ['medium', undefined],
    ])
    expect(kinds(results, 'zizmor')).toEqual([
      ['info', undefined],
      ['info', undefined],
    ])
  })

  it('what SARIF does not know is a failure', () => {
    expect(
      kinds([
        { ruleId: 'R', kind: 'Pass' },
        { ruleId: 'R', kind: null },
      ]),
    ).toEqual([
      ['critical', 9.8],
      ['critical', 9.8],
    ])
    expect(notes({ results: [{ kind: 'Pass' }] })).toEqual(['1 × a `kind` that SARIF does not know, read as `fail`.'])
  })
})

describe('secrets', () => {
  const secret = (result: object, properties: object = {}) =>
    finding({ ruleId: 'R', ...result }, { tool: 'gitleaks', rules: rule(properties) })

  it('are critical whatever the level says, and keep what the tool said', () => {
    expect(secret({})).toMatchObject({ kind: 'secret', severity: 'critical' })
    expect(secret({ level: 'none' })).toMatchObject({ severity: 'critical' })
    expect(secret({ level: 'note' }, { 'security-severity': '2.0', severity: 'low' })).toEqual({
      run: 0,
      kind: 'secret',
      severity: 'critical',
      scored: 'low',
      labelled: 'low',
      score: 2,
      ruleId: 'R',
      aliases: [],
    })
  })

  it('are never below high when somebody has to look at them', () => {
    expect(secret({ kind: 'review' })).toMatchObject({ severity: 'high' })
    expect(secret({ kind: 'open' })).toMatchObject({ severity: 'high' })
  })

  it('leave nothing of themselves, of the author or of the commit behind', () => {
    const leak = secret({
      message: { text: 'CANARY-1 has detected secret for file a.ts.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.ts' },
            region: { startLine: 3, snippet: { text: 'CANARY-2' } },
            contextRegion: { snippet: { text: 'CANARY-3' } },
          },
          message: { text: 'CANARY-4' },
        },
      ],
      partialFingerprints: { commitSha: 'CANARY-5', email: 'CANARY-6', author: 'CANARY-7', commitMessage: 'CANARY-8' },
      properties: { tags: ['CANARY-9'], secret: 'CANARY-10' },
      suppressions: [{ kind: 'external', justification: 'CANARY-11' }],
      fingerprints: { other: 'CANARY-12' },
    })
    expect(JSON.stringify(leak)).not.toContain('CANARY')
    expect(leak).toEqual({
      run: 0,
      kind: 'secret',
      severity: 'critical',
      ruleId: 'R',
      aliases: [],
      location: { path: 'a.ts', line: 3 },
      suppressed: true,
      suppressedBy: 'external',
      suppressionJustified: true,
    })
  })
})

describe('Trivy', () => {
  const trivy = (result: object, properties: object = {}, name = 'OsPackageVulnerability') =>
    finding({ ruleId: 'R', ...result }, { tool: 'Trivy', rules: rule(properties, { name }) })
  const text = (severity: string) => ({ message: { text: `Package: curl\nSeverity: ${severity}\nFixed Version: 1` } })

  it('weighs score, tag, level and the line of the result', () => {
    expect(trivy({ level: 'error' }, { tags: ['vulnerability', 'security', 'CRITICAL'] })).toMatchObject({
      severity: 'critical',
      labelled: 'critical',
    })
    expect(trivy({ level: 'error' }, { tags: ['vulnerability', 'security', 'LOW'] })).toMatchObject({
      severity: 'high',
    })
    expect(trivy({ level: 'note', ...text('HIGH') }, { 'security-severity': '2.0' })).toMatchObject({
      severity: 'high',
      scored: 'low',
      labelled: 'high',
    })
    expect(trivy({ level: 'note', ...text('LOW') })).toMatchObject({ severity: 'low' })
    expect(trivy({ level: 'note', message: { text: 'My Severity: HIGH' } })).toMatchObject({ severity: 'low' })
    expect(trivy({ level: 'note', message: 'Severity: HIGH' })).toMatchObject({ severity: 'low' })
    expect(trivy({ level: 'note', message: { text: `${'x'.repeat(4096)}\nSeverity: HIGH` } })).toMatchObject({
      severity: 'low',
    })
  })

  it('keeps UNKNOWN unknown', () => {
    expect(trivy({ level: 'note', ...text('UNKNOWN') })).toMatchObject({ severity: 'unknown', labelled: 'unknown' })
    expect(trivy({ level: 'note' }, { tags: ['vulnerability', 'UNKNOWN'] })).toMatchObject({ severity: 'unknown' })
    expect(trivy({ level: 'note' }, { tags: ['vulnerability', 'high'] })).toMatchObject({ severity: 'low' })
  })

  it('reads such tags and lines of no other tool', () => {
    const other = finding(
      { ruleId: 'R', level: 'note', ...text('CRITICAL') },
      { tool: 'Grype', rules: rule({ tags: ['CRITICAL'] }) },
    )
    expect(other).toMatchObject({ severity: 'low' })
  })
})

describe('malware', () => {
  it('is critical without any score', () => {
    const parts = {
      tool: 'osv-scanner',
      rules: [{ id: 'MAL-2023-1035' }, { id: 'GHSA-aaaa', deprecatedIds: ['mal-2024-1'] }],
    }
    expect(finding({ ruleId: 'MAL-2023-1035', level: 'note' }, parts)).toMatchObject({ severity: 'critical' })
    expect(finding({ ruleId: 'GHSA-aaaa', level: 'note' }, parts)).toMatchObject({ severity: 'critical' })
    expect(finding({ ruleId: 'MAL-2024-99', level: 'note' }, parts)).toMatchObject({ severity: 'critical' })
    expect(finding({ ruleId: 'MAL-2023-1035' }, { ...parts, tool: 'Semgrep OSS' })).toMatchObject({
      severity: 'medium',
    })
  })
})

describe('suppressions', () => {
  const of = (suppressions: unknown) => {
    const { suppressed, suppressedBy, suppressionJustified, suppressedUntil } = finding({ suppressions })
    return [suppressed, suppressedBy, suppressionJustified, suppressedUntil]
  }
  const none = [undefined, undefined, undefined, undefined]

  it.each([undefined, null, [], 'accepted', [7], [{ kind: 'inSource' }, null]])('%j does not suppress', (value) => {
    expect(of(value)).toEqual(none)
  })

  it('counts what cannot be read', () => {
    expect(
      notes({ results: [{ suppressions: {} }, { suppressions: [7] }, { suppressions: [] }, { suppressions: null }] }),
    ).toEqual([
      '1 × `suppressions` that are no list, taken as none.',
      '1 × `suppressions` that are no objects, taken as none.',
    ])
  })

  it('suppresses when all are accepted or have no status', () => {
    expect(of([{ kind: 'inSource' }])).toEqual([true, 'in-source', false, undefined])
    expect(of([{ kind: 'external', status: 'accepted' }])).toEqual([true, 'external', false, undefined])
    expect(of([{ kind: 'external', status: null }, { kind: 'inSource' }])).toEqual([
      true,
      'in-source',
      false,
      undefined,
    ])
    expect(of([{}])).toEqual([true, 'external', false, undefined])
  })

  it('does not suppress while one is under review, rejected or unknown', () => {
    for (const status of ['underReview', 'rejected', 'Accepted', 1]) {
      expect(
        of([
          { kind: 'external', status: 'accepted' },
          { kind: 'external', status },
        ]),
      ).toEqual(none)
    }
  })

  it('says whether it is justified, not how', () => {
    expect(of([{ kind: 'external' }, { kind: 'external', justification: 'CANARY' }])).toEqual([
      true,
      'external',
      true,
      undefined,
    ])
    expect(of([{ kind: 'external', justification: ' ' }])).toEqual([true, 'external', false, undefined])
    expect(of([{ kind: 'external', justification: 7 }])).toEqual([true, 'external', false, undefined])
  })

  it('gives the first expiry, and does not suppress when it cannot be read', () => {
    const until = (expiryUtc: unknown) => ({ kind: 'external', properties: { expiryUtc } })
    expect(of([until('2026-05-01T00:00:00Z'), until('2026-04-01T00:00:00Z'), until('2026-06-01T00:00:00Z')])).toEqual([
      true,
      'external',
      false,
      '2026-04-01T00:00:00.000Z',
    ])
    expect(of([until(null)])).toEqual([true, 'external', false, undefined])
    expect(of([{ kind: 'external', properties: 'x' }])).toEqual([true, 'external', false, undefined])
    expect(of([until('soon')])).toEqual(none)
    expect(notes({ results: [{ suppressions: [until(12)] }] })).toEqual([
      '1 × a suppression whose `expiryUtc` is no time, taken as none.',
    ])
  })

  it('leaves severity and everything else as it was', () => {
    expect(finding({ level: 'error', ruleId: 'R1', suppressions: [{ kind: 'inSource' }] })).toEqual({
      run: 0,
      kind: 'sast',
      severity: 'high',
      ruleId: 'R1',
      aliases: [],
      suppressed: true,
      suppressedBy: 'in-source',
      suppressionJustified: false,
    })
  })
})

describe('baselineState', () => {
  it('drops what is gone and counts everything else', () => {
    const results = ['new', 'unchanged', 'updated', 'absent', undefined].map((baselineState, at) => ({
      ruleId: `R${at}`,
      baselineState,
    }))
    expect(readOne({ results }).findings.map((each) => each.ruleId)).toEqual(['R0', 'R1', 'R2', 'R4'])
  })
})
