import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import type { SecurityReason } from '../../../shared/verdict/reasons/security-gate.ts'
import { reasonOf } from '../../../shared/verdict/reasons.ts'
import type { Cover } from '../exceptions/apply.ts'
import type { ScanKind, ScannerFinding } from '../scanners/report.ts'
import { weaknessName } from './cwe.ts'
import { finding } from './findings.ts'
import { bestId, type Cluster, type Debt, distinct, scoreOf } from './merge.ts'

/** What the policy makes of one thing that scanners found. */
export function classify(cluster: Cluster, policy: SecurityGatePolicy, cover: Pick<Cover, 'by'> | undefined): Finding {
  const plain = reasonFor(cluster, policy)
  const debt = reasonOf(plain).means === 'block' ? debtOf(cluster) : undefined
  const code = debt === undefined ? plain : debt.overdue ? 'security-gate/debt-overdue' : 'security-gate/inherited-debt'
  const [first] = cluster.members
  const { location } = first.finding
  return finding(code, {
    key: cluster.id,
    title: titleOf(cluster),
    detail: debt === undefined ? detailOf(cluster) : `${detailOf(cluster)}; inherited, due ${debt.due.slice(0, 10)}`,
    ...remedyOf(code, cluster),
    ...(location !== undefined && { place: location }),
    ...(cover !== undefined && { coveredBy: cover.by }),
  })
}

/** What one scanner alone calls inherited may have been brought in for another: all have to. The first due date counts. */
export function debtOf({ members }: Cluster): Debt | undefined {
  let first: Debt | undefined
  for (const { debt } of members) {
    if (debt === undefined) return undefined
    if (first === undefined || debt.due < first.due) first = debt
  }
  return first
}

function reasonFor(cluster: Cluster, policy: SecurityGatePolicy): SecurityReason {
  const { kind } = cluster
  // Any scanner's severity may block: a policy may block `unknown` and not what another scanner calls worse.
  const blocks = cluster.members.some(({ severity }) => policy.block.includes(severity))
  if (cluster.suppressed && !isMalware(cluster)) return suppressedReason(kind, blocks, policy)
  switch (kind) {
    case 'secret':
      return 'security-gate/secret-found'
    case 'sca':
      if (isMalware(cluster)) return 'security-gate/malicious-package'
      return blocks ? severe(cluster, 'security-gate/vulnerable-dependency') : 'security-gate/below-the-bar'
    case 'sast':
      return blocks ? severe(cluster, 'security-gate/code-weakness') : 'security-gate/below-the-bar'
    case 'misconfiguration':
      if (!blocks) return 'security-gate/below-the-bar'
      return policy.misconfiguration === 'warn'
        ? 'security-gate/misconfiguration-warning'
        : severe(cluster, 'security-gate/misconfiguration')
    case 'quality':
      return blocks ? 'security-gate/quality' : 'security-gate/below-the-bar'
    case 'license':
      return blocks ? 'security-gate/license' : 'security-gate/below-the-bar'
    case 'posture':
      return blocks ? 'security-gate/posture' : 'security-gate/below-the-bar'
  }
}

const severe = (cluster: Cluster, code: SecurityReason): SecurityReason =>
  cluster.severity === 'unknown' ? 'security-gate/severity-unknown' : code

/**
 * A file may not clear itself (spec/security-gate.md 3.5): a suppressed finding that would block still blocks, unless
 * the policy trusts the scanner's word. Kinds that never block stay what they are.
 */
function suppressedReason(kind: ScanKind, blocks: boolean, policy: SecurityGatePolicy): SecurityReason {
  if (policy['sarif-suppressions'] === 'honor') return 'security-gate/suppression-honoured'
  const counts =
    kind === 'secret' ||
    (blocks &&
      (kind === 'sast' || kind === 'sca' || (kind === 'misconfiguration' && policy.misconfiguration === 'block')))
  return counts ? 'security-gate/suppressed-in-report' : 'security-gate/below-the-bar'
}

/** OpenSSF's malicious-packages ids; they carry no score (https://github.com/ossf/malicious-packages). */
const isMalware = (cluster: Cluster): boolean =>
  cluster.kind === 'sca' &&
  cluster.members.some(({ finding: one }) => [one.ruleId, ...one.aliases].some((id) => id.startsWith('MAL-')))

/** Identifiers only: a scanner's message may quote the code, and the code may hold a secret. */
function titleOf(cluster: Cluster): string {
  const [{ finding: first }] = cluster.members
  switch (cluster.kind) {
    case 'secret':
      return `${first.ruleId} (never shown)`
    case 'sca': {
      const id = bestId(cluster.members)
      return first.package === undefined ? id : `${id} in ${packageName(first.package)}`
    }
    default: {
      const cwes = distinct(cluster.members, (one) => one.finding.aliases).filter((alias) => alias.startsWith('CWE-'))
      const name = cwes.map(weaknessName).find((known) => known !== undefined)
      const what = name === undefined ? first.ruleId : `${name} (${first.ruleId})`
      return cwes.length === 0 ? what : `${what} · ${cwes.slice(0, 2).join(', ')}`
    }
  }
}

const packageName = (pack: NonNullable<ScannerFinding['package']>): string =>
  pack.purl ?? (pack.version === undefined ? pack.name : `${pack.name} ${pack.version}`)

function detailOf({ severity, members, suppressed }: Cluster): string {
  const score = scoreOf(members)
  const grade = score === undefined ? severity : `${severity} ${score.toFixed(1)}`
  const tools = distinct(members, (one) => [one.tool]).join(', ')
  const verified = members.some(({ finding: one }) => one.verified === true)
    ? '; the scanner tried it and it works'
    : ''
  const [{ finding: first }] = members
  const said = suppressed ? `; the report says it does not count (${first.suppressedBy ?? 'no reason'})` : ''
  return `${grade}, found by ${tools}${verified}${said}`
}

/** What an update mends, when a scanner names the version. */
const UPDATED: ReadonlySet<SecurityReason> = new Set<SecurityReason>([
  'security-gate/vulnerable-dependency',
  'security-gate/below-the-bar',
  'security-gate/inherited-debt',
  'security-gate/debt-overdue',
])

function remedyOf(code: SecurityReason, { members }: Cluster): { readonly remedy?: string } {
  if (!UPDATED.has(code)) return {}
  const fixed = distinct(members, (one) => one.finding.package?.fixedIn ?? [])
  if (fixed.length === 0) return {}
  return { remedy: `Update to ${fixed.slice(0, 3).join(' or ')}.` }
}
