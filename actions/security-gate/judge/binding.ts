import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import type { Finding, SourceState } from '../../../shared/verdict/finding.ts'
import type { OriginFact, ReportFact, UnmergedFact } from '../facts.ts'
import type { ScanKind, ScannerRun } from '../scanners/report.ts'
import { ageOf } from './age.ts'
import { isApproved } from './approved.ts'
import { incompleteness } from './completeness.ts'
import { finding } from './findings.ts'

export interface Standing {
  readonly state: SourceState
  readonly findings: readonly Finding[]
  /** Kinds the report is about, proved or not: what `kind-missing` need not repeat. */
  readonly about: readonly ScanKind[]
  /** Kinds it is complete, bound and fresh evidence for. */
  readonly proves: readonly ScanKind[]
  readonly commit?: string
  /** ISO 8601 UTC: when it becomes too old. */
  readonly validUntil?: string
}

export interface Moment {
  /** 40 or 64 hex digits. */
  readonly commit: string
  readonly uri: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly changed?: readonly string[] | undefined
  /** Absent for a commit that is merged: then its producers are its own. */
  readonly unmerged?: UnmergedFact | undefined
}

/**
 * What one report is worth for this commit at this moment (spec/security-gate.md 3.7, 3.8; decisions.md 1.2, 1.4, 1.5).
 * Every doubt is a finding: a report somebody handed in is one somebody relies on, so none is left out silently.
 */
export function standingOf(report: ReportFact, policy: SecurityGatePolicy, moment: Moment): Standing {
  const { content } = report
  if (content.state === 'unreadable') {
    const state = content.reason === 'tracked' ? 'untrusted' : content.reason === 'truncated' ? 'partial' : 'absent'
    const about = report.declared ? [report.declared] : []
    return {
      state,
      about,
      proves: [],
      findings: [unreadable(report.source, report.path, content.reason, content.detail)],
    }
  }
  const runs = content.runs
  const kinds = kindsOf(report, runs)
  const incomplete = incompleteness(report, runs, moment.changed)
  const binding = bindingOf(report, runs, moment)
  const age = ageOf(report, runs, kinds.about, policy, moment.now)
  const producer = producerFindings(report, moment.unmerged)
  const findings = [...kinds.findings, ...incomplete, ...binding.findings, ...producer, ...age.findings]
  const doubts = findings.filter((one) => one.level === 'block')
  return {
    state: doubts.length === 0 ? 'read' : stateFor(doubts),
    findings,
    about: kinds.about,
    proves: doubts.length === 0 ? kinds.about : [],
    ...(binding.commit !== undefined && { commit: binding.commit }),
    ...(age.validUntil !== undefined && { validUntil: age.validUntil }),
  }
}

function unreadable(source: string, path: string, reason: string, detail: string): Finding {
  const place = { path }
  switch (reason) {
    case 'empty':
      return finding('security-gate/report-empty', { source, place, detail })
    case 'truncated':
      return finding('security-gate/report-truncated', { source, place, detail })
    case 'too-large':
      return finding('security-gate/report-too-large', { source, place, detail })
    case 'unknown-format':
      return finding('security-gate/report-unknown-format', { source, place, detail })
    case 'wrong-version':
      return finding('security-gate/report-wrong-version', { source, place, detail })
    case 'error-envelope':
      return finding('security-gate/scan-failed', { source, place, detail })
    case 'unreachable':
      return finding('security-gate/report-unreachable', { source, place, detail })
    case 'tracked':
      return finding('security-gate/report-tracked', { source, place, detail })
    default:
      return finding('security-gate/report-malformed', { source, place, detail })
  }
}

/** The worst doubt names the state: foreign before stale before partial, as a reader would want to know it. */
function stateFor(doubts: readonly Finding[]): SourceState {
  const has = (code: string): boolean => doubts.some((doubt) => doubt.code === `security-gate/${code}`)
  if (has('report-foreign')) return 'foreign'
  if (has('producer-untrusted')) return 'untrusted'
  if (has('envelope-mismatch') || has('envelope-invalid') || has('report-unbound') || has('report-wrong-kind'))
    return 'untrusted'
  if (has('report-stale') || has('report-undated')) return 'stale'
  return 'partial'
}

/**
 * Kinds come from the content. The `reports` input may name the kind of a scanner nobody knows; it may not turn a
 * known scanner into another one.
 */
function kindsOf(
  report: ReportFact,
  runs: readonly ScannerRun[],
): { readonly about: readonly ScanKind[]; readonly findings: readonly Finding[] } {
  const proved = new Set(runs.flatMap((run) => run.kinds))
  const { declared } = report
  const nameless = runs.length > 0 && runs.every((run) => run.kinds.length === 0)
  if (declared !== undefined && nameless) return { about: [declared], findings: [] }
  const about = [...proved].sort()
  if (declared === undefined || proved.has(declared)) return { about, findings: [] }
  const tools = runs.map((run) => run.tool).join(', ')
  const detail = `${report.path} was given as ${declared}, and it shows ${about.join(', ') || 'no scan'} by ${tools || 'no tool'}.`
  return {
    about,
    findings: [
      finding('security-gate/report-wrong-kind', { source: report.source, place: { path: report.path }, detail }),
    ],
  }
}

function bindingOf(
  report: ReportFact,
  runs: readonly ScannerRun[],
  moment: Moment,
): { readonly commit?: string; readonly findings: readonly Finding[] } {
  const { source, path, envelope, origin } = report
  const place = { path }
  const findings: Finding[] = []
  if (envelope?.state === 'invalid') {
    findings.push(finding('security-gate/envelope-invalid', { source, place, detail: envelope.detail }))
  }
  if (envelope?.state === 'read' && !envelope.matches) {
    const detail = `The envelope of ${path} binds another SHA-256 than the file has.`
    findings.push(finding('security-gate/envelope-mismatch', { source, place, detail }))
  }
  const own = runs.filter((run) => aboutThisRepository(run.repositoryUri, moment.uri))
  const accepted = moment.unmerged?.accepted ?? [moment.commit]
  const named = [
    ...(origin?.kind === 'artifact' ? [origin.commit] : []),
    ...(envelope?.state === 'read' ? [envelope.commit] : []),
    ...own.flatMap((run) => run.commit ?? []),
  ]
  const other = named.find((commit) => !accepted.some((one) => isCommit(commit, one)))
  if (other !== undefined) {
    const detail = `${path} is about commit ${other.slice(0, 7)}; judged is ${moment.commit.slice(0, 7)}.`
    findings.push(finding('security-gate/report-foreign', { source, place, detail }))
    return { commit: other, findings }
  }
  const bound =
    envelope?.state === 'read' ||
    origin?.kind === 'artifact' ||
    (own.length > 0 && own.length === runs.length && own.every((run) => run.commit !== undefined))
  if (!bound && envelope === undefined) {
    const detail = `Neither ${path} nor an envelope beside it says which commit was scanned.`
    findings.push(finding('security-gate/report-unbound', { source, place, detail }))
  }
  return bound ? { commit: moment.commit, findings } : { findings }
}

/**
 * A run of which nobody can tell what it worked by speaks for nothing. On a change that is not merged, whoever wrote the change may have written the report too: only a run that worked by
 * files of the base speaks for it (decisions.md 1.1).
 */
function producerFindings(
  { source, path, origin }: ReportFact,
  unmerged: UnmergedFact | undefined,
): readonly Finding[] {
  const doubt =
    unmerged !== undefined
      ? producerDoubt(origin, unmerged)
      : origin?.producer.state === 'unknown'
        ? `run ${origin.run} of ${origin.workflow} made it; ${origin.producer.detail}`
        : undefined
  return doubt === undefined
    ? []
    : [finding('security-gate/producer-untrusted', { source, place: { path }, detail: `${path}: ${doubt}` })]
}

/** Shown of a list of files; the evidence file has them all. */
const NAMED = 5

function producerDoubt(origin: OriginFact | undefined, { security }: UnmergedFact): string | undefined {
  if (origin === undefined) return 'no run of a workflow is known to have made it.'
  const { producer, workflow, run } = origin
  switch (producer.state) {
    case 'trusted':
      return undefined
    case 'unknown':
      return `run ${run} of ${workflow} made it; ${producer.detail}`
    case 'rewritten': {
      if (isApproved(security, producer.files)) return undefined
      const more = producer.files.length - NAMED
      const files = `${producer.files.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
      return `run ${run} of ${workflow} made it, and the change decides what that does: it differs from the base in ${files}. ${security.detail}`
    }
  }
}

/** SARIF allows abbreviated revision ids; fewer than 7 digits prove nothing (spec/security-gate.md 3.8). */
function isCommit(named: string, judged: string): boolean {
  return named.length >= 7 && judged.startsWith(named.toLowerCase())
}

/** A run may describe a submodule or another checkout; only what it says about this repository binds. */
function aboutThisRepository(repositoryUri: string | undefined, uri: string): boolean {
  if (repositoryUri === undefined || !uri.startsWith('git+')) return true
  return plainUri(repositoryUri) === plainUri(uri)
}

/** `git@github.com:Acme/App.git`, `ssh://git@...`, `https://...` -> `github.com/acme/app` */
function plainUri(uri: string): string {
  return uri
    .toLowerCase()
    .replace(/^git\+/, '')
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
}
