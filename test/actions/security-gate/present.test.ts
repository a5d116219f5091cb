import { describe, expect, test } from 'vitest'
import { assess } from '../../../actions/security-gate/judge.ts'
import { present } from '../../../actions/security-gate/present.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { advisory, COMMIT, envelope, evidence, leak, report, run, sast, sca, secretScan, weakness } from './builders.ts'

const shown = (...given: Parameters<typeof evidence>) => {
  const one = evidence(...given)
  const assessment = assess(one)
  return { ...present(one, assessment), findings: assessment.verdict.findings }
}
const cells = ({ columns, findings }: ReturnType<typeof shown>, index = 0) =>
  Object.fromEntries((columns ?? []).map(({ title, cell }) => [title, cell(findings[index] as Finding)]))

describe('the sentence', () => {
  test('of a pass names the scans and the commit', () => {
    const { passed, failed } = shown([sast(), sca(), secretScan()])
    expect(passed).toBe('SAST, SCA and secret scan complete for 9a04d1e')
    expect(failed).toBeUndefined()
  })

  test('of a pass says what lies below the bar', () => {
    const low = [weakness({ severity: 'low' }), weakness({ severity: 'low', location: { path: 'b.ts', line: 2 } })]
    expect(shown([sast(low), sca(), secretScan()]).passed).toBe(
      'SAST, SCA and secret scan complete for 9a04d1e, 2 findings below the bar',
    )
  })

  test('names only what the policy requires', () => {
    expect(shown([sast()], { policy: { require: ['sast'] } }).passed).toBe('SAST complete for 9a04d1e')
    expect(shown([sast(), sca()], { policy: { require: ['sast', 'sca'] } }).passed).toBe(
      'SAST and SCA complete for 9a04d1e',
    )
  })

  test('of a fail counts by severity, unknown between critical and high, and places', () => {
    const findings = [
      weakness({ severity: 'unknown' }),
      weakness({ severity: 'high', ruleId: 'acme.xss', aliases: [] }),
      weakness({ severity: 'high', location: { path: 'b.ts' } }),
    ]
    const { failed, fix } = shown([sast(findings), sca([advisory()]), secretScan([leak()])])
    expect(failed).toBe('2 critical, 1 of unknown severity, 2 high in 4 places')
    expect(fix).toBe('Fix, or record an exception with owner, ticket and expiry, then push.')
  })

  test('of one in one place is singular', () => {
    expect(shown([sast([weakness()]), sca(), secretScan()]).failed).toBe('1 high in 1 place')
  })

  test('counts a finding without a place by its key, and none that is covered or about evidence', () => {
    expect(shown([sast([weakness({ location: undefined } as never)]), sca()]).failed).toBe('1 high in 1 place')
    expect(shown([sast()]).failed).toBeUndefined()
  })
})

describe('a row', () => {
  test('of a weakness', () => {
    expect(cells(shown([sast([weakness()]), sca(), secretScan()]))).toEqual({
      severity: 'high',
      what: 'SQL built from user input (acme.sql-injection) · CWE-89',
      where: { kind: 'place', place: { path: 'src/search.ts', line: 88 } },
      'found by': 'Toolsmith',
      remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
    })
  })

  test('of a package has its score, its remedy, and every tool that found it', () => {
    const other = report(
      'grype.json',
      [run({ tool: 'Otherwatch', kinds: ['sca'] })],
      [advisory({ score: 7.1, severity: 'high' })],
    )
    expect(cells(shown([sast(), sca([advisory()]), other, secretScan()]))).toEqual({
      severity: 'critical 9.8',
      what: 'CVE-2026-1000 in pkg:npm/left-pond@1.2.3',
      where: { kind: 'place', place: { path: 'package-lock.json' } },
      'found by': 'Otherwatch, Packwatch',
      remedy: 'Update to 1.2.4.',
    })
  })

  test('of what could not be seen says why, and has no tool and no place', () => {
    expect(cells(shown([sast(), sca()]))).toEqual({
      severity: 'block',
      what: 'No secret scan for this commit: `security-gate.require` in the policy names secret, and no report handed in shows one.',
      where: '',
      'found by': '',
      remedy: 'Run a scanner of that kind on this commit and add its report to the `reports` input.',
    })
  })
})

describe('the table of evidence', () => {
  const rows = (...given: Parameters<typeof evidence>) => shown(...given).evidence?.rows.slice(0, 20)
  const sha = { kind: 'commit', sha: COMMIT }
  const complete = { kind: 'state', sign: 'ok', word: 'complete' }

  test('has a row for each kind that is required, then the others', () => {
    const config = report('config.sarif', [run({ tool: 'Configwatch', version: '2.0', kinds: ['misconfiguration'] })])
    expect(shown([sast(), sca(), secretScan(), config]).evidence?.columns).toEqual([
      'evidence',
      'tool',
      'commit',
      'age',
      'state',
    ])
    expect(rows([sast(), sca(), secretScan(), config])).toEqual([
      ['SAST', 'Toolsmith', sha, '5 min ago', complete],
      ['SCA', 'Packwatch', sha, '5 min ago', complete],
      ['secret scan', 'Leakhound', sha, '5 min ago', complete],
      ['misconfiguration', 'Configwatch 2.0', sha, '5 min ago', complete],
    ])
  })

  test('says what is missing', () => {
    expect(rows([sast(), sca()])?.[2]).toEqual([
      'secret scan',
      '',
      '',
      '',
      { kind: 'state', sign: 'blind', word: 'missing' },
    ])
  })

  test('shows the worst of several reports, and the oldest', () => {
    const stale = report('old.json', [run({ tool: 'Oldwatch', kinds: ['sca'] })], [], {
      envelope: envelope({ finishedAt: '2026-11-18T12:00:00Z' }),
    })
    expect(rows([sast(), sca(), stale, secretScan()])?.[1]).toEqual([
      'SCA',
      'Oldwatch, Packwatch',
      sha,
      '2 days ago',
      { kind: 'state', sign: 'blind', word: 'stale' },
    ])
  })

  test('shows the time a report names when it is older than its envelope, or has none', () => {
    const own = run({ tool: 'Packwatch', kinds: ['sca'], commit: COMMIT, finishedAt: '2026-11-20T10:00:00Z' })
    expect(rows([sast(), report('sca.json', [own]), secretScan()])?.[1]?.[3]).toBe('2 h ago')
    const { envelope: _, ...bare } = report('sca.json', [own])
    expect(rows([sast(), bare, secretScan()])?.[1]?.[3]).toBe('2 h ago')
  })

  test('shows an unreadable report under the kind it was given for, without tool and age', () => {
    const content = { state: 'unreadable', reason: 'empty', detail: 'The file is empty.' } as const
    const empty = { source: 'report:x.json', path: 'x.json', declared: 'secret', content } as const
    expect(rows([sast(), sca(), empty])?.[2]).toEqual([
      'secret scan',
      '',
      '',
      '',
      { kind: 'state', sign: 'blind', word: 'absent' },
    ])
  })

  test('names an unknown scanner under the kind the input gives it', () => {
    const own = report('own.sarif', [run({ tool: 'Own', version: '1', kinds: [] })], [], { declared: 'sast' })
    expect(rows([own, sca(), secretScan()])?.[0]).toEqual(['SAST', 'Own 1', sha, '5 min ago', complete])
  })
})
