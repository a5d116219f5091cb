import { describe, expect, it } from 'vitest'
import { readReport } from '../../../../actions/security-gate/scanners/index.ts'
import type { ScannerReport } from '../../../../actions/security-gate/scanners/report.ts'
import { codeqlSarif, semgrepSarif } from '../../../bench/sarif-generator.ts'

/** What the benchmark reads has a right answer, and it is pinned here on a small copy. */
const severities = ({ findings }: ScannerReport) => Object.groupBy(findings, (finding) => finding.severity)

describe('CodeQL’s shape: rules in an extension, no level, no ruleIndex', () => {
  const { bytes, critical, high } = codeqlSarif(1003)
  const report = readReport(bytes)

  it('is counted right', () => {
    const { critical: criticals, high: highs, medium, low, ...others } = severities(report)
    expect([criticals?.length, highs?.length, medium?.length, low?.length]).toEqual([201, 201, 401, 200])
    expect([critical, high, others]).toEqual([201, 201, {}])
  })

  it('is told apart into security and quality, with CWE, place and line', () => {
    expect(report.runs).toEqual([
      { tool: 'CodeQL', version: '2.23.3', kinds: ['sast', 'quality'], complete: true, problems: [] },
    ])
    expect(report.findings[1]).toEqual({
      run: 0,
      kind: 'sast',
      severity: 'high',
      scored: 'high',
      score: 7.5,
      ruleId: 'js/rule-1',
      aliases: ['CWE-1'],
      location: { path: 'src/part1/module1.ts', line: 2 },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(report.findings[4]).toMatchObject({ kind: 'quality', severity: 'low', ruleId: 'js/rule-4', aliases: [] })
  })
})

describe('Semgrep’s shape: a thousand rules, found by id alone, with words for scores', () => {
  const { bytes, critical, high } = semgrepSarif(1003)
  const report = readReport(bytes)

  it('is counted right', () => {
    const { critical: criticals, high: highs, medium, low, ...others } = severities(report)
    expect([criticals?.length, highs?.length, medium?.length, low?.length]).toEqual([251, 251, 251, 250])
    expect([critical, high, others]).toEqual([251, 251, {}])
  })

  it('is one kind, with CWE, place and line', () => {
    expect(report.runs).toEqual([
      { tool: 'Semgrep OSS', version: '1.170.0', kinds: ['sast'], complete: true, problems: [] },
    ])
    expect(report.findings[2]).toEqual({
      run: 0,
      kind: 'sast',
      severity: 'medium',
      labelled: 'medium',
      ruleId: 'javascript.lang.security.audit.rule-2',
      aliases: ['CWE-2'],
      location: { path: 'src/part2/module2.ts', line: 3 },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})
