import { describe, expect, test } from 'vitest'
import { gitleaks } from '../../../../actions/security-gate/scanners/gitleaks.ts'
import { changed, fixture, json, problemsIn, refusal, stream } from './documents.ts'
import * as samples from './samples.ts'

test('gitleaksReport, field by field', () => {
  expect(gitleaks.read(samples.gitleaksReport)).toEqual({
    format: 'gitleaks',
    complete: true,
    runs: [{ tool: 'gitleaks', kinds: ['secret'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'secret',
        severity: 'critical',
        ruleId: 'planted-token',
        aliases: [],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: '1f3543a0fa73e1fcc84421d730ddecc643009b479ceaca0c0e65654b9efa3906',
      },
    ],
  })
})

test('gitleaksOld, field by field', () => {
  expect(gitleaks.read(samples.gitleaksOld)).toEqual({
    format: 'gitleaks',
    complete: true,
    runs: [{ tool: 'gitleaks', kinds: ['secret'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'secret',
        severity: 'critical',
        ruleId: 'Planted token',
        aliases: [],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: '21624ec552edee0af90579f053a6702594e5885d332366e8c3d5bd5bd49404ff',
      },
    ],
  })
})

test('what gitleaks 8.30.1 wrote', () => {
  const report = gitleaks.read(fixture('gitleaks/findings.json'))
  expect(report.complete).toBe(true)
  expect(report.findings).toMatchObject([
    { kind: 'secret', severity: 'critical', ruleId: 'planted-token', location: { path: 'settings.ini', line: 2 } },
  ])
  // The commit it names is the commit of the leak.
  expect(report.runs).toEqual([{ tool: 'gitleaks', kinds: ['secret'], complete: true, problems: [] }])
  expect(JSON.stringify(report)).not.toContain('planted-3f9a')
})

describe('its clean report is an empty list', () => {
  const clean = fixture('gitleaks/clean.json')

  test('which it only recognises when the file is named after it', () => {
    expect(gitleaks.recognises(clean)).toBe(false)
    expect(gitleaks.nameless?.word).toBe('gitleaks')
    expect(gitleaks.nameless?.recognises(clean)).toBe(true)
    for (const value of [null, {}, [7], '']) expect(gitleaks.nameless?.recognises(json(value))).toBe(false)
    expect(gitleaks.nameless?.recognises(stream([]))).toBe(false)
  })

  test('and which stays suspect', () => {
    const report = gitleaks.read(clean)
    expect(report).toMatchObject({ complete: true, findings: [] })
    expect(problemsIn(report)).toEqual([
      'suspect: An empty list names no tool; it counts as gitleaks because of the file name. SARIF would name the tool and its rules.',
    ])
  })
})

test.each([[[]], [null], [[{}]], [[{ RuleID: 'a' }]], [[{ RuleID: 'a', Secret: 's' }, 7]], [[{ rule: 'a' }]], [{}]])(
  'not gitleaks: %j',
  (value) => {
    expect(gitleaks.recognises(json(value))).toBe(false)
  },
)

test.each(['Secret', 'Match', 'Fingerprint'])('a leak is told by its rule and %s', (key) => {
  expect(gitleaks.recognises(json([{ RuleID: 'a', [key]: 's' }]))).toBe(true)
})

test('fingerprints tell places apart, not secrets', () => {
  const fingerprint = (path: string, value: unknown) =>
    gitleaks.read(changed(samples.gitleaksReport, path, value)).findings[0]?.fingerprint
  const before = fingerprint('0.Secret', 'planted')
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprint('0.Secret', 'another')).toBe(before)
  for (const [path, value] of [
    ['0.StartLine', 3],
    ['0.StartColumn', 20],
    ['0.File', 'b'],
    ['0.RuleID', 'c'],
    ['0.Commit', 'd'],
  ]) {
    expect(fingerprint(String(path), value)).not.toBe(before)
  }
})

test('a leak without place', () => {
  expect(gitleaks.read(json([{ RuleID: '', Secret: 's' }])).findings).toMatchObject([
    { ruleId: 'unnamed', severity: 'critical' },
  ])
  expect(refusal(gitleaks, json([7]))).toContain('`leaks[0]` is no object')
})
