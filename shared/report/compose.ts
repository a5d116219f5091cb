import type { Enforcement } from '../policy/rollout.ts'
import type { Finding, Source, SourceState } from '../verdict/finding.ts'
import { reasonOf } from '../verdict/reasons.ts'
import { count, headline } from './headline.ts'
import type { Column, Inline, ReportModel, ReportSource, Rows, Section, Sign, Table, Text } from './model.ts'
import { age, instant } from './time.ts'

/** Title of the section that says what was looked at. */
export const EVIDENCE = 'Evidence'

/** The verdict in reading order: what blocks, what could not be seen, what was looked at, and, folded, the rest. */
export function composeReport(source: ReportSource): ReportModel {
  const { verdict, presentation } = source
  const columns = presentation.columns ?? DEFAULT_COLUMNS
  const groups = sortOut(verdict.findings)
  const table = (findings: readonly Finding[]) => findingsTable(columns, findings, source.enforcement)

  const sections: Section[] = [
    ...section(groups.open, (n) => count(n, 'finding blocks', 'findings block'), table),
    ...section(groups.blind, (n) => `${count(n, 'thing')} could not be seen`, unseenTable),
    ...(presentation.override ?? []),
    ...(presentation.evidence === undefined ? [] : [{ title: EVIDENCE, table: presentation.evidence }]),
  ]
  const note = presentation.coveredNote === undefined ? '' : ` (${presentation.coveredNote})`
  const folded: Section[] = [
    ...section(groups.warn, (n) => count(n, 'warning'), table),
    ...section(groups.note, (n) => `${count(n, 'finding')} below the bar`, table),
    ...section(groups.covered, (n) => `${count(n, 'exception')} in use${note}`, coveredTable),
    ...section(groups.overridden, (n) => `${count(n, 'finding')} overridden`, coveredTable),
    ...(presentation.more ?? []),
    { title: 'sources read', table: sourcesTable(verdict.sources, source) },
    {
      title: 'verify this verdict offline',
      commands: [`node dist/verify/index.js replay ${shellWord(source.evidencePath)}`],
    },
  ]
  return {
    gate: verdict.gate,
    conclusion: verdict.conclusion,
    ...(verdict.subject.commit === undefined ? {} : { commit: verdict.subject.commit }),
    headline: headline(source),
    basis: policyBasis(source),
    sections,
    folded,
    links: source.links,
    evidencePath: source.evidencePath,
  }
}

interface Groups {
  readonly open: readonly Finding[]
  readonly blind: readonly Finding[]
  readonly covered: readonly Finding[]
  readonly overridden: readonly Finding[]
  readonly warn: readonly Finding[]
  readonly note: readonly Finding[]
}

/** Every finding lands in exactly one group. Nothing covers what could not be seen, so blind comes first. */
function sortOut(findings: readonly Finding[]): Groups {
  const groups = { open: [], blind: [], covered: [], overridden: [], warn: [], note: [] } as Record<
    keyof Groups,
    Finding[]
  >
  for (const finding of findings) groups[groupOf(finding)].push(finding)
  return groups
}

function groupOf(finding: Finding): keyof Groups {
  if (finding.level === 'block' && reasonOf(finding.code).means === 'blind') return 'blind'
  if (finding.coveredBy !== undefined) return finding.coveredBy.startsWith('override:') ? 'overridden' : 'covered'
  return finding.level === 'block' ? 'open' : finding.level
}

function section(
  findings: readonly Finding[],
  title: (n: number) => string,
  table: (findings: readonly Finding[]) => Table,
): Section[] {
  return findings.length === 0 ? [] : [{ title: title(findings.length), table: table(findings) }]
}

const DEFAULT_COLUMNS: readonly Column[] = [
  { title: 'what', cell: ({ title, detail }) => `${title}: ${detail}` },
  { title: 'where', cell: placeOf },
  { title: 'remedy', cell: ({ remedy }) => remedy },
]

function placeOf({ place }: Finding): Text {
  return place === undefined ? '' : { kind: 'place', place }
}

const reason = ({ code }: Finding): Inline => ({ kind: 'reason', code })

function findingsTable(columns: readonly Column[], findings: readonly Finding[], enforcement: Enforcement): Table {
  return {
    columns: ['', ...columns.map(({ title }) => title), 'reason'],
    rows: rowsOf(findings, (finding) => [
      stateOf(finding, enforcement),
      ...columns.map(({ cell }) => cell(finding)),
      reason(finding),
    ]),
  }
}

const rowsOf = (findings: readonly Finding[], row: (finding: Finding) => readonly Text[]): Rows => ({
  length: findings.length,
  slice: (start, end) => findings.slice(start, end).map(row),
})

function stateOf({ level, waiting }: Finding, { mode }: Enforcement): Text {
  if (level === 'note') return ''
  if (level === 'warn') return { kind: 'state', sign: 'warn', word: 'warns' }
  if (waiting) return { kind: 'state', sign: 'warn', word: 'waiting' }
  return mode === 'enforce'
    ? { kind: 'state', sign: 'bad', word: 'blocks' }
    : { kind: 'state', sign: 'warn', word: 'would block' }
}

function unseenTable(findings: readonly Finding[]): Table {
  const what = (finding: Finding): Text => [
    finding.detail,
    ...(finding.place === undefined ? [] : [' ', placeOf(finding)].flat()),
  ]
  return {
    columns: ['', 'what could not be seen', 'remedy', 'reason'],
    rows: rowsOf(findings, (finding) => [
      { kind: 'state', sign: 'blind', word: 'blind' },
      what(finding),
      finding.remedy,
      reason(finding),
    ]),
  }
}

function coveredTable(findings: readonly Finding[]): Table {
  return {
    columns: ['', 'what', 'where', 'covered by', 'reason'],
    rows: rowsOf(findings, (finding) => [
      { kind: 'state', sign: 'warn', word: 'covered' },
      finding.title === finding.detail ? finding.title : `${finding.title}: ${finding.detail}`,
      placeOf(finding),
      { kind: 'code', text: finding.coveredBy ?? '' },
      reason(finding),
    ]),
  }
}

export const SOURCE_SIGNS: Readonly<Record<SourceState, Sign>> = {
  read: 'ok',
  pending: 'warn',
  absent: 'blind',
  forbidden: 'blind',
  partial: 'blind',
  stale: 'blind',
  foreign: 'blind',
  untrusted: 'blind',
}

function sourcesTable(sources: readonly Source[], { now, zone }: ReportSource): Table {
  return {
    columns: ['source', 'state', 'commit', 'read', 'detail'],
    rows: sources.map((source) => [
      { kind: 'code', text: source.uri },
      { kind: 'state', sign: SOURCE_SIGNS[source.state], word: source.state },
      source.commit === undefined ? '' : { kind: 'commit', sha: source.commit },
      `${instant(source.readAt, zone)}, ${age(source.readAt, now)}`,
      [source.detail, source.needs === undefined ? undefined : `needs ${source.needs}`].filter(Boolean).join('; '),
    ]),
  }
}

/** `Policy: main@1f3c9aa`; a file that no commit vouches for is named by its digest. */
function policyBasis({ policy, verdict, enforcement }: ReportSource): Text {
  const part = policy.parts[0]
  if (part === undefined) {
    return enforcement.mode === 'observe' && enforcement.because === 'no-policy'
      ? `Policy: none in the repository, so preset ${enforcement.preset}`
      : 'Policy: none in the repository'
  }
  const branch = verdict.subject.baseRef?.replace(/^refs\/heads\//, '')
  const more = policy.parts.length > 1 ? ` and ${policy.parts.length - 1} more` : ''
  if (part.commit !== undefined) return [`Policy: ${branch ?? part.uri}@`, { kind: 'commit', sha: part.commit }, more]
  return ['Policy: ', { kind: 'code', text: part.uri }, ` (sha256 ${part.sha256.slice(0, 12)})${more}`]
}

/** The path goes into a command that people paste. */
const shellWord = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
