import { parseDuration } from '../../../shared/policy/duration.ts'
import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import type { Finding, SourceState } from '../../../shared/verdict/finding.ts'
import type { EnvelopeFact, ReportFact } from '../facts.ts'
import type { ScanKind, ScannerRun } from '../scanners/report.ts'
import { incompleteness } from './completeness.ts'
import { finding } from './findings.ts'

/** Clocks of runners differ a little; a scan that finished later than this after `now` is not believed. */
const SKEW_MS = 5 * 60_000

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
  const findings = [...kinds.findings, ...incomplete, ...binding.findings, ...age.findings]
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
  const { source, path, envelope } = report
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
  const named = [...(envelope?.state === 'read' ? [envelope.commit] : []), ...own.flatMap((run) => run.commit ?? [])]
  const other = named.find((commit) => !isCommit(commit, moment.commit))
  if (other !== undefined) {
    const detail = `${path} is about commit ${other.slice(0, 7)}; judged is ${moment.commit.slice(0, 7)}.`
    findings.push(finding('security-gate/report-foreign', { source, place, detail }))
    return { commit: other, findings }
  }
  const bound =
    envelope?.state === 'read' ||
    (own.length > 0 && own.length === runs.length && own.every((run) => run.commit !== undefined))
  if (!bound && envelope === undefined) {
    const detail = `Neither ${path} nor an envelope beside it says which commit was scanned.`
    findings.push(finding('security-gate/report-unbound', { source, place, detail }))
  }
  return bound ? { commit: moment.commit, findings } : { findings }
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

function ageOf(
  report: ReportFact,
  runs: readonly ScannerRun[],
  kinds: readonly ScanKind[],
  policy: SecurityGatePolicy,
  now: number,
): { readonly validUntil?: string; readonly findings: readonly Finding[] } {
  const bounds = kinds.flatMap((kind) => boundOf(policy, kind) ?? [])
  const { source, path } = report
  const place = { path }
  const finished = finishedAt(report.envelope, runs)
  const future = futureOf(report.envelope, runs, now)
  if (future !== undefined) {
    const detail = `${path} says its scan finished at ${new Date(future).toISOString()}, which is in the future.`
    return { findings: [finding('security-gate/report-undated', { source, place, detail })] }
  }
  if (bounds.length === 0) return { findings: [] }
  const bound = bounds.reduce((a, b) => (a.ms <= b.ms ? a : b))
  if (finished === undefined) {
    const detail = `Nothing says when the scan in ${path} finished, and ${bound.kind} may be ${bound.text} old at most.`
    return { findings: [finding('security-gate/report-undated', { source, place, detail })] }
  }
  const validUntil = new Date(finished + bound.ms).toISOString()
  if (finished + bound.ms >= now) return { validUntil, findings: [] }
  const detail = `${path} finished at ${new Date(finished).toISOString()}; ${bound.kind} may be ${bound.text} old at most.`
  return { findings: [finding('security-gate/report-stale', { source, place, detail })] }
}

export function boundOf(
  policy: SecurityGatePolicy,
  kind: ScanKind,
): { kind: ScanKind; text: string; ms: number } | undefined {
  if (kind !== 'sast' && kind !== 'sca' && kind !== 'secret') return undefined
  const text = policy['max-age'][kind]
  const ms = text === undefined ? undefined : parseDuration(text)
  return text === undefined || ms === undefined ? undefined : { kind, text, ms }
}

/** A time that nobody can have written yet, in the envelope, or in a run when there is none. */
function futureOf(envelope: EnvelopeFact | undefined, runs: readonly ScannerRun[], now: number): number | undefined {
  const times = envelope?.state === 'read' ? [envelope.finishedAt] : runs.flatMap((run) => run.finishedAt ?? [])
  return times.map((time) => Date.parse(time)).find((time) => time > now + SKEW_MS)
}

/**
 * The oldest of all that is said: one fresh run does not make the others fresh, and an envelope that is written beside
 * the report of a scan that did not run today does not make it today's.
 */
function finishedAt(envelope: EnvelopeFact | undefined, runs: readonly ScannerRun[]): number | undefined {
  const times = runs.map((run) => (run.finishedAt === undefined ? Number.NaN : Date.parse(run.finishedAt)))
  if (envelope?.state === 'read') times.push(Date.parse(envelope.finishedAt))
  else if (times.some(Number.isNaN)) return undefined
  const known = times.filter((time) => !Number.isNaN(time))
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.min(a, b))
}
