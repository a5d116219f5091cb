import { describe, expect, test } from 'vitest'
import { yarnAudit } from '../../../../actions/security-gate/scanners/yarn-audit.ts'
import { changed, json, problemsIn, refusal, stream } from './documents.ts'
import * as samples from './samples.ts'

test('yarnClassic, field by field', () => {
  expect(yarnAudit.read(samples.yarnClassic)).toEqual({
    format: 'yarn-audit',
    complete: true,
    runs: [{ tool: 'yarn-audit', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        labelled: 'high',
        ruleId: 'CVE-2019-19919',
        aliases: ['CWE-471'],
        package: { purl: 'pkg:npm/leaf@4.5.2', name: 'leaf', version: '4.5.2', fixedIn: ['>=4.5.3'] },
      },
    ],
  })
})

test('yarnBerry, field by field', () => {
  expect(yarnAudit.read(samples.yarnBerry)).toEqual({
    format: 'yarn-audit',
    complete: true,
    runs: [{ tool: 'yarn-audit', kinds: ['sca'], complete: true, problems: [] }],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        labelled: 'high',
        ruleId: 'GHSA-qqgx-2p2h-9c37',
        aliases: [],
        package: { purl: 'pkg:npm/leaf@1.3.5', name: 'leaf', version: '1.3.5' },
      },
      {
        run: 0,
        kind: 'sca',
        severity: 'high',
        labelled: 'high',
        ruleId: 'GHSA-qqgx-2p2h-9c37',
        aliases: [],
        package: { purl: 'pkg:npm/leaf@1.3.4', name: 'leaf', version: '1.3.4' },
      },
      {
        run: 0,
        kind: 'quality',
        severity: 'medium',
        labelled: 'medium',
        ruleId: 'yarn:deprecated',
        aliases: [],
        package: { purl: 'pkg:npm/old@1.0.0', name: 'old', version: '1.0.0' },
      },
    ],
  })
})

describe('Yarn 1', () => {
  test('an error line is no audit', () => {
    const failed = stream(
      { type: 'warning', data: 'No license field' },
      { type: 'error', data: 'An unexpected error occurred' },
    )
    expect(yarnAudit.recognises(failed)).toBe(true)
    expect(refusal(yarnAudit, failed)).toBe(
      'error-envelope: The audit failed: Yarn wrote an error where its findings belong. Nothing is known of the dependencies.',
    )
  })

  test('without its summary it stopped in the middle', () => {
    const cut = {
      ...samples.yarnClassic,
      values: samples.yarnClassic.kind === 'json-stream' ? samples.yarnClassic.values.slice(0, 3) : [],
    }
    expect(problemsIn(yarnAudit.read(cut as typeof samples.yarnClassic))).toEqual([
      'failed: Yarn ends with a summary, and there is none: it stopped before it was done.',
    ])
  })

  test('clean: only a summary', () => {
    const summary = {
      type: 'auditSummary',
      data: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0 } },
    }
    expect(yarnAudit.read(json(summary))).toMatchObject({ complete: true, findings: [] })
    expect(yarnAudit.recognises(json(summary))).toBe(true)
  })

  test('the summary counts more than the list', () => {
    const report = yarnAudit.read(changed(samples.yarnClassic, '3.data.vulnerabilities.high', 3))
    expect(problemsIn(report)).toEqual(['partial: The audit counted 3 high, and the report lists fewer.'])
  })

  test('the same advisory with another severity is kept beside the first', () => {
    const low = { id: 1325, module_name: 'leaf', severity: 'low', findings: [] }
    const report = yarnAudit.read(changed(samples.yarnClassic, '1.data', { advisory: low }))
    expect(report.findings.map(({ severity }) => severity)).toEqual(['low', 'high'])
  })

  test('a line without an advisory is malformed', () => {
    expect(refusal(yarnAudit, changed(samples.yarnClassic, '1.data', {}))).toContain('`data.advisory` is no object')
    expect(refusal(yarnAudit, changed(samples.yarnClassic, '1', 7))).toContain('`lines[1]` is no object')
  })
})

describe('Yarn 4', () => {
  test('a stream of one line is a document', () => {
    const line = samples.yarnBerry.kind === 'json-stream' ? samples.yarnBerry.values[0] : undefined
    expect(yarnAudit.recognises(json(line))).toBe(true)
    expect(yarnAudit.read(json(line)).findings).toHaveLength(2)
  })

  test('an error of Yarn 4', () => {
    const failed = json({ type: 'error', name: 1, displayName: 'YN0001', indent: '', data: 'RequestError' })
    expect(yarnAudit.recognises(failed)).toBe(true)
    expect(refusal(yarnAudit, failed)).toMatch(/^error-envelope: /)
  })

  test('without address the number names it, without versions it is one finding', () => {
    const bare = changed(changed(samples.yarnBerry, '0.children.URL', undefined), '0.children.Tree Versions', [])
    expect(yarnAudit.read(bare).findings[0]).toEqual({
      run: 0,
      kind: 'sca',
      severity: 'high',
      labelled: 'high',
      ruleId: 'npm:1068298',
      aliases: [],
      package: { purl: 'pkg:npm/leaf', name: 'leaf' },
    })
    expect(yarnAudit.read(changed(bare, '0.children.ID', undefined)).findings[0]?.ruleId).toBe('npm:unnamed')
  })
})

test.each([
  [{ type: 'info' }],
  [{ type: 'error', data: {} }],
  [{ type: 'error', data: 'text', more: 1 }],
  [{ type: 'auditSummary', data: 'text' }],
  [{ value: 'leaf', children: {} }],
  [{ displayName: 'Somebody' }],
  [[]],
  [7],
])('not Yarn: %j', (value) => {
  expect(yarnAudit.recognises(json(value))).toBe(false)
})

test('a line of another tool in the same file is not Yarn', () => {
  expect(yarnAudit.recognises(stream({ type: 'error', data: 'text' }, { SourceMetadata: {}, DetectorName: 'x' }))).toBe(
    false,
  )
})
