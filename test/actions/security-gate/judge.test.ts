import { describe, expect, test } from 'vitest'
import { assess, judge } from '../../../actions/security-gate/judge.ts'
import {
  advisory,
  COMMIT,
  envelope,
  evidence,
  leak,
  NOW,
  report,
  run,
  sast,
  sca,
  secretScan,
  weakness,
} from './builders.ts'

const codes = (...given: Parameters<typeof evidence>): string[] =>
  judge(evidence(...given)).findings.map(({ code }) => code.replace('security-gate/', ''))

describe('the conclusion', () => {
  test('is pass when every kind is there and nothing blocks', () => {
    const verdict = judge(evidence([sast(), sca(), secretScan()]))
    expect(verdict).toMatchObject({ gate: 'security-gate', conclusion: 'pass', findings: [], strength: 1 })
    expect(verdict.sources.map(({ id, state, commit }) => [id, state, commit])).toEqual([
      ['policy', 'read', undefined],
      ['report:sast.sarif', 'read', COMMIT],
      ['report:sca.json', 'read', COMMIT],
      ['report:secrets.json', 'read', COMMIT],
    ])
  })

  test('is blind without a kind, and says which', () => {
    const verdict = judge(evidence([sast(), sca()]))
    expect(verdict.conclusion).toBe('blind')
    expect(verdict.findings).toMatchObject([
      {
        code: 'security-gate/kind-missing',
        key: 'security-gate/kind-missing:secret',
        title: 'No secret scan for this commit',
        detail: '`security-gate.require` in the policy names secret, and no report handed in shows one.',
      },
    ])
  })

  test('is blind when nothing was read, even if the policy requires nothing', () => {
    const verdict = judge(evidence([], { policy: { require: [] } }))
    expect(verdict.conclusion).toBe('blind')
    expect(verdict.findings[0]?.detail).toBe(
      'The policy requires no kind of scan, and no report was handed in: nothing was read.',
    )
    expect(judge(evidence([sast()], { policy: { require: [] } })).conclusion).toBe('pass')
  })

  test('a doubtful report is one finding, not also a missing kind', () => {
    const foreign = report('sast.sarif', [run()], [], { envelope: envelope({ commit: 'b'.repeat(40) }) })
    expect(codes([foreign, sca(), secretScan()])).toEqual(['report-foreign'])
    expect(judge(evidence([foreign, sca(), secretScan()])).sources[1]).toMatchObject({
      state: 'foreign',
      commit: 'b'.repeat(40),
    })
  })

  test('without a commit nothing is bound', () => {
    const one = evidence([sast(), sca(), secretScan()])
    const { commit: _, ...subject } = one.subject
    expect(judge({ ...one, subject }).conclusion).toBe('blind')
  })
})

describe('a source that is not a report', () => {
  const source = (id: string, detail?: string) => ({
    id,
    uri: 'x',
    state: 'absent' as const,
    readAt: NOW,
    ...(detail !== undefined && { detail }),
  })
  test.each([
    ['reports:a/*', 'reports-not-found'],
    ['exceptions', 'exceptions-unreadable'],
    ['vex:a.json', 'vex-unreadable'],
    ['policy-of-another-name', 'policy-untrusted'],
  ])('%s that was not read is %s', (id, code) => {
    const given = [[sast(), sca(), secretScan()], { sources: [source(id)] }] as const
    expect(codes(...given)).toEqual([code])
    const verdict = judge(evidence(...given))
    expect(verdict.conclusion).toBe('blind')
    expect(verdict.findings[0]).toMatchObject({ source: id, detail: 'x is absent.' })
    expect(judge(evidence(given[0], { sources: [source(id, 'Said.')] })).findings[0]?.detail).toBe('Said.')
  })
})

describe('findings', () => {
  test('come blind first, then by severity, then what is less', () => {
    const reports = [
      sast([weakness({ severity: 'high' }), weakness({ severity: 'low', ruleId: 'b', aliases: [] })]),
      sca([advisory()]),
      report('x.sarif', [run()], [], { content: { state: 'unreadable', reason: 'empty', detail: 'd' } }),
    ]
    expect(codes(reports)).toEqual([
      'kind-missing',
      'report-empty',
      'vulnerable-dependency',
      'code-weakness',
      'below-the-bar',
    ])
  })

  test('keep who found them for the report', () => {
    const assessment = assess(evidence([sast([weakness()]), sca(), secretScan([leak()])]))
    const tools = assessment.verdict.findings.map(({ key }) =>
      assessment.clusters.get(key)?.members.map(({ tool }) => tool),
    )
    expect(tools).toEqual([['Leakhound'], ['Toolsmith']])
    expect([...assessment.standings.keys()]).toEqual(['report:sast.sarif', 'report:sca.json', 'report:secrets.json'])
  })
})

describe('how long it holds', () => {
  test('until the first report is too old', () => {
    expect(judge(evidence([sast(), sca(), secretScan()])).validUntil).toBe('2026-11-21T11:55:00.000Z')
    expect(judge(evidence([sast()], { policy: { require: ['sast'] } }))).not.toHaveProperty('validUntil')
  })

  test('or until the first exception that it rests on ends', () => {
    const entry = {
      id: 'one',
      scope: { kind: 'rule' as const, rule: 'acme.sql-injection', paths: ['src/**'] },
      reason: 'r',
      owner: '@bob',
      approver: 'security',
      ticket: 'SEC-1',
      created: '2026-11-01',
      expires: '2026-11-20',
      place: { path: 'e.yml', line: 1 },
    }
    const verdict = judge(
      evidence([sast([weakness()])], { policy: { require: ['sast'] }, facts: { exceptions: [entry] } }),
    )
    expect([verdict.conclusion, verdict.validUntil?.slice(0, 10)]).toEqual(['pass', '2026-11-21'])
  })

  test('or until a report no longer says that a finding does not count', () => {
    const mild = weakness({ severity: 'medium', suppressed: true, suppressedUntil: '2026-11-20T18:00:00Z' })
    const honouring = { require: ['sast'], 'sarif-suppressions': 'honor', block: ['critical', 'medium'] } as const
    const verdict = judge(evidence([sast([mild])], { policy: honouring }))
    expect([verdict.conclusion, verdict.validUntil]).toEqual(['pass', '2026-11-20T18:00:00.000Z'])
  })
})
