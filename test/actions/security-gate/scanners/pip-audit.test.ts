import { expect, test } from 'vitest'
import { pipAudit } from '../../../../actions/security-gate/scanners/pip-audit.ts'
import { changed, fixture, json, problemsIn, refusal } from './documents.ts'
import * as samples from './samples.ts'

test('pipAuditReport, field by field', () => {
  expect(pipAudit.read(samples.pipAuditReport)).toEqual({
    format: 'pip-audit',
    complete: false,
    runs: [
      {
        tool: 'pip-audit',
        kinds: ['sca'],
        complete: false,
        problems: [{ kind: 'partial', text: 'pip-audit could not look at 1 of 3 dependencies: private.' }],
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'sca',
        severity: 'unknown',
        ruleId: 'PYSEC-2026-9001',
        aliases: ['CVE-2026-99997'],
        package: { purl: 'pkg:pypi/leaf-package@1.0.0', name: 'Leaf_Package', version: '1.0.0', fixedIn: ['1.0.1'] },
      },
    ],
  })
})

test('what pip-audit 2.10.1 wrote', () => {
  const report = pipAudit.read(fixture('pip-audit/findings.json'))
  expect(report.runs).toEqual([{ tool: 'pip-audit', kinds: ['sca'], complete: true, problems: [] }])
  expect(report.findings).toEqual([
    {
      run: 0,
      kind: 'sca',
      severity: 'unknown',
      ruleId: 'PYSEC-2026-9001',
      aliases: ['CVE-2026-99997', 'GHSA-2222-3333-4444'],
      package: {
        purl: 'pkg:pypi/pg-sample-wheel@1.0.0',
        name: 'pg-sample-wheel',
        version: '1.0.0',
        fixedIn: ['1.0.1'],
      },
    },
  ])
})

test.each([
  [{ dependencies: [] }, true],
  [{ dependencies: [], fixes: [] }, true],
  [{ dependencies: [], other: 1 }, false],
  [{ dependencies: [{ name: 'a', version: '1' }] }, false],
  [{ dependencies: [{ name: 'a', vulns: [] }] }, true],
  [[{ name: 'a', version: '1', vulns: [] }], true],
  [[{ name: 'a', skip_reason: 'x' }], true],
  [[], false],
  [{}, false],
  [null, false],
])('%j: %s', (value, is) => {
  expect(pipAudit.recognises(json(value))).toBe(is)
})

test('the list of old versions', () => {
  const report = pipAudit.read(json([{ name: 'a', version: '1', vulns: [{ id: 'MAL-2026-1', fix_versions: [] }] }]))
  expect(report.findings[0]).toMatchObject({ severity: 'critical', ruleId: 'MAL-2026-1' })
})

test('an advisory that carries a severity', () => {
  const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }]
  expect(
    pipAudit.read(changed(samples.pipAuditReport, 'dependencies.0.vulns.0.severity', severity)).findings[0],
  ).toMatchObject({ severity: 'high', score: 7.5 })
  expect(
    pipAudit.read(changed(samples.pipAuditReport, 'dependencies.0.vulns.0.severity', 'Low')).findings[0],
  ).toMatchObject({ severity: 'low' })
})

test('nothing was looked at', () => {
  expect(problemsIn(pipAudit.read(json({ dependencies: [], fixes: [] })))).toEqual([
    'partial: pip-audit looked at no dependency at all.',
  ])
})

test('skipped dependencies are named, ten of them', () => {
  const skipped = Array.from({ length: 12 }, (_, at) => ({ name: `p${at}`, skip_reason: 'x' }))
  expect(problemsIn(pipAudit.read(json({ dependencies: skipped })))).toEqual([
    'partial: pip-audit could not look at 12 of 12 dependencies: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, and 2 more.',
  ])
})

test('malformed', () => {
  expect(refusal(pipAudit, changed(samples.pipAuditReport, 'dependencies.0.vulns', 7))).toContain(
    '`dependencies[...].vulns` is no list',
  )
  expect(refusal(pipAudit, changed(samples.pipAuditReport, 'dependencies.1', 7))).toContain(
    '`dependencies[1]` is no object',
  )
})
