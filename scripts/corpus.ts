import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { argv, exit, stdout } from 'node:process'
import { readReport } from '../actions/security-gate/scanners/index.ts'
import { type ScannerReport, type Severity, UnreadableReport } from '../actions/security-gate/scanners/report.ts'

/**
 * `node scripts/corpus.ts DIR`: reads every file of a corpus of real scanner output and compares what we count with
 * what its MANIFEST.json knows of it. One line per difference; exit 1 when one of them has no explanation.
 */
type Counts = Readonly<Partial<Record<Severity, number>>>
type Json = Readonly<Record<string, unknown>>

interface Known {
  /** `derived`: another implementation of the spec; `defectdojo`: their parser, in their severities. */
  readonly by: 'derived' | 'defectdojo'
  readonly counts: Counts
}

interface Entry {
  readonly file: string
  readonly kind: string
  readonly tool: string
  readonly notes: string
  readonly derived: Json
  readonly known: readonly Known[]
}

type Outcome = { readonly report: ScannerReport; readonly counts: Counts } | { readonly refused: UnreadableReport }

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const

/** Words of the manifest that are not ours: Semgrep's levels, npm's `moderate`, OSV's unscored groups. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ...SEVERITIES.map((severity): [string, Severity] => [severity, severity]),
  ['error', 'high'],
  ['warning', 'medium'],
  ['moderate', 'medium'],
  ['negligible', 'low'],
  ['none', 'info'],
  ['unscored', 'unknown'],
])

/** Why a file may be refused: named rules, tried in order. */
const REFUSALS: readonly { readonly name: string; holds(entry: Entry, error: UnreadableReport): boolean }[] = [
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
const DIFFERENCES: readonly {
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
    name: 'the derived count does not look into Trivy’s Kubernetes form; DefectDojo’s does and agrees (spec 3.9)',
    holds: ({ known: all }, known, { report, counts }) =>
      known.by === 'derived' &&
      report.format === 'trivy' &&
      total(known.counts) === 0 &&
      all.some((other) => other.by === 'defectdojo' && same(other.counts, counts)),
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

function main(directory: string): number {
  const manifest = JSON.parse(readFileSync(join(directory, 'MANIFEST.json'), 'utf8')) as {
    readonly entries: readonly Json[]
  }
  const refused = new Map<string, number>()
  const sums = { files: 0, read: 0, equal: 0, explained: 0, unexplained: 0 }
  const tell = (label: 'explained' | 'unexplained', file: string, text: string): void => {
    sums[label]++
    stdout.write(`${label.padEnd(12)}${file}: ${text}\n`)
  }
  for (const entry of manifest.entries.map(entryOf)) {
    sums.files++
    const outcome = readEntry(directory, entry)
    if ('refused' in outcome) {
      const { reason, message } = outcome.refused
      refused.set(reason, (refused.get(reason) ?? 0) + 1)
      const rule = REFUSALS.find(({ holds }) => holds(entry, outcome.refused))
      tell(
        rule === undefined ? 'unexplained' : 'explained',
        entry.file,
        `refused as ${reason}; ${rule?.name ?? message}`,
      )
      continue
    }
    sums.read++
    for (const known of entry.known) {
      if (same(known.counts, outcome.counts)) {
        sums.equal++
        continue
      }
      const rule = DIFFERENCES.find(({ holds }) => holds(entry, known, outcome))
      const text = `${known.by} ${show(known.counts)}, ours ${show(outcome.counts)}; ${rule?.name ?? 'no rule explains it'}`
      tell(rule === undefined ? 'unexplained' : 'explained', entry.file, text)
    }
  }
  const reasons = [...refused].map(([reason, count]) => `${count} ${reason}`).join(', ')
  stdout.write(
    `${sums.files} files: ${sums.read} read, ${sums.files - sums.read} refused (${reasons}); ` +
      `comparisons: ${sums.equal} equal, ${sums.explained} explained, ${sums.unexplained} unexplained\n`,
  )
  return sums.unexplained === 0 ? 0 : 1
}

function readEntry(directory: string, { file }: Entry): Outcome {
  try {
    const report = readReport(readFileSync(join(directory, file)), { name: basename(file) })
    const counts: Partial<Record<Severity, number>> = {}
    for (const { severity } of report.findings) counts[severity] = (counts[severity] ?? 0) + 1
    return { report, counts }
  } catch (error) {
    if (error instanceof UnreadableReport) return { refused: error }
    throw new Error(`${file}: a reader threw something else than UnreadableReport`, { cause: error })
  }
}

function entryOf(entry: Json): Entry {
  const derived = objectOf(entry['derived'])
  const counts = derivedCounts(derived)
  const others = [...listOf(entry['expected']), entry['peer']].map(objectOf)
  const seen = new Set<string>()
  const known: Known[] = counts === undefined ? [] : [{ by: 'derived', counts }]
  for (const other of others) {
    if (typeof other['severity'] !== 'object' || other['severity'] === null) continue
    const theirs = countsOf(other['severity'])
    if (seen.has(show(theirs))) continue
    seen.add(show(theirs))
    known.push({ by: 'defectdojo', counts: theirs })
  }
  return {
    file: String(entry['file']),
    kind: String(entry['kind']),
    tool: String(entry['tool']),
    notes: String(entry['notes'] ?? ''),
    derived,
    known,
  }
}

/** The manifest counts each format in fields of its own; formats it only lists the keys of have no counts. */
function derivedCounts(derived: Json): Counts | undefined {
  if (Array.isArray(derived['runs']))
    return add(...derived['runs'].map((run) => countsOf(objectOf(run)['severityAll'])))
  if (derived['severity'] !== undefined) return countsOf(derived['severity'])
  if (typeof derived['vulnerabilities'] === 'object') {
    return add(...['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'].map((key) => countsOf(derived[key])))
  }
  return derived['advisories'] === undefined ? undefined : countsOf(derived['advisories'])
}

/** `{ high: 2, 'low/FAIL': 1, 'low/PASS': 3 }`: what a check passed is no finding. */
function countsOf(value: unknown): Counts {
  const counts: Partial<Record<Severity, number>> = {}
  for (const [key, count] of Object.entries(objectOf(value))) {
    const [word = '', status = 'FAIL'] = key.split('/')
    if (status !== 'FAIL' || typeof count !== 'number') continue
    const severity = WORDS.get(word.toLowerCase()) ?? 'unknown'
    counts[severity] = (counts[severity] ?? 0) + count
  }
  return counts
}

function add(...all: readonly Counts[]): Counts {
  return Object.fromEntries(
    SEVERITIES.map((severity) => [severity, all.reduce((sum, counts) => sum + (counts[severity] ?? 0), 0)]),
  )
}

const total = (counts: Counts): number => SEVERITIES.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0)
const same = (a: Counts, b: Counts): boolean => show(a) === show(b)
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

function show(counts: Counts): string {
  const parts = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  )
  return parts.length === 0 ? 'none' : parts.join(' ')
}

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const directory = argv[2]
if (directory === undefined) {
  stdout.write('Usage: node scripts/corpus.ts DIR, where DIR holds MANIFEST.json and the files it names.\n')
  exit(2)
}
exit(main(directory))
