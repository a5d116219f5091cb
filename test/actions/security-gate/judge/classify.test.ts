import { describe, expect, test } from 'vitest'
import { classify } from '../../../../actions/security-gate/judge/classify.ts'
import { cluster } from '../../../../actions/security-gate/judge/merge.ts'
import type { ScannerFinding } from '../../../../actions/security-gate/scanners/report.ts'
import type { SecurityGatePolicy } from '../../../../shared/policy/policy.ts'
import { advisory, leak, securityPolicy, weakness } from '../builders.ts'

const verdictOn = (
  finding: ScannerFinding,
  policy: Partial<SecurityGatePolicy> = {},
  coveredBy?: `exception:${string}`,
) => {
  const suppressed = finding.suppressed === true && policy['sarif-suppressions'] !== 'ignore'
  const [one] = cluster([{ tool: 'Toolsmith', finding, kind: finding.kind, severity: finding.severity, suppressed }])
  if (one === undefined) throw new Error('no cluster')
  return classify(
    one,
    securityPolicy({
      block: ['critical', 'high', 'unknown'],
      misconfiguration: 'block',
      'sarif-suppressions': 'report',
      ...policy,
    }),
    coveredBy === undefined ? undefined : { by: coveredBy },
  )
}
const codeOf = (...args: Parameters<typeof verdictOn>): string => verdictOn(...args).code.replace('security-gate/', '')

describe('what blocks', () => {
  test.each(['critical', 'high'] as const)('%s of SAST and SCA', (severity) => {
    expect(verdictOn(weakness({ severity }))).toMatchObject({ code: 'security-gate/code-weakness', level: 'block' })
    expect(verdictOn(advisory({ severity }))).toMatchObject({
      code: 'security-gate/vulnerable-dependency',
      level: 'block',
    })
  })

  test.each(['medium', 'low', 'info'] as const)('not %s, unless the policy says so', (severity) => {
    expect(verdictOn(weakness({ severity }))).toMatchObject({ code: 'security-gate/below-the-bar', level: 'note' })
    expect(codeOf(weakness({ severity }), { block: [severity] })).toBe('code-weakness')
    expect(codeOf(advisory({ severity }))).toBe('below-the-bar')
  })

  test('a severity nobody can read', () => {
    expect(verdictOn(weakness({ severity: 'unknown' }))).toMatchObject({
      code: 'security-gate/severity-unknown',
      level: 'block',
    })
    expect(codeOf(advisory({ severity: 'unknown' }))).toBe('severity-unknown')
    expect(codeOf(weakness({ kind: 'misconfiguration', severity: 'unknown' }))).toBe('severity-unknown')
    expect(codeOf(weakness({ severity: 'unknown' }), { block: ['critical'] })).toBe('below-the-bar')
  })

  test('every secret, whatever its severity and whatever the policy blocks', () => {
    expect(verdictOn(leak({ severity: 'info' }), { block: ['critical'] })).toMatchObject({
      code: 'security-gate/secret-found',
      level: 'block',
    })
  })

  test('malware, even without a severity in the block list and even when the report plays it down', () => {
    const malware = advisory({ ruleId: 'MAL-2026-1', aliases: [], severity: 'low', suppressed: true })
    expect(verdictOn(malware, { block: ['critical'], 'sarif-suppressions': 'honor' })).toMatchObject({
      code: 'security-gate/malicious-package',
      level: 'block',
    })
    expect(codeOf(advisory({ ruleId: 'GHSA-1', aliases: ['MAL-2026-1'] }))).toBe('malicious-package')
    expect(codeOf(weakness({ ruleId: 'MAL-2026-1' }))).toBe('code-weakness')
  })

  test('misconfiguration as the policy says', () => {
    const wide = weakness({ kind: 'misconfiguration', severity: 'high' })
    expect(verdictOn(wide)).toMatchObject({ code: 'security-gate/misconfiguration', level: 'block' })
    expect(verdictOn(wide, { misconfiguration: 'warn' })).toMatchObject({
      code: 'security-gate/misconfiguration-warning',
      level: 'warn',
    })
    expect(codeOf(weakness({ kind: 'misconfiguration', severity: 'medium' }))).toBe('below-the-bar')
  })

  test.each(['quality', 'license', 'posture'] as const)('%s only warns', (kind) => {
    expect(verdictOn(weakness({ kind, severity: 'critical' }))).toMatchObject({
      code: `security-gate/${kind}`,
      level: 'warn',
    })
    expect(verdictOn(weakness({ kind, severity: 'medium' }))).toMatchObject({
      code: 'security-gate/below-the-bar',
      level: 'note',
    })
  })
})

describe('what the report itself suppresses', () => {
  const quiet = { suppressed: true, suppressedBy: 'in-source' }

  test('still blocks when it would have blocked', () => {
    expect(verdictOn(weakness(quiet))).toMatchObject({ code: 'security-gate/suppressed-in-report', level: 'block' })
    expect(codeOf(advisory(quiet))).toBe('suppressed-in-report')
    expect(codeOf(leak({ ...quiet, severity: 'low' }))).toBe('suppressed-in-report')
    expect(codeOf(weakness({ ...quiet, kind: 'misconfiguration' }))).toBe('suppressed-in-report')
  })

  test('is a note when it would not', () => {
    expect(codeOf(weakness({ ...quiet, severity: 'medium' }))).toBe('below-the-bar')
    expect(codeOf(weakness({ ...quiet, kind: 'misconfiguration' }), { misconfiguration: 'warn' })).toBe('below-the-bar')
    expect(codeOf(weakness({ ...quiet, kind: 'quality' }))).toBe('below-the-bar')
  })

  test('counts as any other when the policy ignores suppressions', () => {
    expect(codeOf(weakness(quiet), { 'sarif-suppressions': 'ignore' })).toBe('code-weakness')
  })

  test('is let through, and shown, when the policy honours suppressions', () => {
    expect(verdictOn(weakness(quiet), { 'sarif-suppressions': 'honor' })).toMatchObject({
      code: 'security-gate/suppression-honoured',
      level: 'note',
    })
  })

  test('is named with its reason', () => {
    expect(verdictOn(weakness(quiet)).detail).toBe(
      'high, found by Toolsmith; the report says it does not count (in-source)',
    )
    expect(verdictOn(weakness({ suppressed: true })).detail).toBe(
      'high, found by Toolsmith; the report says it does not count (no reason)',
    )
  })
})

describe('words', () => {
  test('of an advisory name id, package and the version that mends it', () => {
    expect(verdictOn(advisory())).toMatchObject({
      key: 'security-gate/vulnerable-dependency:sca:CVE-2026-1000:pkg:npm/left-pond@1.2.3',
      title: 'CVE-2026-1000 in pkg:npm/left-pond@1.2.3',
      detail: 'critical 9.8, found by Toolsmith',
      remedy: 'Update to 1.2.4.',
      place: { path: 'package-lock.json' },
    })
  })

  test('of an advisory do without what is not known', () => {
    const { package: _, score: __, location: ___, ...bare } = advisory()
    const said = verdictOn(bare)
    expect(said).toMatchObject({ title: 'CVE-2026-1000', detail: 'critical, found by Toolsmith' })
    expect(said.remedy).toBe('Update to a version that mends it, or record an exception with owner, ticket and expiry.')
    expect(said).not.toHaveProperty('place')
    expect(verdictOn(advisory({ package: { name: 'zlib', version: '1' } })).title).toBe('CVE-2026-1000 in zlib 1')
    expect(verdictOn(advisory({ package: { name: 'zlib' } })).title).toBe('CVE-2026-1000 in zlib')
  })

  test('offer at most three versions, sorted', () => {
    const fixedIn = ['4.0', '2.0', '3.0', '1.0', '2.0']
    expect(verdictOn(advisory({ package: { name: 'zlib', fixedIn } })).remedy).toBe('Update to 1.0 or 2.0 or 3.0.')
    expect(verdictOn(advisory({ severity: 'low' })).remedy).toBe('Update to 1.2.4.')
  })

  test('of malware never offer an update', () => {
    expect(verdictOn(advisory({ ruleId: 'MAL-2026-1' })).remedy).toMatch(/^Remove it/)
  })

  test('of a weakness name it in words, with rule and CWE', () => {
    expect(verdictOn(weakness()).title).toBe('SQL built from user input (acme.sql-injection) · CWE-89')
    expect(verdictOn(weakness({ aliases: ['CWE-99999'] })).title).toBe('acme.sql-injection · CWE-99999')
    expect(verdictOn(weakness({ aliases: [] })).title).toBe('acme.sql-injection')
    expect(verdictOn(weakness({ aliases: ['CWE-99', 'CWE-79', 'CWE-564'] })).title).toBe(
      'cross-site scripting (acme.sql-injection) · CWE-564, CWE-79',
    )
    expect(verdictOn(weakness({ aliases: ['toString'] })).title).toBe('acme.sql-injection')
  })

  test('of a secret say that it works, and never what it is', () => {
    expect(verdictOn(leak({ verified: true }))).toMatchObject({
      title: 'acme-token (never shown)',
      detail: 'critical, found by Toolsmith; the scanner tried it and it works',
    })
  })

  test('say what covers it', () => {
    expect(verdictOn(weakness(), {}, 'exception:acme-1').coveredBy).toBe('exception:acme-1')
    expect(verdictOn(weakness())).not.toHaveProperty('coveredBy')
  })
})
