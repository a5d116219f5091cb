import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { ReportFact } from '../facts.ts'
import type { ScanKind, ScannerFinding, Severity } from '../scanners/report.ts'

/** One scanner's word for something that others may have found too. */
export interface Member {
  readonly tool: string
  readonly finding: ScannerFinding
  readonly kind: ScanKind
  readonly severity: Severity
  /** The report says that it does not count, and the policy listens. */
  readonly suppressed: boolean
  /** It was there before the change, and scope is `introduced`. */
  readonly debt?: Debt
  /** Id of the source, where GitHub itself says it. */
  readonly source?: string
  /** ISO 8601 UTC: since when this word has been there for anybody to see. */
  readonly at?: string
}

/** A finding the change inherited (decisions.md 1.6). */
export interface Debt {
  /** ISO 8601 UTC: from then on it blocks. */
  readonly due: string
  readonly overdue: boolean
}

/** The same thing found by one or more scanners. */
export interface Cluster {
  /** `sca:CVE-2021-44228:pkg:maven/...`, `sast:CWE-89:server/src/search.ts:88` */
  readonly id: string
  readonly kind: ScanKind
  /** The worst any scanner gives it. */
  readonly severity: Severity
  readonly suppressed: boolean
  /** Sorted: the same members in any order give the same cluster. */
  readonly members: readonly [Member, ...Member[]]
}

const WORST: Readonly<Record<Severity, number>> = { critical: 0, unknown: 1, high: 2, medium: 3, low: 4, info: 5 }

/** `unknown` stands between critical and high: nobody has said that it is less than either. */
export const bySeverity = (a: Severity, b: Severity): number => WORST[a] - WORST[b]

/** Every finding of every readable report, with the kind and severity the policy makes of it. */
export function membersOf(
  reports: readonly ReportFact[],
  policy: Pick<SecurityGatePolicy, 'severity-source' | 'sarif-suppressions'>,
  now: number,
): Member[] {
  const source = policy['severity-source']
  const members: Member[] = []
  for (const { content, declared, envelope, origin } of reports) {
    if (content.state !== 'read') continue
    const made = [origin?.at, envelope?.state === 'read' ? envelope.finishedAt : undefined]
    for (const finding of content.findings) {
      const run = content.runs[finding.run]
      const at = latest([...made, run?.finishedAt])
      // A scanner nobody knows gets the kind the input names; a leaked secret is then never less than high.
      const named =
        declared !== undefined && run?.kinds.length === 0 && finding.kind === 'sast' ? declared : finding.kind
      const severity = severityBy(source, finding)
      members.push({
        tool: run?.tool ?? 'unnamed tool',
        finding,
        kind: named,
        suppressed: isSuppressed(finding, severity, policy['sarif-suppressions'], now),
        severity: named === 'secret' && named !== finding.kind && bySeverity(severity, 'high') > 0 ? 'high' : severity,
        ...(at !== undefined && { at }),
      })
    }
  }
  return members
}

/** Of times that are told by different witnesses, the last: only then all of it was there. */
export function latest(times: readonly (string | undefined)[]): string | undefined {
  return times.reduce(
    (a, b) => (a === undefined || (b !== undefined && Date.parse(b) > Date.parse(a)) ? b : a),
    undefined,
  )
}

/**
 * Whether the report's own word that it does not count is listened to. Trusted blindly (`honor`) it is only for what is
 * mild, or with a justification (spec/security-gate.md 3.5); never after the day it names itself.
 */
function isSuppressed(
  { suppressed, suppressedUntil, suppressionJustified }: ScannerFinding,
  severity: Severity,
  rule: SecurityGatePolicy['sarif-suppressions'],
  now: number,
): boolean {
  if (suppressed !== true || rule === 'ignore') return false
  if (suppressedUntil !== undefined && !(now < Date.parse(suppressedUntil))) return false
  return rule === 'report' || bySeverity(severity, 'high') > 0 || suppressionJustified === true
}

function severityBy(source: 'max' | 'score' | 'label', { severity, scored, labelled }: ScannerFinding): Severity {
  switch (source) {
    case 'max':
      return severity
    case 'score':
      return scored ?? labelled ?? severity
    case 'label':
      return labelled ?? scored ?? severity
  }
}

/**
 * Groups what is the same thing: advisories of one package by any id they share (CVE, GHSA, OSV), weaknesses of one line
 * by CWE or rule, secrets by line. What cannot be told to be the same stays apart.
 */
export function cluster(members: readonly Member[]): Cluster[] {
  const places = new Map<string, Member[]>()
  for (const member of members) {
    add(places, placeOf(member), member)
  }
  const clusters: Cluster[] = []
  for (const [place, there] of places) for (const same of partition(there)) clusters.push(clusterOf(place, same))
  return clusters.sort((a, b) => compare(a.id, b.id))
}

function add<Key>(groups: Map<Key, Member[]>, key: Key, member: Member): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [member])
  else group.push(member)
}

/** What one tool suppresses and another reports stays apart, or the one would lend the other its severity. */
function placeOf(member: Member): string {
  return `${member.suppressed ? 'suppressed:' : ''}${unsuppressedPlace(member)}`
}

function unsuppressedPlace({ kind, finding }: Member): string {
  const { path = '', line = '' } = finding.location ?? {}
  if (kind !== 'sca') return `${kind}\n${path}:${line}`
  const pack = finding.package
  if (pack === undefined) return `sca\n${path}`
  return `sca\n${pack.purl === undefined ? `${pack.name}@${pack.version ?? ''}` : barePurl(pack.purl)}`
}

/** Qualifiers and subpath name a build of the package, not another package. */
function barePurl(purl: string): string {
  const end = purl.search(/[?#]/)
  return end < 0 ? purl : purl.slice(0, end)
}

/**
 * Connected components over shared ids (union-find, near linear: a hostile report may put a million results in one place).
 * Most places hold one finding, so the common case allocates nothing more.
 */
function partition(members: Member[]): Member[][] {
  if (members.length === 1) return [members]
  const parent = members.map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  const firstWith = new Map<string, number>()
  for (const [index, member] of members.entries()) {
    for (const id of idsOf(member)) {
      const other = firstWith.get(id)
      if (other === undefined) firstWith.set(id, index)
      else parent[root(index)] = root(other)
    }
  }
  const groups = new Map<number, Member[]>()
  for (const [index, member] of members.entries()) add(groups, root(index), member)
  return [...groups.values()]
}

/** What makes two findings of one place the same thing. */
function idsOf({ kind, finding }: Member): readonly string[] {
  switch (kind) {
    case 'sca':
      // Two advisories of one package often have a CWE in common: it names a kind of weakness, not the advisory.
      return [finding.ruleId, ...finding.aliases.filter((alias) => !alias.startsWith('CWE-'))]
    case 'sast':
      return [finding.ruleId, ...finding.aliases]
    case 'secret':
      return finding.location === undefined ? [finding.ruleId] : ['secret']
    case 'misconfiguration':
    case 'license':
    case 'quality':
    case 'posture':
      return [finding.ruleId]
  }
}

function clusterOf(place: string, same: Member[]): Cluster {
  const members = same.sort(
    (a, b) =>
      bySeverity(a.severity, b.severity) ||
      compare(a.tool, b.tool) ||
      compare(a.finding.ruleId, b.finding.ruleId) ||
      compare(canonicalJson(a.finding), canonicalJson(b.finding)),
  )
  if (!isSome(members)) throw new Error('a cluster has at least one member')
  const [first] = members
  const at = place.indexOf('\n')
  return {
    id: `${place.slice(0, at)}:${bestId(members)}:${place.slice(at + 1)}`,
    kind: first.kind,
    severity: first.severity,
    suppressed: first.suppressed,
    members,
  }
}

const isSome = (members: Member[]): members is [Member, ...Member[]] => members.length > 0

/**
 * The id most people would search for, among those that hold the cluster together; ties go to the smaller one, so that
 * order does not matter.
 */
export function bestId(members: readonly Member[]): string {
  let best: string | undefined
  for (const member of members) {
    for (const id of member.kind === 'secret' ? [member.finding.ruleId] : idsOf(member)) {
      if (best === undefined || (rank(id) - rank(best) || compare(id, best)) < 0) best = id
    }
  }
  if (best === undefined) throw new Error('a cluster has at least one member')
  return best
}

/** Sorted, each once. Most clusters have one member, which has one value or none, so the common case allocates little. */
export function distinct(
  members: Cluster['members'],
  valuesOf: (member: Member) => readonly string[],
): readonly string[] {
  const values = members.length === 1 ? valuesOf(members[0]) : members.flatMap(valuesOf)
  return values.length < 2 ? values : [...new Set(values)].sort()
}

/** The highest any scanner gives it. */
export function scoreOf(members: Cluster['members']): number | undefined {
  let highest: number | undefined
  for (const { finding } of members) {
    if (finding.score !== undefined && (highest === undefined || finding.score > highest)) highest = finding.score
  }
  return highest
}

function rank(id: string): number {
  if (id.startsWith('CVE-')) return 0
  if (id.startsWith('GHSA-')) return 1
  return id.startsWith('CWE-') ? 2 : 3
}
