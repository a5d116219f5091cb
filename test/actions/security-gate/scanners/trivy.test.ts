import { describe, expect, test } from 'vitest'
import { trivy } from '../../../../actions/security-gate/scanners/trivy.ts'
import { changed, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('trivyReport, field by field', () => {
  expect(trivy.read(samples.trivyReport)).toEqual({
    format: 'trivy',
    complete: true,
    runs: [
      {
        tool: 'trivy',
        version: '0.69.1',
        kinds: ['sca', 'misconfiguration', 'secret', 'license'],
        complete: true,
        problems: [],
        commit: '5ae342eb2802672402d9b2c26f09e2051bbd91b8',
        finishedAt: '2026-01-02T02:04:05.123Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        scored: 'high',
        score: 8.7,
        labelled: 'medium',
        ruleId: 'CVE-2026-99999',
        aliases: ['GHSA-2222-3333-4444', 'CWE-94'],
        package: { purl: 'pkg:npm/leaf@1.2.3', name: 'leaf', version: '1.2.3', fixedIn: ['1.2.4', '2.0.0'] },
        location: { path: 'app/package-lock.json' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        labelled: 'high',
        ruleId: 'CVE-2026-99998',
        aliases: [],
        package: { purl: 'pkg:npm/other@1.0.0', name: 'other', version: '1.0.0' },
        location: { path: 'app/package-lock.json' },
        suppressed: true,
        suppressedBy: 'ignored-by-tool',
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'unknown',
        ruleId: 'CVE-2026-99997',
        aliases: [],
        package: { purl: 'pkg:deb/debian/bash@5.0-4', name: 'bash', version: '5.0-4' },
      },
      {
        run: 0,
        kind: 'misconfiguration',
        severity: 'high',
        labelled: 'high',
        ruleId: 'AVD-DS-0002',
        aliases: ['DS002'],
        location: { path: 'Dockerfile', line: 7 },
      },
      {
        run: 0,
        kind: 'misconfiguration',
        severity: 'critical',
        labelled: 'critical',
        ruleId: 'DS004',
        aliases: [],
        location: { path: 'Dockerfile' },
        suppressed: true,
        suppressedBy: 'ignored-by-tool',
      },
      {
        run: 0,
        kind: 'secret',
        severity: 'critical',
        labelled: 'low',
        ruleId: 'planted',
        aliases: [],
        location: { path: 'config/settings.ini', line: 2 },
        fingerprint: '7b86cea87e756aaf0800f0b758e098b9f354baad3bbc62212f92836485a77e18',
      },
      {
        run: 0,
        kind: 'license',
        severity: 'high',
        labelled: 'high',
        ruleId: 'license:GPL-3.0-only',
        aliases: [],
        package: { name: 'leaf' },
        location: { path: 'node_modules/leaf' },
      },
    ],
  })
})

const none = { SchemaVersion: 2, ArtifactName: 'x', ArtifactType: 'filesystem' }

describe('what was scanned', () => {
  test.each([[none], [{ ...none, Results: null }], [{ ...none, Results: [] }]])('no target: %j', (value) => {
    expect(trivy.recognises(json(value))).toBe(true)
    const report = trivy.read(json(value))
    expect(report.runs[0]?.kinds).toEqual([])
    expect(problemsIn(report)).toEqual([
      'partial: Trivy names no target: it found nothing it could scan, or it did not look.',
    ])
  })

  test('a target without findings is clean for the kind of its class', () => {
    const report = trivy.read(
      json({
        ...none,
        Results: [
          { Target: 'a', Class: 'os-pkgs', Type: 'alpine' },
          { Target: 'b', Class: 'custom' },
        ],
      }),
    )
    expect(report).toMatchObject({ complete: true, findings: [] })
    expect(report.runs[0]?.kinds).toEqual(['sca'])
  })

  test('more failures counted than listed', () => {
    const report = trivy.read(changed(samples.trivyReport, 'Results.2.MisconfSummary.Failures', 2))
    expect(problemsIn(report)).toEqual(['partial: Trivy counted 2 misconfigurations, and the report lists 1.'])
  })

  test('an operating system past its end', () => {
    const report = trivy.read(changed(samples.trivyReport, 'Metadata.OS.EOSL', true))
    expect(problemsIn(report)).toEqual([
      'note: The operating system is past its end of life and gets no advisories any more.',
    ])
    expect(report.complete).toBe(true)
  })

  test('another schema', () => {
    expect(refusal(trivy, json({ ...none, SchemaVersion: 3 }))).toBe(
      'wrong-version: Trivy reports are read in schema version 2, and without a version.',
    )
  })

  test('the zero time of Go is no time', () => {
    expect(
      trivy.read(changed(samples.trivyReport, 'CreatedAt', '0001-01-01T00:00:00Z')).runs[0]?.finishedAt,
    ).toBeUndefined()
  })
})

describe('other shapes', () => {
  test('the list from before schemas', () => {
    const legacy = json([
      {
        Target: 'x (debian 10)',
        Type: 'debian',
        Vulnerabilities: [{ VulnerabilityID: 'CVE-2026-1', PkgName: 'apt', InstalledVersion: '1.8', Severity: 'LOW' }],
      },
      { Target: 'y', Type: 'npm', Vulnerabilities: null },
    ])
    expect(trivy.recognises(legacy)).toBe(true)
    expect(trivy.read(legacy)).toEqual({
      format: 'trivy',
      complete: true,
      runs: [{ tool: 'trivy', kinds: ['sca'], complete: true, problems: [] }],
      findings: [
        {
          run: 0,
          kind: 'sca',
          severity: 'low',
          labelled: 'low',
          ruleId: 'CVE-2026-1',
          aliases: [],
          package: { purl: 'pkg:deb/debian/apt@1.8', name: 'apt', version: '1.8' },
        },
      ],
    })
  })

  test.each(['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'])(
    'a cluster: results under %s',
    (list) => {
      const value = samples.trivyReport.kind === 'json' ? samples.trivyReport.value : {}
      const cluster = json({
        ClusterName: 'c',
        [list]: [
          { Namespace: 'n', Kind: 'Pod', Name: 'p', Results: (value as { Results: unknown }).Results },
          { Kind: 'Pod' },
        ],
      })
      expect(trivy.recognises(cluster)).toBe(true)
      expect(trivy.read(cluster).findings).toHaveLength(7)
      expect(trivy.read(cluster).complete).toBe(true)
    },
  )

  test('resources that could not be scanned', () => {
    const results = [{ Target: 'a', Class: 'config' }]
    const report = trivy.read(
      json({ ClusterName: '', Resources: [{ Error: 'x' }, { Error: 'y' }, { Error: '', Results: results }] }),
    )
    expect(problemsIn(report)).toEqual(['partial: Trivy could not scan every resource of the cluster.'])
  })

  test.each([
    null,
    [],
    {},
    [{}],
    [{ Target: 'a' }],
    [{ Target: 'a', Type: 'b' }, 7],
    { SchemaVersion: 2 },
    { ClusterName: 'c' },
    { ClusterName: 7, Resources: [] },
  ])('not Trivy: %j', (value) => {
    expect(trivy.recognises(json(value))).toBe(false)
  })
})

describe('vulnerabilities', () => {
  const first = (path: string, value: unknown) =>
    trivy.read(changed(samples.trivyReport, `Results.0.Vulnerabilities.0.${path}`, value)).findings[0]

  test('only the score of the source that gave the label counts', () => {
    expect(first('SeveritySource', 'nvd')).toMatchObject({ score: 9.8, severity: 'critical', labelled: 'medium' })
    expect(first('SeveritySource', 'debian')).toMatchObject({ severity: 'medium' })
    expect(first('SeveritySource', undefined)?.score).toBeUndefined()
    expect(first('CVSS.ghsa.V40Score', 0)).toMatchObject({ score: 7.5 })
    expect(first('CVSS.ghsa', { V2Score: 5 })).toMatchObject({ score: 5 })
  })

  test('malware is critical', () => {
    expect(first('VulnerabilityID', 'MAL-2023-1035')).toMatchObject({ severity: 'critical', labelled: 'medium' })
  })

  test('a package without purl gets one from the type of its target', () => {
    expect(first('PkgIdentifier', undefined)?.package?.purl).toBe('pkg:npm/leaf@1.2.3')
    const unknown = trivy.read(
      changed(
        changed(samples.trivyReport, 'Results.0.Type', 'new-thing'),
        'Results.0.Vulnerabilities.0.PkgIdentifier',
        undefined,
      ),
    )
    expect(unknown.findings[0]?.package).toEqual({ name: 'leaf', version: '1.2.3', fixedIn: ['1.2.4', '2.0.0'] })
  })

  test('the path of the package is nearer than the lock file', () => {
    expect(first('PkgPath', 'app/node_modules/leaf/package.json')?.location).toEqual({
      path: 'app/node_modules/leaf/package.json',
    })
  })
})

describe('what Trivy let through', () => {
  test.each([
    ['misconfiguration', { AVDID: 'AVD-X-1', Severity: 'CRITICAL', Status: 'FAIL' }, 'misconfiguration', 'critical'],
    ['secret', { RuleID: 'planted', Severity: 'LOW' }, 'secret', 'critical'],
    ['license', { Name: 'GPL-3.0', Severity: 'LOW' }, 'license', 'low'],
    ['something new', { VulnerabilityID: 'CVE-2026-7' }, 'sca', 'unknown'],
  ])('%s', (type, finding, kind, severity) => {
    const report = trivy.read(
      changed(samples.trivyReport, 'Results.0.ExperimentalModifiedFindings', [{ Type: type, Finding: finding }]),
    )
    expect(report.findings[1]).toMatchObject({ kind, severity, suppressed: true, suppressedBy: 'ignored-by-tool' })
  })

  test('a modified PASS is nothing', () => {
    const pass = [{ Type: 'misconfiguration', Finding: { Status: 'PASS' } }]
    expect(
      trivy.read(changed(samples.trivyReport, 'Results.0.ExperimentalModifiedFindings', pass)).findings,
    ).toHaveLength(6)
  })

  test('a misconfiguration without status failed; without ids it is unnamed', () => {
    const report = trivy.read(changed(samples.trivyReport, 'Results.2.Misconfigurations', [{ Severity: 'HIGH' }]))
    expect(report.findings[3]).toEqual({
      run: 0,
      kind: 'misconfiguration',
      severity: 'high',
      labelled: 'high',
      ruleId: 'unnamed',
      aliases: [],
      location: { path: 'Dockerfile' },
    })
  })
})

test.each([
  ['Results.0.Target', 7, '`Results[...].Target` is no text'],
  ['Results.0.Vulnerabilities', {}, '`Results[...].Vulnerabilities` is no list'],
  ['Results.3.Secrets.0', 'x', '`Results[...].Secrets[0]` is no object'],
  [
    'Results.0.ExperimentalModifiedFindings.0.Finding',
    null,
    '`ExperimentalModifiedFindings[...].Finding` is no object',
  ],
  ['Results', {}, '`Results` is no list'],
])('%s = %j is malformed', (path, value, why) => {
  expect(refusal(trivy, changed(samples.trivyReport, path, value))).toBe(
    `malformed: The report is not what its format says: ${why}.`,
  )
})
