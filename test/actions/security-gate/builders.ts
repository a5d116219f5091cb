import type { ReportFact, SecurityFacts } from '../../../actions/security-gate/facts.ts'
import type { ScannerFinding, ScannerRun } from '../../../actions/security-gate/scanners/report.ts'
import type { Evidence } from '../../../shared/evidence/evidence.ts'
import { EVIDENCE_SCHEMA } from '../../../shared/evidence/evidence.ts'
import type { Policy, SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import { productionPolicy } from './policy.ts'

export const COMMIT = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
export const OTHER = '11bf5b37e0b842e08dcfdc8c4aefc3d3a3e0c1aa'
export const NOW = '2026-11-20T12:00:00.000Z'

export const securityPolicy = (changes: Partial<SecurityGatePolicy> = {}): SecurityGatePolicy => ({
  ...productionPolicy['security-gate'],
  ...changes,
})

export const run = (changes: Partial<ScannerRun> = {}): ScannerRun => ({
  tool: 'Toolsmith',
  kinds: ['sast'],
  complete: true,
  problems: [],
  ...changes,
})

export const weakness = (changes: Partial<ScannerFinding> = {}): ScannerFinding => ({
  run: 0,
  kind: 'sast',
  severity: 'high',
  ruleId: 'acme.sql-injection',
  aliases: ['CWE-89'],
  location: { path: 'src/search.ts', line: 88 },
  ...changes,
})

export const advisory = (changes: Partial<ScannerFinding> = {}): ScannerFinding => ({
  run: 0,
  kind: 'sca',
  severity: 'critical',
  score: 9.8,
  ruleId: 'GHSA-aaaa-bbbb-cccc',
  aliases: ['CVE-2026-1000'],
  package: { purl: 'pkg:npm/left-pond@1.2.3', name: 'left-pond', version: '1.2.3', fixedIn: ['1.2.4'] },
  location: { path: 'package-lock.json' },
  ...changes,
})

export const leak = (changes: Partial<ScannerFinding> = {}): ScannerFinding => ({
  run: 0,
  kind: 'secret',
  severity: 'critical',
  ruleId: 'acme-token',
  aliases: [],
  location: { path: 'scripts/deploy.sh', line: 12 },
  ...changes,
})

type ReadEnvelope = Extract<ReportFact['envelope'], { state: 'read' }>

export const envelope = (changes: Partial<ReadEnvelope> = {}): ReadEnvelope => ({
  state: 'read',
  kinds: ['sast'],
  tool: 'toolsmith 1.0',
  commit: COMMIT,
  finishedAt: '2026-11-20T11:55:00Z',
  matches: true,
  ...changes,
})

/** Nothing but the report itself says what it is about. */
export const unboundReport = (
  path: string,
  runs: readonly ScannerRun[],
  findings: readonly ScannerFinding[] = [],
): ReportFact => ({ source: `report:${path}`, path, content: { state: 'read', format: 'sarif', runs, findings } })

/** A report that is bound, fresh and complete unless a test says otherwise. */
export const report = (
  path: string,
  runs: readonly ScannerRun[],
  findings: readonly ScannerFinding[] = [],
  changes: Partial<ReportFact> = {},
): ReportFact => ({ ...unboundReport(path, runs, findings), envelope: envelope(), ...changes })

export const sast = (findings: readonly ScannerFinding[] = []): ReportFact => report('sast.sarif', [run()], findings)
export const sca = (findings: readonly ScannerFinding[] = []): ReportFact =>
  report('sca.json', [run({ tool: 'Packwatch', kinds: ['sca'] })], findings)
export const secretScan = (findings: readonly ScannerFinding[] = []): ReportFact =>
  report('secrets.json', [run({ tool: 'Leakhound', kinds: ['secret'] })], findings)

export function evidence(
  reports: readonly ReportFact[],
  changes: {
    policy?: Partial<SecurityGatePolicy>
    facts?: Partial<SecurityFacts>
    sources?: Evidence<SecurityFacts, Policy>['sources']
  } = {},
): Evidence<SecurityFacts, Policy> {
  const readAt = NOW
  const read = reports.map(({ source, path }) => ({ id: source, uri: path, state: 'read' as const, readAt }))
  return {
    schema: EVIDENCE_SCHEMA,
    gate: 'security-gate',
    tool: { version: '0.1.0', bundleSha256: '0'.repeat(64) },
    now: NOW,
    subject: { uri: 'git+https://github.com/acme/app', commit: COMMIT },
    strength: 1,
    policy: { resolved: { ...productionPolicy, 'security-gate': securityPolicy(changes.policy) }, parts: [] },
    sources: [
      { id: 'policy', uri: '.github/production.yml', state: 'read', readAt },
      ...read,
      ...(changes.sources ?? []),
    ],
    facts: { reports, changed: [], exceptions: [], contents: {}, vex: [], ...changes.facts },
  }
}
