import { describe, expect, test } from 'vitest'
import { osvScanner } from '../../../../actions/security-gate/scanners/osv-scanner.ts'
import { changed, fixture, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('osv, field by field', () => {
  expect(osvScanner.read(samples.osv)).toEqual({
    format: 'osv-scanner',
    complete: true,
    runs: [{ tool: 'osv-scanner', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        scored: 'critical',
        score: 9.8,
        labelled: 'critical',
        ruleId: 'GHSA-2222-3333-4444',
        aliases: ['PGS-2026-0001', 'CVE-2026-99999', 'CWE-94'],
        package: { purl: 'pkg:npm/leaf@1.2.3', name: 'leaf', version: '1.2.3', fixedIn: ['1.2.4'] },
        location: { path: 'services/api/package-lock.json' },
      },
      {
        run: 0,
        kind: 'license',
        severity: 'medium',
        ruleId: 'license:GPL-3.0-only',
        aliases: [],
        package: { purl: 'pkg:npm/leaf@1.2.3', name: 'leaf', version: '1.2.3' },
        location: { path: 'services/api/package-lock.json' },
      },
    ],
  })
})

const entry = (path: string, value: unknown) => changed(samples.osv, `results.0.packages.0.${path}`, value)
const PROOF =
  'unproven: OSV-Scanner writes the same report when nothing is vulnerable and when it could not load its database (exit code 127); without a single vulnerability only its exit code tells them apart.'

describe('what OSV-Scanner 2.5.1 wrote', () => {
  test('findings', () => {
    const report = osvScanner.read(fixture('osv-scanner/findings.json'))
    expect(report.complete).toBe(true)
    expect(report.findings).toEqual([
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        scored: 'critical',
        score: 9.8,
        labelled: 'critical',
        ruleId: 'PGS-2026-0001',
        aliases: ['CVE-2026-99999', 'CWE-94'],
        package: { purl: 'pkg:npm/pg-sample-left@1.2.3', name: 'pg-sample-left', version: '1.2.3', fixedIn: ['1.2.4'] },
        location: { path: '/tmp/sample/package-lock.json' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        ruleId: 'MAL-2026-99999',
        aliases: [],
        package: { purl: 'pkg:npm/pg-sample-right@2.0.0', name: 'pg-sample-right', version: '2.0.0' },
        location: { path: '/tmp/sample/package-lock.json' },
      },
    ])
  })

  test.each(['clean', 'no-database'])('%s is the same file, and no proof', (name) => {
    const report = osvScanner.read(fixture(`osv-scanner/${name}.json`))
    expect(report.complete).toBe(false)
    expect(problemsIn(report)).toEqual([PROOF])
  })
})

test('packages without vulnerabilities are no proof either', () => {
  const listed = changed(entry('vulnerabilities', undefined), 'results.0.packages.0.groups', undefined)
  expect(problemsIn(osvScanner.read(listed))).toEqual([PROOF])
  expect(osvScanner.read(changed(samples.osv, 'results.0.packages', null)).complete).toBe(false)
})

test.each([{ results: [] }, { results: [{}] }, { results: [{ source: {} }] }, { results: {} }, [], 7])(
  'not OSV-Scanner: %j',
  (value) => {
    expect(osvScanner.recognises(json(value))).toBe(false)
  },
)

describe('groups', () => {
  test('without groups every advisory is a finding', () => {
    expect(
      osvScanner
        .read(entry('groups', []))
        .findings.filter(({ kind }) => kind === 'sca')
        .map(({ ruleId, severity }) => [ruleId, severity]),
    ).toEqual([
      ['GHSA-2222-3333-4444', 'critical'],
      ['PGS-2026-0001', 'unknown'],
    ])
  })

  test('a group whose advisories are missing keeps its score', () => {
    expect(osvScanner.read(entry('vulnerabilities', [])).findings[0]).toMatchObject({
      severity: 'critical',
      score: 9.8,
    })
    expect(
      osvScanner.read(changed(entry('vulnerabilities', []), 'results.0.packages.0.groups.0.max_severity', ''))
        .findings[0]?.severity,
    ).toBe('unknown')
  })

  test('the worst of score, vectors and labels counts', () => {
    const low = entry('groups.0.max_severity', '2.0')
    expect(osvScanner.read(low).findings[0]).toMatchObject({ severity: 'critical', score: 9.8 })
    const label = changed(
      changed(low, 'results.0.packages.0.vulnerabilities.0.severity', []),
      'results.0.packages.0.vulnerabilities.0.database_specific.severity',
      'HIGH',
    )
    expect(osvScanner.read(label).findings[0]).toMatchObject({ severity: 'high', scored: 'low', labelled: 'high' })
  })

  test('Ubuntu writes a word where others write a vector', () => {
    const word = changed(entry('groups.0.max_severity', ''), 'results.0.packages.0.vulnerabilities.0', {
      id: 'UBUNTU-CVE-2026-1',
      severity: [
        { type: 'Ubuntu', score: 'medium' },
        { type: 'Ubuntu', score: 7 },
      ],
    })
    const finding = osvScanner.read(changed(word, 'results.0.packages.0.groups.0.ids', ['UBUNTU-CVE-2026-1']))
      .findings[0]
    expect(finding).toMatchObject({ severity: 'medium', labelled: 'medium', ruleId: 'UBUNTU-CVE-2026-1' })
  })

  test('severities of affected packages count', () => {
    const affected = [{ severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }] }]
    const report = osvScanner.read(
      changed(entry('groups', []), 'results.0.packages.0.vulnerabilities.1.affected', affected),
    )
    expect(report.findings[1]).toMatchObject({ score: 7.5, severity: 'high' })
  })

  test('two advisories with one id, and one without, are all kept', () => {
    const report = osvScanner.read(
      changed(entry('groups', []), 'results.0.packages.0.vulnerabilities', [{ id: 'A' }, { id: 'A' }, {}]),
    )
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['A', 'A', 'unnamed', 'license:GPL-3.0-only'])
  })
})

test.each([
  ['npm', 'pkg:npm/leaf@1.2.3'],
  ['Debian:12', 'pkg:deb/debian/leaf@1.2.3'],
  ['Go', 'pkg:golang/leaf@v1.2.3'],
  ['Nowhere', undefined],
])('package of %s', (ecosystem, purl) => {
  expect(osvScanner.read(entry('package.ecosystem', ecosystem)).findings[0]?.package?.purl).toBe(purl)
})

test('a git checkout is named by its commit', () => {
  const report = osvScanner.read(entry('package', { name: '', commit: '5ae342eb2802672402d9b2c26f09e2051bbd91b8' }))
  expect(report.findings[0]?.package).toEqual({ name: '5ae342eb2802672402d9b2c26f09e2051bbd91b8' })
})

test('no package at all', () => {
  expect(osvScanner.read(entry('package', null)).findings[0]?.package).toBeUndefined()
})

test.each([
  ['vulnerabilities', 7],
  ['vulnerabilities.0', 7],
  ['groups', {}],
])('%s = %j is malformed', (path, value) => {
  expect(refusal(osvScanner, entry(path, value))).toMatch(
    /^malformed: The report is not what its format says: `packages\[\.\.\.\]/,
  )
})
