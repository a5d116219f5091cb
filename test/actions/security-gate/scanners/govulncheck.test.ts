import { describe, expect, test } from 'vitest'
import { govulncheck } from '../../../../actions/security-gate/scanners/govulncheck.ts'
import { changed, fixture, json, problemsIn, refusal, stream } from './documents.ts'
import * as samples from './samples.ts'

test('govulncheckReport, field by field', () => {
  expect(govulncheck.read(samples.govulncheckReport)).toEqual({
    format: 'govulncheck',
    complete: true,
    runs: [{ tool: 'govulncheck', version: 'v1.1.4', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        scored: 'high',
        score: 7.5,
        ruleId: 'GO-2026-9001',
        aliases: ['CVE-2026-99998', 'CWE-400'],
        package: {
          purl: 'pkg:golang/example.invalid/leaf@v1.2.3',
          name: 'example.invalid/leaf',
          version: 'v1.2.3',
          fixedIn: ['v1.2.4'],
        },
        location: { path: 'main.go', line: 9 },
      },
    ],
  })
})

describe('what govulncheck 1.1.4 wrote', () => {
  test('three messages about one vulnerability are one finding, where it is called', () => {
    const report = govulncheck.read(fixture('govulncheck/findings.json'))
    expect(report.runs).toEqual([
      { tool: 'govulncheck', version: 'v1.1.4', kinds: ['sca'], complete: true, problems: [] },
    ])
    expect(report.findings).toEqual([
      {
        run: 0,
        kind: 'sca',
        severity: 'unknown',
        ruleId: 'GO-2026-9001',
        aliases: ['CVE-2026-99998'],
        package: { purl: 'pkg:golang/stdlib@v1.26.8', name: 'stdlib', version: 'v1.26.8', fixedIn: ['v1.99.0'] },
        location: { path: 'main.go', line: 9 },
      },
    ])
  })

  test('clean', () => {
    expect(govulncheck.read(fixture('govulncheck/clean.json'))).toMatchObject({ complete: true, findings: [] })
  })

  test('a database that was not there, with exit code 0', () => {
    expect(problemsIn(govulncheck.read(fixture('govulncheck/no-database.json')))).toEqual([
      'failed: The vulnerability database has no date: it was empty or not there.',
    ])
  })

  test('code that does not compile', () => {
    const report = govulncheck.read(fixture('govulncheck/not-compiled.json'))
    expect(problemsIn(report)).toEqual(['failed: govulncheck stopped before it compared the code with the database.'])
    expect(report.complete).toBe(false)
  })
})

test('a list of messages is read like messages in a row', () => {
  const values = samples.govulncheckReport.kind === 'json-stream' ? samples.govulncheckReport.values : []
  expect(govulncheck.recognises(json(values))).toBe(true)
  expect(govulncheck.read(json(values))).toEqual(govulncheck.read(samples.govulncheckReport))
})

test('without configuration nothing ran', () => {
  const cut = stream({ progress: { message: 'Scanning your code' } })
  expect(govulncheck.recognises(cut)).toBe(true)
  expect(refusal(govulncheck, cut)).toBe(
    'error-envelope: govulncheck begins with its configuration, and there is none: it stopped before it looked at anything.',
  )
})

test('before 1.0', () => {
  for (const old of [
    { Calls: {}, Vulns: [] },
    { Vulns: [], Modules: [] },
    { Vulns: [], Requires: {} },
  ]) {
    expect(govulncheck.recognises(json(old))).toBe(true)
    expect(refusal(govulncheck, json(old))).toBe(
      'wrong-version: govulncheck before 1.0 is not read: update it (`govulncheck -json`).',
    )
  }
  expect(govulncheck.recognises(json({ Vulns: [] }))).toBe(false)
})

test.each([[], {}, { config: 7 }, { config: {}, more: 1 }, { other: {} }, 'text'])('not govulncheck: %j', (value) => {
  expect(govulncheck.recognises(json(value))).toBe(false)
})

test('a message of another tool makes it another format', () => {
  expect(govulncheck.recognises(stream({ config: {} }, { type: 'info' }))).toBe(false)
})

describe('traces', () => {
  const read = (path: string, value: unknown) =>
    govulncheck.read(changed(samples.govulncheckReport, path, value)).findings

  test('a vulnerability that is only required is kept, without place', () => {
    const findings = read('4.finding', {
      osv: 'GO-2026-9001',
      trace: [{ module: 'example.invalid/leaf', version: 'v1.2.3', package: 'p' }],
    })
    expect(findings).toHaveLength(1)
    expect(findings[0]).not.toHaveProperty('location')
  })

  test('another version is another finding, a shallower trace changes nothing', () => {
    expect(read('4.finding.trace.0.version', 'v1.0.0')).toHaveLength(2)
    const swapped = changed(samples.govulncheckReport, '3', {
      finding: {
        osv: 'GO-2026-9001',
        fixed_version: 'v1.2.4',
        trace: [{ module: 'example.invalid/leaf', version: 'v1.2.3', package: 'p' }],
      },
    })
    expect(govulncheck.read(swapped)).toEqual(govulncheck.read(samples.govulncheckReport))
  })

  test('an advisory that is not there leaves the severity unknown', () => {
    expect(read('2', { progress: { message: 'x' } })[0]).toMatchObject({ severity: 'unknown', aliases: [] })
    expect(read('2.osv.severity', 'Low')[0]).toMatchObject({ severity: 'low' })
  })

  test('the worst of two advisories with one id', () => {
    const twice = changed(samples.govulncheckReport, '1', { osv: { id: 'GO-2026-9001', severity: 'Critical' } })
    expect(govulncheck.read(twice).findings[0]).toMatchObject({ severity: 'critical' })
  })

  test('a finding that names no advisory', () => {
    expect(refusal(govulncheck, changed(samples.govulncheckReport, '4.finding.osv', ''))).toContain(
      '`finding.osv` names no advisory',
    )
    expect(refusal(govulncheck, changed(samples.govulncheckReport, '4', { finding: 7 }))).toContain(
      '`finding` is no object',
    )
  })
})

test('a scan of modules only is noted', () => {
  const report = govulncheck.read(changed(samples.govulncheckReport, '0.config.scan_level', 'module'))
  expect(problemsIn(report)).toEqual(['note: govulncheck looked at modules or packages only, not at what is called.'])
  expect(report.complete).toBe(true)
  expect(
    govulncheck.read(changed(samples.govulncheckReport, '0.config.scan_level', undefined)).runs[0]?.problems,
  ).toEqual([])
})
