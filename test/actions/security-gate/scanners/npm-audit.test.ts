import { describe, expect, test } from 'vitest'
import { npmAudit } from '../../../../actions/security-gate/scanners/npm-audit.ts'
import { changed, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('npmV1, field by field', () => {
  expect(npmAudit.read(samples.npmV1)).toEqual({
    format: 'npm-audit',
    complete: true,
    runs: [{ tool: 'npm-audit', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        scored: 'critical',
        score: 9.8,
        labelled: 'critical',
        ruleId: 'GHSA-2222-3333-4444',
        aliases: ['CVE-2017-16042', 'CWE-78'],
        package: { purl: 'pkg:npm/%40scope/leaf@1.9.2', name: '@scope/leaf', version: '1.9.2', fixedIn: ['>=1.10.2'] },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        scored: 'critical',
        score: 9.8,
        labelled: 'critical',
        ruleId: 'GHSA-2222-3333-4444',
        aliases: ['CVE-2017-16042', 'CWE-78'],
        package: { purl: 'pkg:npm/%40scope/leaf@1.8.0', name: '@scope/leaf', version: '1.8.0', fixedIn: ['>=1.10.2'] },
      },
    ],
  })
})

test('npmV2, field by field', () => {
  expect(npmAudit.read(samples.npmV2)).toEqual({
    format: 'npm-audit',
    complete: true,
    runs: [{ tool: 'npm-audit', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'medium',
        scored: 'medium',
        score: 5.3,
        labelled: 'medium',
        ruleId: 'GHSA-gxpj-cx7g-858c',
        aliases: ['CWE-400'],
        package: { purl: 'pkg:npm/leaf', name: 'leaf' },
      },
    ],
  })
})

describe('errors in place of findings', () => {
  test.each([
    [
      { error: { code: 'ENOAUDIT', summary: 'Your configured registry does not support audit requests.', detail: '' } },
      ' (ENOAUDIT)',
    ],
    [{ error: { code: 'ERR_PNPM_AUDIT_BAD_RESPONSE', message: 'text' } }, ' (ERR_PNPM_AUDIT_BAD_RESPONSE)'],
    [
      {
        message: 'request failed',
        method: 'POST',
        uri: 'u',
        headers: {},
        statusCode: 503,
        body: {},
        error: { summary: '', detail: '' },
      },
      '',
    ],
    [{ message: 'request failed', error: 'Bad Gateway' }, ''],
    [{ error: { code: 'text of a registry', summary: 's' } }, ''],
  ])('%j', (value, code) => {
    expect(npmAudit.recognises(json(value))).toBe(true)
    expect(refusal(npmAudit, json(value))).toBe(
      `error-envelope: The audit failed${code}: the file holds an error, not its findings. Nothing is known of the dependencies.`,
    )
  })

  test('an error beside findings is an error', () => {
    expect(refusal(npmAudit, changed(samples.npmV2, 'error', { code: 'EAUDITGLOBAL' }))).toContain('(EAUDITGLOBAL)')
    expect(npmAudit.read(changed(samples.npmV2, 'error', null)).complete).toBe(true)
  })

  test.each([
    {},
    { error: 'x' },
    { error: {} },
    { error: { code: 1 } },
    { error: { code: 'E' }, other: 1 },
    { message: 'm' },
    [],
    null,
    'text',
  ])('not an npm report: %j', (value) => {
    expect(npmAudit.recognises(json(value))).toBe(false)
  })
})

test('only versions 1 and 2', () => {
  expect(refusal(npmAudit, changed(samples.npmV2, 'auditReportVersion', 3))).toBe(
    'wrong-version: npm audit reports are read in versions 1 and 2 only.',
  )
})

describe('totals', () => {
  test('v1 counts paths: fewer in the list than in the total is partial', () => {
    const report = npmAudit.read(changed(samples.npmV1, 'metadata.vulnerabilities.critical', 4))
    expect(report.complete).toBe(false)
    expect(problemsIn(report)).toEqual(['partial: The audit counted 4 critical, and the report lists fewer.'])
  })

  test('v1: an advisory that the list lacks', () => {
    const report = npmAudit.read(changed(samples.npmV1, 'advisories', {}))
    expect(report.findings).toEqual([])
    expect(report.complete).toBe(false)
  })

  test('v2 counts packages', () => {
    const report = npmAudit.read(changed(samples.npmV2, 'metadata.vulnerabilities.high', 1))
    expect(problemsIn(report)).toEqual(['partial: The audit counted 1 high, and the report lists fewer.'])
    expect(npmAudit.read(changed(samples.npmV2, 'metadata.vulnerabilities.moderate', 1)).complete).toBe(true)
  })

  test('without totals nothing can be checked', () => {
    expect(refusal(npmAudit, changed(samples.npmV2, 'metadata', undefined))).toBe(
      'malformed: The report is not what its format says: `metadata.vulnerabilities` is no object.',
    )
  })

  test('a clean report', () => {
    const none = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 }
    const v2 = npmAudit.read(json({ auditReportVersion: 2, vulnerabilities: {}, metadata: { vulnerabilities: none } }))
    const v1 = npmAudit.read(json({ actions: [], advisories: {}, muted: [], metadata: { vulnerabilities: none } }))
    expect([v1.complete, v2.complete, v1.findings, v2.findings]).toEqual([true, true, [], []])
  })
})

describe('v1 advisories', () => {
  test('without GHSA id the CVE, without CVE the number names it', () => {
    const noGhsa = changed(
      changed(samples.npmV1, 'advisories.146.github_advisory_id', undefined),
      'advisories.146.url',
      'https://npmjs.com/advisories/146',
    )
    expect(npmAudit.read(noGhsa).findings[0]).toMatchObject({ ruleId: 'CVE-2017-16042', aliases: ['CWE-78'] })
    const noCve = changed(noGhsa, 'advisories.146.cves', [])
    expect(npmAudit.read(noCve).findings[0]?.ruleId).toBe('npm:146')
    expect(npmAudit.read(changed(noCve, 'advisories.146.id', undefined)).findings[0]?.ruleId).toBe('npm:146')
  })

  test('a score of 0 is none, a vector is computed, an unknown severity is unknown', () => {
    const cvss = (value: unknown) =>
      npmAudit.read(changed(samples.npmV1, 'advisories.146.cvss', value)).findings[0]?.score
    expect(cvss({ score: 0, vectorString: null })).toBeUndefined()
    expect(cvss({ score: 0, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' })).toBe(7.5)
    expect(cvss({ score: 9.8, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' })).toBe(9.8)
    const unknown = changed(
      changed(samples.npmV1, 'advisories.146.cvss', undefined),
      'advisories.146.severity',
      'extreme',
    )
    expect(npmAudit.read(unknown).findings[0]?.severity).toBe('unknown')
  })

  test('no version mends it, no version is named', () => {
    expect(
      npmAudit.read(changed(samples.npmV1, 'advisories.146.patched_versions', '<0.0.0')).findings[0]?.package,
    ).toEqual({
      purl: 'pkg:npm/%40scope/leaf@1.9.2',
      name: '@scope/leaf',
      version: '1.9.2',
    })
    const bare = npmAudit.read(changed(samples.npmV1, 'advisories.146.findings', undefined))
    expect(bare.findings).toHaveLength(1)
    expect(bare.findings[0]?.package?.purl).toBe('pkg:npm/%40scope/leaf')
  })

  test('an advisory that is no object', () => {
    expect(refusal(npmAudit, changed(samples.npmV1, 'advisories.146', 7))).toBe(
      'malformed: The report is not what its format says: `advisories[...]` is no object.',
    )
  })
})

describe('v2 chains', () => {
  test('a package that leads to no advisory is a finding itself', () => {
    const report = npmAudit.read(changed(samples.npmV2, 'vulnerabilities.leaf.via', ['gone']))
    expect(report.findings.map(({ ruleId, severity, package: found }) => [ruleId, severity, found?.name])).toEqual([
      ['npm:unnamed', 'medium', 'top'],
      ['npm:unnamed', 'medium', 'leaf'],
    ])
  })

  test('a circle without an advisory, and one with', () => {
    const circle = changed(samples.npmV2, 'vulnerabilities.leaf.via', ['top'])
    expect(npmAudit.read(circle).findings).toHaveLength(2)
    const advisory = {
      source: 1,
      name: 'leaf',
      url: 'https://github.com/advisories/GHSA-gxpj-cx7g-858c',
      severity: 'high',
    }
    const report = npmAudit.read(changed(circle, 'vulnerabilities.leaf.via', ['top', advisory]))
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['GHSA-gxpj-cx7g-858c'])
  })

  test('two ways to one advisory, and a package named twice', () => {
    const report = npmAudit.read(changed(samples.npmV2, 'vulnerabilities.top.via', ['leaf', 'leaf', 'top']))
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['GHSA-gxpj-cx7g-858c'])
  })

  test('one advisory under two packages is one finding; with another severity it is two', () => {
    const advisory = { source: 1, name: 'leaf', severity: 'low' }
    const twice = changed(changed(samples.npmV2, 'vulnerabilities.leaf.via', [advisory]), 'vulnerabilities.top.via', [
      advisory,
    ])
    expect(npmAudit.read(twice).findings.map(({ ruleId }) => ruleId)).toEqual(['npm:1'])
    expect(
      npmAudit.read(changed(twice, 'vulnerabilities.top.via', [{ ...advisory, severity: 'critical' }])).findings,
    ).toHaveLength(2)
  })

  test('an advisory without name or id takes the name of its package', () => {
    const report = npmAudit.read(changed(samples.npmV2, 'vulnerabilities.leaf.via', [{ severity: 'low' }]))
    expect(report.findings[0]).toMatchObject({ ruleId: 'npm:unnamed', package: { name: 'leaf' } })
  })

  test.each([
    ['vulnerabilities.leaf.via', 'debug', '`vulnerabilities[...].via` is no list'],
    ['vulnerabilities.leaf.via', [7], '`vulnerabilities[...].via[...]` is no object'],
    ['vulnerabilities.leaf', null, '`vulnerabilities[...]` is no object'],
    ['vulnerabilities', [], '`vulnerabilities` is no object'],
  ])('%s = %j', (path, value, why) => {
    expect(refusal(npmAudit, changed(samples.npmV2, path, value))).toBe(
      `malformed: The report is not what its format says: ${why}.`,
    )
  })
})
