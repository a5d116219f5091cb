import { expect, test } from 'vitest'
import { renderTerminal } from '../../../shared/report/terminal.ts'
import { finding, verdict } from '../run/fixtures/verdicts.ts'
import { everyKind, model, sources } from './models.ts'

test('the summary’s words, a finding over a few lines', () => {
  const blind = verdict({ conclusion: 'blind', findings: everyKind, sources })
  expect(
    renderTerminal(model({ verdict: blind })).join('\n'),
  ).toBe(`⛔ security-gate could not see enough to judge this change
Blind: No report shows a secret scan for 9a04d1e. Run gitleaks and add its report to \`reports\`. Policy: main@1f3c9aa

2 findings block:
  ❌ blocks  critical 9.8  CVE-2021-44228 in pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1
      where: services/ingest/pom.xml:41
      remedy: Update to 2.17.1.
      reason: security-gate/vulnerable-dependency
  ❌ blocks  high 8.1  SQL built from user input, CWE-89.
      where: server/src/search.ts:88
      remedy: Use a prepared statement.
      reason: security-gate/code-weakness

1 thing could not be seen:
  ⛔ blind  No report shows a secret scan for 9a04d1e. server/src/search.ts:88
      remedy: Run gitleaks and add its report to \`reports\`.
      reason: security-gate/kind-missing

Evidence:
  SAST  Semgrep 1.90  9a04d1e  4 min  ✅ complete

1 warning:
  ⚠️ warns  Too long.
      where: server/src/search.ts:88
      remedy: Use a prepared statement.
      reason: security-gate/quality

1 finding below the bar:
  Low.
      where: server/src/search.ts:88
      remedy: Use a prepared statement.
      reason: security-gate/below-the-bar

1 exception in use (one expires in 6 days):
  ⚠️ covered  The code has a weakness: SQL built from user input, CWE-89.
      where: server/src/search.ts:88
      covered by: exception:EX-1
      reason: security-gate/code-weakness

Reports read:
  results/semgrep.sarif

Sources read:
  results/semgrep.sarif  ✅ read  9a04d1e  2026-11-20 13:59 UTC, 4 min ago
  .github/production.yml  ⛔ forbidden  9a04d1e  2026-11-20 13:59 UTC, 4 min ago  HTTP 403; needs contents: read

Verify this verdict offline:
  node dist/verify/index.js replay .production-gates/security-gate/evidence.json`)
})

test('long tables are counted', () => {
  const findings = [finding(), finding({ place: { path: 'b.ts' } }), finding()]
  const lines = renderTerminal(model({ verdict: verdict({ findings }), presentation: {} }), { rows: 2 })
  expect(lines.filter((line) => line.startsWith('  ❌'))).toHaveLength(2)
  expect(lines).toContain('      where: b.ts')
  expect(lines).toContain('  1 more of 3 in .production-gates/security-gate/evidence.json')
})

test('no line of text from outside is a workflow command', () => {
  const bad = finding({
    title: '::error::a',
    detail: 'x\n::error::b ##[error]c',
    remedy: '\x1b[2J::d',
    place: { path: '::e' },
  })
  const table = { columns: ['file'], rows: [['::error::f']] }
  const lines = renderTerminal(
    model({ verdict: verdict({ findings: [bad] }), presentation: { noun: '##[x', evidence: table } }),
  )
  for (const line of lines) {
    expect(line.trimStart().startsWith('::')).toBe(false)
    expect(line).not.toContain('##[')
    expect(line).not.toMatch(/[\n\x1b]/)
  }
  expect(lines).toContain('  \\::error::f')
})
