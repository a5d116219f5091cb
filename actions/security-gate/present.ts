import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { SOURCE_SIGNS } from '../../shared/report/compose.ts'
import { count } from '../../shared/report/headline.ts'
import type { Column, Presentation, Table, Text } from '../../shared/report/model.ts'
import { age } from '../../shared/report/time.ts'
import type { Finding } from '../../shared/verdict/finding.ts'
import type { ReportFact, SecurityFacts } from './facts.ts'
import { pageOf } from './in-public.ts'
import { scoreOf } from './judge/merge.ts'
import { type Assessment, KIND_NAMES } from './judge.ts'
import { presentOverride } from './present-override.ts'
import type { ScanKind, Severity } from './scanners/report.ts'

/** What only this gate can word: severities, tools, and which scans there are. */
export function present(evidence: Evidence<SecurityFacts, Policy>, assessment: Assessment): Presentation {
  const { verdict, clusters, standings } = assessment
  const open = verdict.findings.filter(
    ({ level, coveredBy, key }) => level === 'block' && coveredBy === undefined && clusters.has(key),
  )
  const kept = verdict.findings.filter(
    (one) => one.level === 'block' && one.coveredBy === undefined && pageOf(one) !== undefined,
  )
  const blocking = [
    ...(open.length > 0 ? [`${severities(open, clusters)} ${places(open)}`] : []),
    ...kept.map(({ title }) => title),
  ]
  const below = verdict.findings.filter(({ code }) => code === 'security-gate/below-the-bar').length
  const kinds = evidence.policy.resolved['security-gate'].require
  const commit = verdict.subject.commit?.slice(0, 7) ?? 'this commit'
  const scans = list(kinds.map((kind) => KIND_NAMES[kind]))
  return {
    ...(blocking.length > 0 && { failed: blocking.join(', ') }),
    passed: `${scans} complete for ${commit}${below > 0 ? `, ${count(below, 'finding')} below the bar` : ''}`,
    fix: 'Fix, or record an exception with owner, ticket and expiry, then push.',
    columns: columns(clusters),
    ...presentOverride(evidence, assessment, columns(clusters)),
    evidence: evidenceTable(evidence, standings),
  }
}

const ORDER: readonly Severity[] = ['critical', 'unknown', 'high', 'medium', 'low', 'info']

/** `2 critical, 1 high` */
function severities(findings: readonly Finding[], clusters: Assessment['clusters']): string {
  const counts = new Map<Severity, number>()
  for (const { key } of findings) {
    const severity = clusters.get(key)?.severity ?? 'unknown'
    counts.set(severity, (counts.get(severity) ?? 0) + 1)
  }
  return ORDER.flatMap((severity) => {
    const n = counts.get(severity)
    return n === undefined ? [] : [`${n} ${severity === 'unknown' ? 'of unknown severity' : severity}`]
  }).join(', ')
}

function places(findings: readonly Finding[]): string {
  const distinct = new Set(
    findings.map(({ place, key }) => (place === undefined ? key : `${place.path}:${place.line ?? ''}`)),
  )
  return `in ${count(distinct.size, 'place')}`
}

function columns(clusters: Assessment['clusters']): readonly Column[] {
  const grade = ({ key, level }: Finding): Text => {
    const one = clusters.get(key)
    if (one === undefined) return level
    const score = scoreOf(one.members)
    return score === undefined ? one.severity : `${one.severity} ${score.toFixed(1)}`
  }
  const tools = ({ key }: Finding): Text =>
    [...new Set(clusters.get(key)?.members.map(({ tool }) => tool))].sort().join(', ')
  return [
    { title: 'severity', cell: grade },
    {
      title: 'what',
      cell: (finding) => (clusters.has(finding.key) ? finding.title : `${finding.title}: ${finding.detail}`),
    },
    { title: 'where', cell: placeOf },
    { title: 'found by', cell: tools },
    { title: 'remedy', cell: ({ remedy }) => remedy },
  ]
}

function placeOf(finding: Finding): Text {
  const { place } = finding
  if (place !== undefined) return { kind: 'place', place }
  const page = pageOf(finding)
  return page === undefined ? '' : { kind: 'page', path: page }
}

/** A row for each kind of scan the policy requires, then one for each other kind there is. */
function evidenceTable(evidence: Evidence<SecurityFacts, Policy>, standings: Assessment['standings']): Table {
  const required: readonly ScanKind[] = evidence.policy.resolved['security-gate'].require
  const others = [...new Set([...standings.values()].flatMap(({ about }) => about))]
    .filter((kind) => !required.includes(kind))
    .sort()
  return {
    columns: ['evidence', 'tool', 'commit', 'age', 'state'],
    rows: [...required, ...others].map((kind) => kindRow(kind, evidence, standings)),
  }
}

function kindRow(
  kind: ScanKind,
  { facts, now }: Evidence<SecurityFacts, Policy>,
  standings: Assessment['standings'],
): readonly Text[] {
  const name = kind in KIND_NAMES ? KIND_NAMES[kind as keyof typeof KIND_NAMES] : kind
  const about = [...standings].filter(([, standing]) => standing.about.includes(kind))
  if (about.length === 0) return [name, '', '', '', { kind: 'state', sign: 'blind', word: 'missing' }]
  const [, worst] = about.find(([, { state }]) => state !== 'read') ?? about[0] ?? []
  const state = worst?.state ?? 'absent'
  const commit = worst?.commit
  const reports = facts.reports.filter(({ source }) => about.some(([id]) => id === source))
  const finished = reports
    .map(finishedAt)
    .filter((time) => time !== undefined)
    .sort()[0]
  const tools = [...reports.flatMap((one) => toolsOf(one, kind)), ...about.flatMap(([id]) => GITHUB_TOOLS[id] ?? [])]
  return [
    name,
    [...new Set(tools)].sort().join(', '),
    commit === undefined ? '' : { kind: 'commit', sha: commit },
    finished === undefined ? '' : age(finished, now),
    { kind: 'state', sign: SOURCE_SIGNS[state], word: state === 'read' ? 'complete' : state },
  ]
}

const GITHUB_TOOLS: Readonly<Record<string, string>> = {
  'github:code-scanning': 'code scanning',
  'github:dependencies': 'dependency review',
  'github:dependabot': 'Dependabot',
  'github:secret-alerts': 'secret scanning',
}

function toolsOf({ content, declared }: ReportFact, kind: ScanKind): string[] {
  if (content.state !== 'read') return []
  return content.runs
    .filter(({ kinds }) => kinds.includes(kind) || (kinds.length === 0 && declared === kind))
    .map(({ tool, version }) => (version === undefined ? tool : `${tool} ${version}`))
}

function finishedAt({ envelope, content }: ReportFact): string | undefined {
  const told = content.state === 'read' ? content.runs.flatMap((run) => run.finishedAt ?? []) : []
  return [...told, ...(envelope?.state === 'read' ? [envelope.finishedAt] : [])].sort()[0]
}

/** `SAST, SCA and secret scan` */
const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
