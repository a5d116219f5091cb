import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Override } from '../../shared/override/override.ts'
import { parseDuration } from '../../shared/policy/duration.ts'
import type { Policy, SecurityGatePolicy } from '../../shared/policy/policy.ts'
import { compare, conclude, sortFindings } from '../../shared/verdict/conclude.ts'
import { earliest } from '../../shared/verdict/earliest.ts'
import type { Finding, Source } from '../../shared/verdict/finding.ts'
import type { SecurityReason } from '../../shared/verdict/reasons/security-gate.ts'
import type { Verdict } from '../../shared/verdict/verdict.ts'
import { type Coverage, coverage } from './exceptions/apply.ts'
import type { SecurityFacts } from './facts.ts'
import { type Standing, standingOf } from './judge/binding.ts'
import { classify, debtOf } from './judge/classify.ts'
import { coverOf, judgedMembers } from './judge/cover.ts'
import { finding } from './judge/findings.ts'
import { judgeGitHub } from './judge/github/judge-github.ts'
import { bySeverity, type Cluster, cluster, type Member, membersOf } from './judge/merge.ts'
import { type Overriding, overriding, withOverride } from './judge/override.ts'
import { isRequired, sourceFindings, suppressionFindings } from './judge/sources.ts'
import type { Severity } from './scanners/report.ts'

/** The judgement with its working, so that the report can show who found what without judging again. */
export interface Assessment {
  readonly verdict: Verdict
  /** By finding key. */
  readonly clusters: ReadonlyMap<string, Cluster>
  /** By source id. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly overriding: Overriding
}

/**
 * Are SAST, SCA and secret scan all there for this commit, complete and fresh, and free of what the policy blocks?
 * Pure and total: same evidence, same verdict.
 */
export function judge(evidence: Evidence<SecurityFacts, Policy>): Verdict {
  return assess(evidence).verdict
}

export function assess(evidence: Evidence<SecurityFacts, Policy>): Assessment {
  const policy = evidence.policy.resolved['security-gate']
  const { facts, subject } = evidence
  const now = Date.parse(evidence.now)
  const moment = {
    commit: subject.commit ?? '',
    uri: subject.uri,
    now,
    changed: facts.changed,
    unmerged: facts.unmerged,
  }
  const reported = membersOf(facts.reports, policy, now)
  const known = facts.github === undefined ? undefined : judgeGitHub(facts.github, policy, now, reported)
  const standings = new Map<string, Standing>([
    ...facts.reports.map((report): [string, Standing] => [report.source, standingOf(report, policy, moment)]),
    ...(known?.standings ?? []),
  ])
  const clusters = cluster([...reported, ...(known?.members ?? [])])
  const covered = covering(clusters, facts, policy, evidence.now)
  const found = clusters.map((one) => {
    const cover = coverOf(one, covered)
    return { one, cover, finding: classify(one, policy, cover) }
  })
  const byKey = new Map(found.map(({ one, finding: { key } }) => [key, one]))
  const sources = evidence.sources
    .map((source) => withStanding(source, standings.get(source.id)))
    .sort((a, b) => compare(a.id, b.id))
  const judged = [
    ...sourceFindings(evidence.sources),
    ...[...standings.values()].flatMap((standing) => standing.findings),
    ...suppressionFindings(facts.unmerged),
    ...missingKinds([...standings.values()], evidence.sources, policy),
    ...covered.problems.map((one) =>
      finding(one.code, { key: one.id, detail: one.detail, ...(one.place && { place: one.place }) }),
    ),
    ...found.map(({ finding: one }) => one),
  ]
  const question = { policy: evidence.policy.resolved, facts, clusters: byKey, now: evidence.now }
  const overridden = overriding(judged, question)
  const all = sortFindings(withOverride(judged, overridden))
  const findings = mostSeriousFirst(all, (key) => byKey.get(key)?.severity)
  const validUntil = earliest([
    ...[...standings.values()].map((standing) => standing.validUntil),
    ...found.map(({ cover }) => cover?.expires),
    untilOf(overridden.override),
    ...found.map(({ one, finding: { code } }) => (code === INHERITED ? debtOf(one)?.due : undefined)),
    ...clusters.map(({ suppressed, members }) => (suppressed ? earliest(members.map(endOfSuppression)) : undefined)),
  ])
  return {
    verdict: {
      gate: 'security-gate',
      subject,
      conclusion: conclude(
        findings,
        sources,
        evidence.sources.filter(isRequired).map((source) => source.id),
      ),
      findings,
      sources,
      strength: evidence.strength,
      ...(validUntil !== undefined && { validUntil }),
    },
    clusters: byKey,
    standings,
    overriding: overridden,
  }
}

const INHERITED: SecurityReason = 'security-gate/inherited-debt'

const endOfSuppression = ({ finding: { suppressedUntil } }: Member): string | undefined =>
  suppressedUntil === undefined ? undefined : new Date(suppressedUntil).toISOString()

/** Level by level, what could not be seen first, then the most severe; equals stay in the order they had. */
function mostSeriousFirst(
  findings: readonly Finding[],
  severityOf: (key: string) => Severity | undefined,
): readonly Finding[] {
  return findings
    .map((one) => ({ one, severity: severityOf(one.key) }))
    .sort((a, b) => (a.one.level === b.one.level ? bySeriousness(a.severity, b.severity) : 0))
    .map(({ one }) => one)
}

function bySeriousness(first: Severity | undefined, second: Severity | undefined): number {
  if (first === undefined || second === undefined) return Number(first !== undefined) - Number(second !== undefined)
  return bySeverity(first, second)
}

function covering(
  clusters: readonly Cluster[],
  facts: SecurityFacts,
  policy: SecurityGatePolicy,
  now: string,
): Coverage {
  const maxAgeMs = parseDuration(policy['exception-max-age']) ?? 0
  // Who approved an entry is read from GitHub; a run on files alone can confirm nobody.
  const approvals = Object.entries(facts.approvals ?? {})
  return coverage(judgedMembers(clusters, facts.contents), {
    exceptions: facts.exceptions,
    vex: facts.vex,
    now,
    maxAgeMs,
    maxOpen: policy['exceptions-max-open'],
    verify: Object.fromEntries(approvals.map(([id, { state }]) => [id, state === 'verified' ? state : 'unverified'])),
    voids: Object.fromEntries(approvals.flatMap(([id, one]) => (one.state === 'void' ? [[id, one.detail]] : []))),
    since: Object.fromEntries(approvals.flatMap(([id, one]) => (one.state === 'verified' ? [[id, one.since]] : []))),
  })
}

/** Every required kind needs one report that is complete, bound and fresh; a doubtful one has its own finding already. */
function missingKinds(
  standings: readonly Standing[],
  sources: readonly Source[],
  policy: SecurityGatePolicy,
): Finding[] {
  const about = new Set(standings.flatMap((standing) => standing.about))
  // A policy may require no kind; it cannot make a pass out of nothing read.
  if (standings.length === 0 && policy.require.length === 0) {
    const detail = 'The policy requires no kind of scan, and no report was handed in: nothing was read.'
    return [finding('security-gate/kind-missing', { key: 'none', title: 'No scan for this commit', detail })]
  }
  const due = sources.some(({ id, state }) => /^(?:artifact|github):/.test(id) && state === 'pending')
  // What is still due may bring it: until then nothing is missing.
  if (due) return []
  return policy.require
    .filter((kind) => !about.has(kind))
    .map((kind) =>
      finding('security-gate/kind-missing', {
        key: kind,
        title: `No ${KIND_NAMES[kind]} for this commit`,
        detail: `\`security-gate.require\` in the policy names ${kind}, and no report handed in shows one.`,
      }),
    )
}

export const KIND_NAMES = { sast: 'SAST', sca: 'SCA', secret: 'secret scan' } as const

function withStanding(source: Source, standing: Standing | undefined): Source {
  if (standing === undefined) return source
  return { ...source, state: standing.state, ...(standing.commit !== undefined && { commit: standing.commit }) }
}

/** One that covers nothing lets nothing through that could expire. */
const untilOf = (override: Override): string | undefined =>
  override.state === 'valid' && override.covers.length > 0 ? override.until : undefined
