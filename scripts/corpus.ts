import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { argv, exit, stdout } from 'node:process'
import { readReport } from '../actions/security-gate/scanners/index.ts'
import { type ScannerReport, type Severity, UnreadableReport } from '../actions/security-gate/scanners/report.ts'
import {
  type Counts,
  DIFFERENCES,
  type Entry,
  type Json,
  type Known,
  REFUSALS,
  SEVERITIES,
  same,
  show,
} from './corpus-rules.ts'

type Outcome = { readonly report: ScannerReport; readonly counts: Counts } | { readonly refused: UnreadableReport }

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

/**
 * `node scripts/corpus.ts DIR`: reads every file of a corpus of real scanner output and compares what we count with
 * what its MANIFEST.json knows of it. One line per difference; exit 1 when one of them has no explanation.
 */
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

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const directory = argv[2]
if (directory === undefined) {
  stdout.write('Usage: node scripts/corpus.ts DIR, where DIR holds MANIFEST.json and the files it names.\n')
  exit(2)
}
exit(main(directory))
