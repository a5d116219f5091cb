import type { ScannerReport, Severity, UnreadableReport } from '../actions/security-gate/scanners/report.ts'

export type Counts = Readonly<Partial<Record<Severity, number>>>
export type Json = Readonly<Record<string, unknown>>

export interface Known {
  /** `derived`: another implementation of the spec; `defectdojo`: their parser, in their severities. */
  readonly by: 'derived' | 'defectdojo'
  readonly counts: Counts
}

export interface Entry {
  readonly file: string
  readonly kind: string
  readonly tool: string
  readonly notes: string
  readonly derived: Json
  readonly known: readonly Known[]
}

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const

/** Why a file may be refused: named rules, tried in order. */
export const REFUSALS: readonly { readonly name: string; holds(entry: Entry, error: UnreadableReport): boolean }[] = [
  { name: 'the manifest says it must be rejected', holds: ({ notes }) => /must be rejected/.test(notes) },
  {
    name: 'no scanner report: VEX, vectors and purls have readers of their own',
    holds: ({ kind }) => kind === 'vex' || kind === 'reference',
  },
  {
    name: 'no scanner report: source code, YAML, XML or console text',
    holds: ({ derived }, { reason }) => derived['parse'] === 'not-json' && reason !== 'wrong-version',
  },
  { name: 'only SARIF 2.1.0 is read (spec 3.7)', holds: (_, { reason }) => reason === 'wrong-version' },
  {
    name: 'an error of the tool stands where findings belong (spec 3.9)',
    holds: ({ derived, tool }, { reason }) =>
      reason === 'error-envelope' || (derived['records'] === 0 && tool === 'govulncheck'),
  },
  {
    name: 'a snapshot of a test tool: a report with lines of something else around it is refused',
    holds: ({ file }, { reason }) => file.endsWith('.snap') && reason === 'malformed',
  },
  { name: 'no reader for this format: refused, never clean', holds: (_, { reason }) => reason === 'unknown-format' },
]

/** Why counts may differ: named rules, tried in order. `sameTotal`: nothing was lost or added, only weighed otherwise. */
export const DIFFERENCES: readonly {
  readonly name: string
  holds(entry: Entry, known: Known, ours: { readonly report: ScannerReport; readonly counts: Counts }): boolean
}[] = [
  {
    name: 'the tool’s own label is read as well: Trivy’s CRITICAL and UNKNOWN share a level with others (spec 3.4.3, 3.9)',
    holds: (_, known, { report, counts }) =>
      report.format === 'sarif' && report.runs.every((run) => run.tool === 'Trivy') && sameTotal(known.counts, counts),
  },
  {
    name: 'a rule index counts when nothing has the id (spec 3.2.6)',
    holds: ({ file }, known, { counts }) =>
      file.endsWith('/DefaultRuleConfiguration.sarif') && sameTotal(known.counts, counts),
  },
  {
    name: 'DefectDojo calls a SARIF note Info, we call it low (spec 3.4.4)',
    holds: (_, known, { counts }) => known.by === 'defectdojo' && same(noteIsInfo(known.counts), noteIsInfo(counts)),
  },
  {
    name: 'DefectDojo counts one finding per location, we count one per result',
    holds: (_, known, { report, counts }) =>
      known.by === 'defectdojo' &&
      report.format === 'sarif' &&
      total(known.counts) > total(counts) &&
      atMost(counts, known.counts),
  },
  {
    name: 'DefectDojo calls an advisory without any severity low or info, ours is unknown, which blocks (spec 3.1)',
    holds: (_, known, { counts }) =>
      known.by === 'defectdojo' &&
      (counts.unknown ?? 0) > 0 &&
      sameTotal(known.counts, counts) &&
      onlyRaised(known.counts, counts),
  },
  {
    name: 'malware has no score and is critical (spec 0.7)',
    holds: (_, known, { report, counts }) =>
      report.findings.some((finding) => [finding.ruleId, ...finding.aliases].some((id) => id.startsWith('MAL-'))) &&
      sameTotal(known.counts, counts),
  },
  {
    name: 'OSV-Scanner’s advisories are counted once per group of aliases (spec 3.9)',
    holds: (_, known, { report, counts }) =>
      known.by === 'defectdojo' && report.format === 'osv-scanner' && total(counts) < total(known.counts),
  },
  {
    name: 'npm audit: advisories are counted, not the packages that depend on them (spec 3.9)',
    holds: (_, known, { report, counts }) =>
      known.by === 'defectdojo' && report.format === 'npm-audit' && total(counts) < total(known.counts),
  },
  {
    name: 'DefectDojo joins findings that it takes for one; the derived count is ours',
    holds: ({ known: all }, known, { counts }) =>
      known.by === 'defectdojo' &&
      total(counts) > total(known.counts) &&
      all.some((other) => other.by === 'derived' && same(other.counts, counts)),
  },
  {
    name: 'the derived count does not look into Trivy’s Kubernetes form (spec 3.9)',
    holds: ({ file }, known, { report }) =>
      known.by === 'derived' && report.format === 'trivy' && /kubernetes/.test(file) && total(known.counts) === 0,
  },
  {
    name: 'Semgrep’s INFO is a SARIF note, hence low (spec 3.9)',
    holds: (_, known, { report, counts }) =>
      known.by === 'derived' && report.format === 'semgrep' && same(noteIsInfo(known.counts), noteIsInfo(counts)),
  },
  {
    name: 'a secret is critical, or high when it is known not to work (spec 3.4.5)',
    holds: (_, known, { report, counts }) =>
      report.findings.some((finding) => finding.kind === 'secret') &&
      sameTotal(known.counts, counts) &&
      onlyRaised(known.counts, counts),
  },
  {
    name: 'the worst of score and label counts (spec 3.4.3)',
    holds: (_, known, { report, counts }) =>
      report.findings.some(({ scored, labelled }) => scored !== undefined && scored !== labelled) &&
      sameTotal(known.counts, counts) &&
      onlyRaised(known.counts, counts),
  },
]

const total = (counts: Counts): number => SEVERITIES.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0)
export const same = (a: Counts, b: Counts): boolean => show(a) === show(b)
const sameTotal = (a: Counts, b: Counts): boolean => total(a) === total(b)
const atMost = (a: Counts, b: Counts): boolean => {
  const [ours, theirs] = [noteIsInfo(a), noteIsInfo(b)]
  return SEVERITIES.every((severity) => (ours[severity] ?? 0) <= (theirs[severity] ?? 0))
}

function noteIsInfo({ low = 0, info = 0, ...rest }: Counts): Counts {
  return { ...rest, info: low + info }
}

/** At every bar, ours has at least as many findings at or above it: nothing was made harmless. */
function onlyRaised(theirs: Counts, ours: Counts): boolean {
  const order = ['critical', 'high', 'unknown', 'medium', 'low', 'info'] as const
  return order.every((_, at) => {
    const above = order.slice(0, at + 1)
    const sum = (counts: Counts): number => above.reduce((all, severity) => all + (counts[severity] ?? 0), 0)
    return sum(ours) >= sum(theirs)
  })
}

export function show(counts: Counts): string {
  const parts = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  )
  return parts.length === 0 ? 'none' : parts.join(' ')
}
