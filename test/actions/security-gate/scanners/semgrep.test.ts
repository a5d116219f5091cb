import { describe, expect, test } from 'vitest'
import { semgrep } from '../../../../actions/security-gate/scanners/semgrep.ts'
import { changed, fixture, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('semgrepReport, field by field', () => {
  expect(semgrep.read(samples.semgrepReport)).toEqual({
    format: 'semgrep',
    complete: false,
    runs: [
      {
        tool: 'semgrep',
        version: '1.182.0',
        kinds: ['sast', 'sca'],
        complete: false,
        problems: [
          {
            kind: 'partial',
            text: 'Semgrep could not scan everything: the report holds 1 of its errors and warnings.',
            paths: ['broken.js'],
            scanned: 3,
          },
        ],
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sast',
        severity: 'critical',
        scored: 'critical',
        score: 9.1,
        labelled: 'high',
        ruleId: 'rules.sample-shell-true',
        aliases: ['CWE-78'],
        location: { path: 'app.py', line: 6 },
        fingerprint: 'abcdef0123456789abcdef0123456789_0',
      },
      {
        run: 0,
        kind: 'secret',
        severity: 'high',
        labelled: 'low',
        ruleId: 'rules.secrets.planted',
        aliases: ['CWE-798'],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: 'e70ae51068d118520dc26146ff2cb60bb3c836f6111b3c26ae2afbe798128005',
        verified: false,
        suppressed: true,
        suppressedBy: 'in-source',
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        labelled: 'high',
        ruleId: 'ssc-1',
        aliases: ['CVE-2026-99999'],
        package: { purl: 'pkg:npm/leaf@1.2.3', name: 'leaf', version: '1.2.3' },
        location: { path: 'package-lock.json', line: 1 },
      },
    ],
  })
})

describe('what Semgrep 1.182.0 wrote', () => {
  test('findings', () => {
    const report = semgrep.read(fixture('semgrep/findings.json'))
    expect(report.runs).toEqual([
      { tool: 'semgrep', version: '1.182.0', kinds: ['sast'], complete: true, problems: [] },
    ])
    expect(report.findings).toEqual([
      {
        run: 0,
        kind: 'sast',
        severity: 'critical',
        scored: 'critical',
        score: 9.1,
        labelled: 'high',
        ruleId: 'sample-shell-true',
        aliases: ['CWE-78'],
        location: { path: 'app.py', line: 6 },
      },
      {
        run: 0,
        kind: 'quality',
        severity: 'low',
        labelled: 'low',
        ruleId: 'sample-argv',
        aliases: [],
        location: { path: 'app.py', line: 13 },
      },
    ])
  })

  test('a clean scan says which files it scanned', () => {
    expect(semgrep.read(fixture('semgrep/clean.json'))).toMatchObject({ complete: true, findings: [] })
  })

  test('no file for its rules', () => {
    const report = semgrep.read(fixture('semgrep/nothing-scanned.json'))
    expect(report.runs[0]?.problems).toEqual([{ kind: 'partial', text: 'Semgrep scanned no file at all.', scanned: 0 }])
  })

  test('a rule that could not be read concerns every file', () => {
    const report = semgrep.read(fixture('semgrep/bad-rule.json'))
    expect(report.complete).toBe(false)
    expect(report.runs[0]?.problems).toEqual([
      {
        kind: 'partial',
        text: 'Semgrep could not scan everything: the report holds 1 of its errors and warnings.',
        scanned: 1,
      },
    ])
  })

  test('a file of which a part could not be parsed', () => {
    expect(semgrep.read(fixture('semgrep/partial.json')).runs[0]?.problems).toEqual([
      {
        kind: 'partial',
        text: 'Semgrep could not scan everything: the report holds 1 of its errors and warnings.',
        paths: ['broken.js'],
        scanned: 1,
      },
    ])
  })
})

describe('recognised', () => {
  test.each([
    [{ results: [], errors: [], paths: { scanned: [] } }, true],
    [{ results: [], errors: [], paths: {}, version: '1.0.0' }, true],
    [{ results: [], errors: [], paths: {} }, false],
    [{ results: [], errors: [] }, false],
    [{ results: [], errors: [], version: '1.0.0' }, false],
    [{ results: [{ check_id: 'a', extra: {} }], errors: [] }, true],
    [{ results: [{ check_id: 'a' }], errors: [] }, false],
    [{ results: [{ check_id: 'a', extra: {} }] }, false],
    [[], false],
  ])('%j', (value, is) => {
    expect(semgrep.recognises(json(value))).toBe(is)
  })
})

const first = (path: string, value: unknown) =>
  semgrep.read(changed(samples.semgrepReport, `results.0.extra.${path}`, value)).findings[0]

describe('severity', () => {
  const bare = changed(samples.semgrepReport, 'results.0.extra.metadata', {})
  test.each([
    ['CRITICAL', 'critical'],
    ['ERROR', 'high'],
    ['WARNING', 'medium'],
    ['INFO', 'low'],
    ['LOW', 'low'],
    ['INVENTORY', 'info'],
    ['EXPERIMENT', 'info'],
    ['NEW', 'unknown'],
    [7, 'unknown'],
  ])('%s is %s', (word, severity) => {
    expect(semgrep.read(changed(bare, 'results.0.extra.severity', word)).findings[0]?.severity).toBe(severity)
  })

  test('a word as security-severity counts where the rule has no severity', () => {
    const worded = changed(changed(bare, 'results.0.extra.severity', undefined), 'results.0.extra.metadata', {
      'security-severity': 'Critical',
    })
    expect(semgrep.read(worded).findings[0]).toMatchObject({ severity: 'critical', labelled: 'critical' })
  })
})

describe('kind', () => {
  test.each([
    [{ category: 'best-practice' }, 'quality'],
    [{ category: 'best-practice', cwe: 'CWE-1' }, 'sast'],
    [{ category: 'correctness', owasp: [] }, 'sast'],
    [{ category: 'security' }, 'sast'],
    [{ category: 'house-style' }, 'sast'],
    [{}, 'sast'],
    [{ vulnerability_class: ['Hard-coded Secrets'] }, 'secret'],
  ])('%j is %s', (metadata, kind) => {
    expect(first('metadata', metadata)?.kind).toBe(kind)
  })

  test.each([
    ['CONFIRMED_VALID', 'critical', true],
    ['CONFIRMED_INVALID', 'high', false],
    ['VALIDATION_ERROR', 'critical', undefined],
  ])('a secret that is %s', (state, severity, verified) => {
    expect(first('validation_state', state)).toMatchObject({
      kind: 'secret',
      severity,
      ...(verified !== undefined && { verified }),
    })
  })

  test('dependencies of other ecosystems', () => {
    const dependency = { package: 'github.com/a/b', version: '1.2.3', ecosystem: 'gomod' }
    const report = semgrep.read(
      changed(samples.semgrepReport, 'results.2.extra.sca_info.dependency_match.found_dependency', dependency),
    )
    expect(report.findings[2]?.package?.purl).toBe('pkg:golang/github.com/a/b@v1.2.3')
    const none = semgrep.read(changed(samples.semgrepReport, 'results.2.extra.sca_info', {}))
    expect(none.findings[2]).not.toHaveProperty('package')
  })
})

test('a match behind nosemgrep is suppressed, a fingerprint that is none is left out', () => {
  expect(first('is_ignored', true)).toMatchObject({ suppressed: true, suppressedBy: 'in-source' })
  expect(first('fingerprint', 'requires login')).not.toHaveProperty('fingerprint')
})

test('information is no problem; without scanned files the report is suspect', () => {
  expect(semgrep.read(changed(samples.semgrepReport, 'errors.0.level', 'info')).complete).toBe(true)
  const silent = changed(changed(samples.semgrepReport, 'paths', {}), 'errors', [])
  expect(problemsIn(semgrep.read(silent))).toEqual(['suspect: The report does not say which files were scanned.'])
  expect(semgrep.read(silent).complete).toBe(true)
  expect(semgrep.read(changed(samples.semgrepReport, 'paths', {})).runs[0]?.problems[0]).not.toHaveProperty('scanned')
})

test('findings that are no objects', () => {
  expect(refusal(semgrep, changed(samples.semgrepReport, 'results.1', 7))).toContain('`results[1]` is no object')
  expect(refusal(semgrep, changed(samples.semgrepReport, 'errors.0', 'x'))).toContain('`errors[0]` is no object')
})
