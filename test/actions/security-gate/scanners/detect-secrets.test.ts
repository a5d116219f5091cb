import { expect, test } from 'vitest'
import { detectSecrets } from '../../../../actions/security-gate/scanners/detect-secrets.ts'
import { changed, fixture, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('detectSecretsReport, field by field', () => {
  expect(detectSecrets.read(samples.detectSecretsReport)).toEqual({
    format: 'detect-secrets',
    complete: true,
    runs: [
      {
        tool: 'detect-secrets',
        version: '1.5.0',
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
        ruleId: 'Base64 High Entropy String',
        aliases: [],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: '2e78ba95023d8bb93b25caecdfd0e7952ac6acb3a1ae059c0035cfd29bdfbcc5',
      },
      {
        run: 0,
        kind: 'secret',
        severity: 'critical',
        ruleId: 'Secret Keyword',
        aliases: [],
        location: { path: 'settings.ini', line: 9 },
        fingerprint: '64bf5766699b2aa9cbdaeafd50d8daed3ad48186aa08d46a01e54058de3b6751',
        suppressed: true,
        suppressedBy: 'ignored-by-tool',
      },
    ],
  })
})

test('what detect-secrets 1.5.0 wrote', () => {
  const report = detectSecrets.read(fixture('detect-secrets/findings.json'))
  expect(report.complete).toBe(true)
  expect(report.runs[0]?.version).toBe('1.5.0')
  expect(report.runs[0]?.finishedAt).toMatch(/^2026-/)
  expect(report.findings).toMatchObject([
    {
      kind: 'secret',
      severity: 'critical',
      ruleId: 'Base64 High Entropy String',
      location: { path: 'settings.ini', line: 2 },
    },
  ])
})

test('without plugins it looked for nothing', () => {
  const report = detectSecrets.read(changed(samples.detectSecretsReport, 'plugins_used', []))
  expect(problemsIn(report)).toEqual(['failed: detect-secrets ran without a single plugin: it looked for nothing.'])
  expect(report.complete).toBe(false)
})

test('a clean baseline', () => {
  expect(detectSecrets.read(changed(samples.detectSecretsReport, 'results', {}))).toMatchObject({
    complete: true,
    findings: [],
  })
})

test('verified, and audited as a secret', () => {
  expect(
    detectSecrets.read(changed(samples.detectSecretsReport, 'results.settings~ini', undefined)).findings,
  ).toHaveLength(2)
  const entries = [{ type: 'A', line_number: 1, is_verified: true, is_secret: true }, {}]
  const report = detectSecrets.read(changed(samples.detectSecretsReport, 'results', { 'a.ini': entries }))
  expect(report.findings[0]).toMatchObject({
    severity: 'critical',
    verified: true,
    location: { path: 'a.ini', line: 1 },
  })
  expect(report.findings[0]).not.toHaveProperty('suppressed')
  expect(report.findings[1]).toMatchObject({ ruleId: 'unnamed', location: { path: 'a.ini' } })
})

test.each([
  {},
  { plugins_used: [] },
  { results: {} },
  { plugins_used: {}, results: {} },
  { plugins_used: [], results: [] },
  [],
])('not detect-secrets: %j', (value) => {
  expect(detectSecrets.recognises(json(value))).toBe(false)
})

test('secrets that are no list', () => {
  expect(refusal(detectSecrets, changed(samples.detectSecretsReport, 'results', { a: 7 }))).toContain(
    '`results[...]` is no list',
  )
})
