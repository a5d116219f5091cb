import type {
  AnalysisFact,
  CodeAlertFact,
  CodeScanningFact,
  DependabotAlertFact,
  DependabotFact,
  DependenciesFact,
  DependencyChangeFact,
  GitHubFacts,
  GitHubSubject,
  SecretAlertFact,
} from '../../../../../actions/security-gate/github-facts.ts'
import { classify } from '../../../../../actions/security-gate/judge/classify.ts'
import { judgeGitHub } from '../../../../../actions/security-gate/judge/github/judge-github.ts'
import { cluster, type Member } from '../../../../../actions/security-gate/judge/merge.ts'
import type { SecurityGatePolicy } from '../../../../../shared/policy/policy.ts'
import { sortFindings } from '../../../../../shared/verdict/conclude.ts'
import { COMMIT, NOW, OTHER, securityPolicy } from '../../builders.ts'

export const BASE = '2c26b46b68ffc68ff99b453c1d30413413422d70'
export const RECENT = '2026-11-19T12:00:00.000Z'
export const LONG_AGO = '2026-01-01T00:00:00.000Z'

export const INTRODUCED = securityPolicy({ scope: { 'pull-request': 'introduced', release: 'all' } })
export const ALL = securityPolicy()

export const pull: GitHubSubject = {
  kind: 'pull-request',
  refs: ['refs/pull/7/head', 'refs/pull/7/merge'],
  head: COMMIT,
  accepted: [COMMIT],
  base: { ref: 'refs/heads/main', mergeBase: BASE },
  defaultBranch: 'refs/heads/main',
  defaultBranchTip: OTHER,
}
export const push: GitHubSubject = {
  kind: 'commit',
  refs: ['refs/heads/main'],
  head: COMMIT,
  accepted: [COMMIT],
  defaultBranch: 'refs/heads/main',
  defaultBranchTip: COMMIT,
}

export const analysis = (changes: Partial<AnalysisFact> = {}): AnalysisFact => ({
  id: 1,
  commit: COMMIT,
  ref: 'refs/pull/7/merge',
  tool: 'CodeQL',
  toolVersion: '2.24.0',
  category: '/language:javascript',
  key: '.github/workflows/codeql.yml:analyze',
  createdAt: NOW,
  error: '',
  warning: '',
  results: 0,
  rules: 200,
  producer: { state: 'trusted' },
  ...changes,
})

export const alert = (number: number, changes: Partial<CodeAlertFact> = {}): CodeAlertFact => ({
  number,
  state: 'open',
  rule: {
    id: 'js/sql-injection',
    securitySeverity: 'high',
    severity: 'error',
    tags: ['security', 'external/cwe/cwe-089'],
  },
  tool: 'CodeQL',
  createdAt: RECENT,
  instance: { path: `src/${number}.ts`, line: 3 },
  ...changes,
})

export const dependabotAlert = (number: number, changes: Partial<DependabotAlertFact> = {}): DependabotAlertFact => ({
  number,
  state: 'open',
  ecosystem: 'npm',
  package: 'left-pond',
  manifest: 'package-lock.json',
  ghsa: 'GHSA-aaaa-bbbb-cccc',
  aliases: ['CVE-2026-1000'],
  cwes: ['CWE-79'],
  malware: false,
  severities: ['critical', 'critical'],
  scores: [{ version: 3, score: 9.8 }],
  vulnerableRange: '< 1.2.4',
  firstPatched: '1.2.4',
  createdAt: RECENT,
  ...changes,
})

export const secretAlert = (number: number, changes: Partial<SecretAlertFact> = {}): SecretAlertFact => ({
  number,
  state: 'open',
  type: 'acme_token',
  validity: 'unknown',
  createdAt: RECENT,
  place: { path: 'scripts/deploy.sh', line: 12, commit: BASE },
  ...changes,
})

export const change = (name: string, changes: Partial<DependencyChangeFact> = {}): DependencyChangeFact => ({
  change: 'added',
  manifest: 'package-lock.json',
  ecosystem: 'npm',
  name,
  version: '1.2.3',
  purl: `pkg:npm/${name}@1.2.3`,
  scope: 'runtime',
  vulnerabilities: [],
  ...changes,
})

export const codeScanning = (
  changes: Partial<Extract<CodeScanningFact, { state: 'read' }>> = {},
): CodeScanningFact => ({
  source: 'github:code-scanning',
  state: 'read',
  analyses: [analysis()],
  alerts: [],
  ...changes,
})

export const dependabot = (...alerts: readonly DependabotAlertFact[]): DependabotFact => ({
  source: 'github:dependabot',
  state: 'read',
  alerts,
})

export const dependencies = (...changes: readonly DependencyChangeFact[]): DependenciesFact => ({
  source: 'github:dependencies',
  state: 'read',
  base: BASE,
  head: COMMIT,
  changes,
  readAt: NOW,
})

/** The judgement as people read it: codes and details, and what each source proves. */
export function judged(
  facts: Partial<GitHubFacts>,
  policy: SecurityGatePolicy = INTRODUCED,
  reported: readonly Member[] = [],
) {
  const { members, standings } = judgeGitHub({ subject: pull, ...facts }, policy, Date.parse(NOW), reported)
  const clusters = cluster([...reported, ...members])
  const findings = sortFindings([
    ...[...standings.values()].flatMap((standing) => standing.findings),
    ...clusters.map((one) => classify(one, policy, undefined)),
  ])
  return {
    members,
    findings,
    codes: findings.map(({ code }) => code.replace('security-gate/', '')),
    details: findings.map(({ detail }) => detail),
    standing: (source: string) => standings.get(`github:${source}`),
  }
}
