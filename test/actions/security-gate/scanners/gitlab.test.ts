import { describe, expect, test } from 'vitest'
import { gitlab } from '../../../../actions/security-gate/scanners/gitlab.ts'
import { changed, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('gitlabSast, field by field', () => {
  expect(gitlab.read(samples.gitlabSast)).toEqual({
    format: 'gitlab',
    complete: true,
    runs: [
      {
        tool: 'a-scanner',
        version: '4.2.0',
        kinds: ['sast'],
        complete: true,
        problems: [],
        finishedAt: '2026-01-02T03:04:05.000Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sast',
        severity: 'high',
        labelled: 'high',
        ruleId: 'XSS_RULE',
        aliases: ['CWE-79'],
        location: { path: 'src/Main.java', line: 96 },
      },
    ],
  })
})

test('gitlabSecrets, field by field', () => {
  expect(gitlab.read(samples.gitlabSecrets)).toEqual({
    format: 'gitlab',
    complete: true,
    runs: [
      {
        tool: 'a-scanner',
        version: '4.2.0',
        kinds: ['secret'],
        complete: true,
        problems: [],
        finishedAt: '2026-01-02T03:04:05.000Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'secret',
        severity: 'critical',
        labelled: 'low',
        ruleId: 'planted',
        aliases: [],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: 'abf5481b32f285a02e7ba8e2bfc897f036fdb81cfd9d1084f2fbc7017d917166',
      },
    ],
  })
})

test('gitlabDependencies, field by field', () => {
  expect(gitlab.read(samples.gitlabDependencies)).toEqual({
    format: 'gitlab',
    complete: true,
    runs: [
      {
        tool: 'a-scanner',
        version: '4.2.0',
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
        labelled: 'medium',
        ruleId: 'CVE-2026-99999',
        aliases: ['CWE-400'],
        package: { name: 'gopkg.in/leaf', version: 'v2.2.2' },
        location: { path: 'go.sum' },
      },
    ],
  })
})

describe('state of the scan', () => {
  const problems = (path: string, value: unknown) => {
    const report = gitlab.read(changed(samples.gitlabSast, path, value))
    return [report.complete, ...problemsIn(report)]
  }
  test('failure', () => {
    expect(problems('scan.status', 'failure')).toEqual([false, 'failed: The report says that the scan failed.'])
    expect(problems('scan.status', 'pending')).toEqual([false, 'failed: The report says that the scan failed.'])
    expect(problems('scan.messages', [{ level: 'fatal', value: 'x' }])).toEqual([
      false,
      'failed: The report says that the scan failed.',
    ])
    expect(problems('scan.messages', [{ level: 'warn', value: 'x' }])).toEqual([true])
    expect(problems('scan.status', undefined)).toEqual([true])
  })

  test('part of the code', () => {
    expect(problems('scan.partial_scan', { mode: 'differential' })).toEqual([
      false,
      'partial: The report says that only part of the code was scanned.',
    ])
  })

  test('version 2 says nothing', () => {
    expect(problems('scan', undefined)).toEqual([
      true,
      'suspect: The report is of a version that does not say whether the scan succeeded.',
    ])
  })
})

describe('types', () => {
  test.each([
    ['sast', 'sast'],
    ['secret_detection', 'secret'],
    ['dependency_scanning', 'sca'],
    ['container_scanning', 'sca'],
    ['cluster_image_scanning', 'sca'],
  ])('%s is %s', (type, kind) => {
    const report = gitlab.read(changed(changed(samples.gitlabSast, 'scan.type', type), 'vulnerabilities', []))
    expect(report.runs[0]?.kinds).toEqual([kind])
    expect(report).toMatchObject({ complete: true, findings: [] })
  })

  test.each(['dast', 'coverage_fuzzing', undefined])('%s is not read', (type) => {
    const document = changed(changed(samples.gitlabSast, 'scan.type', type), 'vulnerabilities', [])
    expect(refusal(gitlab, document)).toBe(
      'unknown-format: Of GitLab’s reports only SAST, secret detection, dependency scanning and container scanning are read.',
    )
  })
})

test.each([
  [{ version: '15.0.0', vulnerabilities: [], scan: { type: 'sast' } }, true],
  [{ version: '15.0.0', vulnerabilities: [], scan: { scanner: {} } }, true],
  [{ version: '15.0.0', vulnerabilities: [], scan: {} }, false],
  [{ version: '15.0.0', vulnerabilities: [] }, false],
  [{ version: '2.3', vulnerabilities: [{ identifiers: [], location: {} }] }, true],
  [{ version: '2.3', vulnerabilities: [{ identifiers: [] }] }, false],
  [{ version: 2, vulnerabilities: [], scan: { type: 'sast' } }, false],
  [{ version: '2.3', vulnerabilities: {} }, false],
  [[], false],
])('%j: %s', (value, is) => {
  expect(gitlab.recognises(json(value))).toBe(is)
})

test('a secret scanner inside SAST finds secrets', () => {
  const identifiers = [{ type: 'trufflehog_rule_id', value: 'Password in URL' }]
  const report = gitlab.read(changed(samples.gitlabSast, 'vulnerabilities.0.identifiers', identifiers))
  expect(report.findings[0]).toMatchObject({
    kind: 'secret',
    severity: 'critical',
    labelled: 'high',
    ruleId: 'Password in URL',
  })
  expect(report.runs[0]?.kinds).toEqual(['sast'])
})

test.each([['Unknown'], [undefined], ['Undefined']])('severity %s is unknown', (severity) => {
  expect(gitlab.read(changed(samples.gitlabSast, 'vulnerabilities.0.severity', severity)).findings[0]?.severity).toBe(
    'unknown',
  )
})

test('names where there are no ids', () => {
  expect(gitlab.read(changed(samples.gitlabSast, 'vulnerabilities.0.identifiers', [])).findings[0]).toMatchObject({
    ruleId: 'unnamed',
    aliases: [],
  })
  expect(gitlab.read(changed(samples.gitlabSecrets, 'vulnerabilities.0.identifiers', [])).findings[0]?.ruleId).toBe(
    'unnamed',
  )
  const bare = changed(samples.gitlabDependencies, 'vulnerabilities.0.identifiers', [
    { type: 'gemnasium', value: 'g-1' },
  ])
  expect(gitlab.read(bare).findings[0]).toMatchObject({ ruleId: 'g-1', aliases: [] })
  const named = changed(changed(samples.gitlabSast, 'scan.scanner', { name: 'N' }), 'scan.end_time', 'yesterday')
  expect(gitlab.read(named).runs[0]).toEqual({ tool: 'N', kinds: ['sast'], complete: true, problems: [] })
  expect(gitlab.read(changed(samples.gitlabSast, 'scan.scanner', null)).runs[0]?.tool).toBe('gitlab')
})

test('an advisory about malware', () => {
  const identifiers = [{ type: 'osv', value: 'MAL-2026-1' }]
  expect(
    gitlab.read(changed(samples.gitlabDependencies, 'vulnerabilities.0.identifiers', identifiers)).findings[0]
      ?.severity,
  ).toBe('critical')
})

test.each([
  ['vulnerabilities.0', 7, '`vulnerabilities[0]` is no object'],
  ['vulnerabilities.0.identifiers', 7, '`vulnerabilities[...].identifiers` is no list'],
  ['vulnerabilities.0.location.dependency', 7, '`location.dependency` is no object'],
])('%s = %j is malformed', (path, value, why) => {
  expect(refusal(gitlab, changed(samples.gitlabDependencies, path, value))).toBe(
    `malformed: The report is not what its format says: ${why}.`,
  )
})
