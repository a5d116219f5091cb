import { describe, expect, test } from 'vitest'
import { grype } from '../../../../actions/security-gate/scanners/grype.ts'
import { changed, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('grypeReport, field by field', () => {
  expect(grype.read(samples.grypeReport)).toEqual({
    format: 'grype',
    complete: true,
    runs: [
      {
        tool: 'grype',
        version: '0.110.0',
        kinds: ['sca'],
        complete: true,
        problems: [],
        finishedAt: '2026-01-02T03:04:05.636Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        scored: 'high',
        score: 7.5,
        labelled: 'medium',
        ruleId: 'GHSA-2222-3333-4444',
        aliases: ['CVE-2026-99999', 'CWE-94'],
        package: { purl: 'pkg:npm/leaf@1.2.3', name: 'leaf', version: '1.2.3', fixedIn: ['1.2.4'] },
        location: { path: '/app/package-lock.json' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'low',
        labelled: 'low',
        ruleId: 'CVE-2026-99998',
        aliases: [],
        package: { purl: 'pkg:deb/debian/bash@5.0-4', name: 'bash', version: '5.0-4' },
        suppressed: true,
        suppressedBy: 'ignored-by-tool',
      },
    ],
  })
})

const first = (path: string, value: unknown) =>
  grype.read(changed(samples.grypeReport, `matches.0.${path}`, value)).findings[0]

test('a clean report has to name grype', () => {
  expect(grype.recognises(json({ matches: [], descriptor: { name: 'grype' } }))).toBe(true)
  expect(grype.read(json({ matches: [], descriptor: { name: 'grype', version: '1' } }))).toMatchObject({
    complete: true,
    findings: [],
  })
  for (const value of [
    { matches: [] },
    { matches: [], descriptor: { name: 'syft' } },
    { matches: {} },
    { matches: [{ vulnerability: {} }] },
    [],
  ]) {
    expect(grype.recognises(json(value))).toBe(false)
  }
  expect(grype.recognises(json({ matches: [{ vulnerability: {}, artifact: {} }] }))).toBe(true)
})

describe('a database that was not usable', () => {
  test.each([[{ error: 'x' }], [{ status: { error: 'x' } }]])('%j', (db) => {
    const report = grype.read(changed(samples.grypeReport, 'descriptor.db', db))
    expect(problemsIn(report)).toEqual(['failed: grype says that its vulnerability database was not usable.'])
    expect(report.complete).toBe(false)
  })

  test.each([[{ error: null }], [{ status: { error: '' } }], [null]])('%j is no error', (db) => {
    expect(grype.read(changed(samples.grypeReport, 'descriptor.db', db)).complete).toBe(true)
  })
})

describe('score', () => {
  test('NVD counts only where the vendor says nothing, as in its SARIF', () => {
    expect(first('vulnerability.cvss', [])).toMatchObject({ score: 9.8, severity: 'critical' })
    expect(first('vulnerability.namespace', 'nvd:cpe')).toMatchObject({ score: 9.8 })
  })

  test('the highest version counts, and the worst score in it', () => {
    const cvss = (version: string, baseScore: number) => ({ version, metrics: { baseScore } })
    expect(
      first('vulnerability.cvss', [cvss('3.1', 5), cvss('4.0', 6), cvss('4.0', 6.5), cvss('2.0', 10)]),
    ).toMatchObject({ score: 6.5 })
    expect(first('vulnerability.cvss', [cvss('4.0', 0), cvss('3.0', 5)])).toMatchObject({ score: 5 })
  })

  test('a vector without metrics is computed', () => {
    expect(
      first('vulnerability.cvss', [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }]),
    ).toMatchObject({ score: 7.5 })
    expect(first('vulnerability.cvss', [{ vector: 7 }])).toMatchObject({ score: 9.8 })
  })

  test('Unknown blocks', () => {
    const bare = changed(
      changed(samples.grypeReport, 'matches.0.vulnerability.severity', 'Unknown'),
      'matches.0.vulnerability.cvss',
      [],
    )
    expect(grype.read(changed(bare, 'matches.0.relatedVulnerabilities', [])).findings[0]?.severity).toBe('unknown')
  })
})

test('a package without purl keeps name and version; malware is critical', () => {
  expect(first('artifact.purl', '')?.package).toEqual({ name: 'leaf', version: '1.2.3', fixedIn: ['1.2.4'] })
  expect(first('artifact', {})?.package).toBeUndefined()
  expect(first('vulnerability.id', 'MAL-2026-1')).toMatchObject({ severity: 'critical' })
  expect(first('vulnerability.id', undefined)?.ruleId).toBe('unnamed')
})

test('weaknesses as plain text', () => {
  expect(first('vulnerability.cwes', ['CWE-79'])?.aliases).toEqual(['CVE-2026-99999', 'CWE-79'])
})

test.each([
  ['matches', null, '`matches` is no list'],
  ['matches.0', 7, '`matches[0]` is no object'],
  ['matches.0.vulnerability', 7, '`matches[...].vulnerability` is no object'],
  ['ignoredMatches', {}, '`ignoredMatches` is no list'],
])('%s = %j is malformed', (path, value, why) => {
  expect(refusal(grype, changed(samples.grypeReport, path, value))).toBe(
    `malformed: The report is not what its format says: ${why}.`,
  )
})
