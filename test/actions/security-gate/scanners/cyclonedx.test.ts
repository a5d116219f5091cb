import { describe, expect, test } from 'vitest'
import { cyclonedx } from '../../../../actions/security-gate/scanners/cyclonedx.ts'
import { changed, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('cyclonedxReport, field by field', () => {
  expect(cyclonedx.read(samples.cyclonedxReport)).toEqual({
    format: 'cyclonedx',
    complete: true,
    runs: [
      {
        tool: 'a-tool',
        version: '1.2.3',
        kinds: ['sca'],
        complete: true,
        problems: [],
        finishedAt: '2026-01-02T03:04:05.000Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        scored: 'high',
        score: 7.5,
        labelled: 'high',
        ruleId: 'CVE-2026-99999',
        aliases: ['GHSA-2222-3333-4444', 'CWE-184', 'CWE-502'],
        package: { purl: 'pkg:maven/org.example/outer@2.9.4', name: 'org.example/outer', version: '2.9.4' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        scored: 'high',
        score: 7.5,
        labelled: 'high',
        ruleId: 'CVE-2026-99999',
        aliases: ['GHSA-2222-3333-4444', 'CWE-184', 'CWE-502'],
        package: { name: 'inner', version: '1.0.0' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'critical',
        scored: 'critical',
        score: 9.8,
        labelled: 'critical',
        ruleId: 'CVE-2026-99998',
        aliases: [],
        suppressed: true,
        suppressedBy: 'external',
        package: { purl: 'pkg:maven/org.example/outer@2.9.4', name: 'org.example/outer', version: '2.9.4' },
      },
    ],
  })
})

test('a bill of materials is no scan', () => {
  expect(refusal(cyclonedx, changed(samples.cyclonedxReport, 'vulnerabilities', undefined))).toBe(
    'unknown-format: The file is a CycloneDX bill of materials without `vulnerabilities`: it lists components, and nobody scanned them.',
  )
  expect(refusal(cyclonedx, changed(samples.cyclonedxReport, 'vulnerabilities', null))).toMatch(/^unknown-format: /)
})

test('an empty list of vulnerabilities proves no scan', () => {
  const report = cyclonedx.read(changed(samples.cyclonedxReport, 'vulnerabilities', []))
  expect(report.runs[0]?.kinds).toEqual([])
  expect(problemsIn(report)).toEqual([
    'partial: The list of vulnerabilities is empty, and an empty list is also written where nothing was scanned.',
  ])
  expect(report.complete).toBe(false)
})

test.each([
  ['1.4', true],
  ['1.5', true],
  ['1.7', true],
  ['1.10', true],
  ['1.3', false],
  ['2.0', false],
  [undefined, false],
  ['11.4', false],
])('version %s: %s', (version, is) => {
  const document = changed(samples.cyclonedxReport, 'specVersion', version)
  if (is) expect(cyclonedx.read(document).complete).toBe(true)
  else
    expect(refusal(cyclonedx, document)).toBe(
      'wrong-version: CycloneDX is read from version 1.4 on: older ones hold no vulnerabilities.',
    )
})

test('recognised by its name', () => {
  expect(cyclonedx.recognises(json({ bomFormat: 'CycloneDX' }))).toBe(true)
  for (const value of [{}, { bomFormat: 'SPDX' }, [], null]) expect(cyclonedx.recognises(json(value))).toBe(false)
})

describe('ratings', () => {
  const rated = (...ratings: unknown[]) =>
    cyclonedx.read(changed(samples.cyclonedxReport, 'vulnerabilities.0.ratings', ratings)).findings[0]
  test.each([
    [
      [
        { method: 'CVSSv4', score: 5 },
        { method: 'CVSSv31', score: 9.8 },
      ],
      5,
      'medium',
    ],
    [
      [
        { method: 'CVSSv3', score: 5 },
        { method: 'CVSSv31', score: 4 },
      ],
      4,
      'medium',
    ],
    [
      [
        { method: 'CVSSv31', score: 5 },
        { method: 'CVSSv31', score: 8 },
      ],
      8,
      'high',
    ],
    [[{ method: 'CVSSv31', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }], 9.8, 'critical'],
    [[{ method: 'CVSSv4', vector: 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' }], 9.3, 'critical'],
    [[{ method: 'CVSSv2', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' }], 10, 'critical'],
    [[{ score: 9.8 }], 9.8, 'critical'],
    [[{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }], 7.5, 'high'],
    [[{ method: 'OWASP', score: 9 }], undefined, 'unknown'],
    [
      [
        { method: 'OWASP', score: 9, severity: 'low' },
        { method: 'other', severity: 'medium' },
      ],
      undefined,
      'medium',
    ],
    [[{ method: 'CVSSv31', score: 0, severity: 'none' }], undefined, 'info'],
    [[{ severity: 'unknown' }], undefined, 'unknown'],
    [[], undefined, 'unknown'],
  ])('%j', (ratings, score, severity) => {
    const finding = rated(...ratings)
    expect([finding?.score, finding?.severity]).toEqual([score, severity])
  })
})

test.each([
  ['not_affected', true],
  ['false_positive', true],
  ['resolved', true],
  ['resolved_with_pedigree', true],
  ['exploitable', undefined],
  ['in_triage', undefined],
  [undefined, undefined],
])('analysis %s', (state, suppressed) => {
  const finding = cyclonedx.read(changed(samples.cyclonedxReport, 'vulnerabilities.1.analysis', { state })).findings[2]
  expect([finding?.suppressed, finding?.suppressedBy]).toEqual([suppressed, suppressed && 'external'])
})

describe('what is affected', () => {
  const affected = (...refs: unknown[]) =>
    cyclonedx.read(changed(samples.cyclonedxReport, 'vulnerabilities.0.affects', refs)).findings.slice(0, -1)
  test('nothing named: one finding without package', () => {
    expect(affected()).toMatchObject([{ ruleId: 'CVE-2026-99999' }])
    expect(affected()[0]).not.toHaveProperty('package')
  })

  test('a purl as reference, a reference into another file, one that leads nowhere', () => {
    const link = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fleaf%401.0.0'
    expect(
      affected(
        { ref: 'pkg:npm/leaf@1.0.0' },
        { ref: link },
        { ref: 'nowhere' },
        {},
        { ref: 'urn:cdx:x/1#%zz' },
        { ref: 'root' },
      ).map((finding) => finding.package),
    ).toEqual([
      { purl: 'pkg:npm/leaf@1.0.0', name: 'leaf', version: '1.0.0' },
      { purl: 'pkg:npm/leaf@1.0.0', name: 'leaf', version: '1.0.0' },
      undefined,
      undefined,
      undefined,
      { name: 'sample' },
    ])
  })
})

test('tools as a list, and none', () => {
  expect(
    cyclonedx.read(changed(samples.cyclonedxReport, 'metadata.tools', [{ vendor: 'v', name: 'n', version: '2' }]))
      .runs[0],
  ).toMatchObject({ tool: 'n', version: '2' })
  expect(cyclonedx.read(changed(samples.cyclonedxReport, 'metadata', undefined)).runs).toEqual([
    { tool: 'cyclonedx', kinds: ['sca'], complete: true, problems: [] },
  ])
})

test.each([
  ['vulnerabilities', {}, '`vulnerabilities` is no list'],
  ['vulnerabilities.0.ratings', {}, '`vulnerabilities[...].ratings` is no list'],
  ['vulnerabilities.0.affects.0', 7, '`vulnerabilities[...].affects[0]` is no object'],
  ['vulnerabilities.0.references', 7, '`vulnerabilities[...].references` is no list'],
])('%s = %j is malformed', (path, value, why) => {
  expect(refusal(cyclonedx, changed(samples.cyclonedxReport, path, value))).toBe(
    `malformed: The report is not what its format says: ${why}.`,
  )
})
