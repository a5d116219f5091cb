import { expect, test } from 'vitest'
import { cluster, type Member } from '../../../../actions/security-gate/judge/merge.ts'
import type { ScannerFinding } from '../../../../actions/security-gate/scanners/report.ts'
import { canonicalJson } from '../../../../shared/evidence/canonical.ts'

const member = (finding: ScannerFinding): Member => ({
  tool: 'A',
  finding,
  kind: finding.kind,
  severity: finding.severity,
  suppressed: false,
})

test('which member stands first does not depend on the order of keys: a replay reads them sorted', () => {
  const rest = { ruleId: 'MAL-1', aliases: [], package: { name: 'q', purl: 'pkg:npm/q@1' } } as const
  const bare: ScannerFinding = { run: 0, kind: 'sca', severity: 'low', ...rest }
  const place = { location: { path: 'a.ts', line: 1 } }
  const scored: ScannerFinding = { run: 0, kind: 'sca', severity: 'low', scored: 'low', ...rest, ...place }
  const sorted = (finding: ScannerFinding): ScannerFinding => JSON.parse(canonicalJson(finding))
  const first = (findings: readonly ScannerFinding[]) => cluster(findings.map(member))[0]?.members[0].finding
  expect(first([bare, scored].map(sorted))).toEqual(first([bare, scored]))
  expect(first([scored, bare])).toEqual(first([bare, scored]))
})
