import { compare } from '../../../../shared/verdict/conclude.ts'
import type { Finding, SourceState } from '../../../../shared/verdict/finding.ts'
import type { AnalysisFact, CodeScanningFact } from '../../github-facts.ts'
import type { ScanKind } from '../../scanners/report.ts'
import { profileOf } from '../../scanners/tools.ts'
import { boundOf } from '../age.ts'
import type { Standing } from '../binding.ts'
import { finding } from '../findings.ts'
import { codeScanningMembers } from './code-scanning-members.ts'
import { type Context, type Judged, pending, unreadStanding } from './context.ts'
import { dismissalFindings } from './dismissed.ts'

type ReadFact = Extract<CodeScanningFact, { state: 'read' }>

/**
 * Analyses of the accepted commits prove what their tools scan for; alerts are findings. An analysis of another commit
 * proves nothing, however clean it is.
 */
export function codeScanning(fact: CodeScanningFact, context: Context): Judged {
  if (fact.state !== 'read') return { members: [], standing: unreadStanding(fact, 'Code scanning') }
  const { subject } = context
  const accepted = newestOf(fact.analyses.filter(({ commit }) => subject.accepted.includes(commit)))
  const others = newestOf(fact.analyses.filter(({ commit }) => !subject.accepted.includes(commit)))
  const running = fact.running ?? []
  const doubts = [
    ...accepted.flatMap((analysis) => doubtsOf(analysis, fact, context)),
    ...(accepted.length === 0 && running.length === 0
      ? others.map((one) => foreign(one, fact.source, subject.head))
      : []),
    ...(running.length === 0
      ? []
      : [
          pending({ source: fact.source, detail: `Still running for this commit: ${[...running].sort().join(', ')}.` }),
        ]),
  ]
  const dismissed = fact.alerts.flatMap(({ number, dismissal }) => (dismissal ? [{ number, dismissal }] : []))
  const findings = [
    ...doubts,
    ...accepted.flatMap((analysis) => notesOf(analysis, fact.source)),
    ...dismissalFindings(fact.source, dismissed, context),
  ]
  return {
    members: codeScanningMembers(fact, context),
    standing: standingOf(findings, accepted, others, fact, context),
  }
}

function standingOf(
  findings: readonly Finding[],
  accepted: readonly AnalysisFact[],
  others: readonly AnalysisFact[],
  { running = [] }: ReadFact,
  context: Context,
): Standing {
  const state = stateOf(findings)
  const seen = accepted.length > 0 ? accepted : state === 'read' ? [] : others
  const kinds = [...new Set(seen.flatMap(({ tool }) => kindsOf(tool)))].sort()
  // What runs has not said what it is; SAST is what code scanning is for.
  const about: readonly ScanKind[] = running.length > 0 && kinds.length === 0 ? ['sast'] : kinds
  const validUntil = accepted.flatMap((analysis) => expiryOf(analysis, context) ?? []).sort(compare)[0]
  return {
    state,
    findings,
    about,
    proves: state === 'read' ? kinds : [],
    ...(accepted[0] !== undefined && { commit: accepted[0].commit }),
    ...(validUntil !== undefined && { validUntil }),
  }
}

/** One of each tool and category: a newer upload takes the place of an older one on GitHub too. */
function newestOf(analyses: readonly AnalysisFact[]): AnalysisFact[] {
  const newest = new Map<string, AnalysisFact>()
  for (const one of analyses) {
    const key = JSON.stringify([one.tool, one.category ?? ''])
    const known = newest.get(key)
    if (
      known === undefined ||
      compare(one.createdAt, known.createdAt) > 0 ||
      (one.createdAt === known.createdAt && one.id > known.id)
    ) {
      newest.set(key, one)
    }
  }
  return [...newest].sort(([a], [b]) => compare(a, b)).map(([, one]) => one)
}

/** What a run of the tool proves. A name does not say which of its scans a tool with several ran; CodeQL has one. */
function kindsOf(tool: string): readonly ScanKind[] {
  const profile = profileOf(tool)
  if (profile === undefined) return []
  return profile.kindOf === undefined || profile.notifications === 'codeql' ? [profile.kind] : []
}

const nameOf = ({ tool, category }: AnalysisFact): string => (category === undefined ? tool : `${tool} (${category})`)

function doubtsOf(analysis: AnalysisFact, { source, alerts }: ReadFact, context: Context): Finding[] {
  const { producer, error, results, tool } = analysis
  const key = `${source}:${nameOf(analysis)}`
  const found: Finding[] = []
  if (error !== '') {
    const detail = `${nameOf(analysis)} of ${short(analysis.commit)}: ${error}`
    found.push(finding('security-gate/analysis-failed', { source, key, detail }))
  }
  if (producer?.state !== 'trusted') {
    const why = producer?.detail ?? 'Which workflow made it, and who could have changed that, is not known.'
    found.push(finding('security-gate/producer-untrusted', { source, key, detail: `${nameOf(analysis)}: ${why}` }))
  }
  if (results > 0 && !alerts.some((alert) => alert.tool === tool)) {
    const detail = `${nameOf(analysis)} has ${results} results, and GitHub shows no alert of it.`
    found.push(finding('security-gate/alerts-unreadable', { source, key, detail }))
  }
  if (results === 0 && profileOf(tool)?.emptyWhenFailed === true) {
    const detail = `${nameOf(analysis)} writes the same when it finds nothing and when it fails.`
    found.push(finding('security-gate/scan-unproven', { source, key, detail }))
  }
  const expires = expiryOf(analysis, context)
  if (expires !== undefined && Date.parse(expires) < context.now) {
    const detail = `${nameOf(analysis)} was made at ${analysis.createdAt} and was good until ${expires}.`
    found.push(finding('security-gate/report-stale', { source, key, detail }))
  }
  return found
}

function notesOf(analysis: AnalysisFact, source: string): Finding[] {
  const { warning, tool, rules, results } = analysis
  const key = `${source}:${nameOf(analysis)}`
  const found: Finding[] = []
  if (rules === 0 && results === 0) {
    const detail = `${nameOf(analysis)}: neither rules nor results.`
    found.push(finding('security-gate/scan-suspect', { source, key, detail }))
  }
  if (warning !== '') {
    const detail = `${nameOf(analysis)}: ${warning}`
    found.push(finding('security-gate/report-note', { source, key: `${key}:warning`, detail }))
  }
  if (kindsOf(tool).length === 0) {
    const detail = `${nameOf(analysis)}: an analysis does not say which scan this tool ran; its report does.`
    found.push(finding('security-gate/report-note', { source, key: `${key}:kind`, detail }))
  }
  return found
}

function foreign(analysis: AnalysisFact, source: string, head: string): Finding {
  const detail = `${nameOf(analysis)} is about commit ${short(analysis.commit)}; judged is ${short(head)}.`
  return finding('security-gate/report-foreign', { source, key: `${source}:${nameOf(analysis)}`, detail })
}

function expiryOf({ tool, createdAt }: AnalysisFact, { policy }: Context): string | undefined {
  const bounds = kindsOf(tool).flatMap((kind) => boundOf(policy, kind)?.ms ?? [])
  if (bounds.length === 0) return undefined
  return new Date(Date.parse(createdAt) + Math.min(...bounds)).toISOString()
}

/** The worst doubt names the state, as for reports. */
function stateOf(findings: readonly Finding[]): SourceState {
  const blocking = findings.filter(({ level }) => level === 'block')
  const has = (code: string): boolean => blocking.some((one) => one.code === `security-gate/${code}`)
  if (blocking.length === 0) return 'read'
  if (has('report-foreign')) return 'foreign'
  if (has('producer-untrusted')) return 'untrusted'
  if (has('report-stale')) return 'stale'
  return blocking.every(({ waiting }) => waiting === true) ? 'pending' : 'partial'
}

const short = (commit: string): string => commit.slice(0, 7)
