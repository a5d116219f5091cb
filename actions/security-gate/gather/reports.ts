import { readFile, stat } from 'node:fs/promises'
import { sha256 as sha256Of } from '../../../shared/evidence/digest.ts'
import { ENVELOPE_SUFFIX, type Envelope, MAX_ENVELOPE_BYTES, parseEnvelope } from '../../../shared/evidence/envelope.ts'
import type { Log } from '../../../shared/run/log.ts'
import type { Source } from '../../../shared/verdict/finding.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import type { EnvelopeFact, ReportContent, ReportFact } from '../facts.ts'
import { MAX_BYTES } from '../scanners/document.ts'
import { readReport } from '../scanners/index.ts'
import { UnreadableReport } from '../scanners/report.ts'
import { type FoundReport, findReports, type ReportPattern } from './find-reports.ts'
import { type IsFile, relocateFinding, relocateRun } from './relocate.ts'
import type { Tracked } from './tracked.ts'

export interface GatheredReports {
  readonly sources: readonly Source[]
  readonly reports: readonly ReportFact[]
}

export interface GatherReports {
  readonly patterns: readonly ReportPattern[]
  readonly roots: readonly string[]
  readonly tracked: Tracked
  /** ISO 8601 UTC. */
  readonly now: string
  readonly log: Log
  /** Milliseconds. */
  readonly elapsed: () => number
}

/** Reads every file the patterns match, one after the other: a large report is forgotten before the next is opened. */
export async function gatherReports({
  patterns,
  roots,
  tracked,
  now,
  log,
  elapsed,
}: GatherReports): Promise<GatheredReports> {
  const sources: Source[] = []
  const reports: ReportFact[] = []
  const files = new Map<string, FoundReport>()
  for (const pattern of patterns) {
    const found = await findReports(pattern, roots)
    if (found.length === 0) sources.push(nothingMatches(pattern, now))
    for (const one of found) files.set(one.path, sameFile(files.get(one.path), one))
  }
  for (const source of sources) log.source(source, 0)
  for (const one of files.values()) {
    const begun = elapsed()
    const { source, report } = await readOne(one, tracked, now)
    log.source(source, elapsed() - begun)
    sources.push(source)
    reports.push(report)
  }
  return { sources, reports }
}

/** Two patterns may match one file; the one that names a kind is the one that was meant. */
function sameFile(first: FoundReport | undefined, second: FoundReport): FoundReport {
  if (first?.kind === undefined) return second
  if (second.kind === undefined || second.kind === first.kind) return first
  throw new InputError(
    `Input \`reports\`: ${first.path} is given as ${first.kind} and as ${second.kind}. Name one kind, or none: kinds are read from the content.`,
  )
}

function nothingMatches({ text }: ReportPattern, now: string): Source {
  return { id: `reports:${text}`, uri: text, state: 'absent', readAt: now, detail: `No file matches ${text}.` }
}

async function readOne(
  found: FoundReport,
  tracked: Tracked,
  now: string,
): Promise<{ source: Source; report: ReportFact }> {
  const id = `report:${found.path}`
  const base = { source: id, path: found.path, ...(found.kind !== undefined && { declared: found.kind }) }
  const at = { id, uri: found.path, readAt: now }
  if (found.file === undefined) {
    const content = unreadable('unreachable', found.problem ?? 'It cannot be opened.')
    return { source: { ...at, state: 'absent' }, report: { ...base, content } }
  }
  if (found.bytes > MAX_BYTES) {
    return { source: { ...at, state: 'partial' }, report: { ...base, content: tooLarge(found.bytes) } }
  }
  const bytes = await readFile(found.file)
  const sha256 = sha256Of(bytes)
  const known = tracked.refuses(found.file, bytes)
  const content = known === undefined ? contentOf(bytes, found.path, tracked.isFile) : unreadable('tracked', known)
  const envelope = await envelopeOf(found.file, sha256)
  return {
    source: { ...at, state: content.state === 'read' ? 'read' : 'absent', sha256 },
    report: { ...base, content, ...(envelope !== undefined && { envelope }) },
  }
}

export const tooLarge = (bytes: number): ReportContent =>
  unreadable('too-large', `It has ${bytes} bytes; at most ${MAX_BYTES} are read.`)

export function contentOf(bytes: Uint8Array, path: string, isFile: IsFile): ReportContent {
  try {
    const { format, runs, findings } = readReport(bytes, { name: path })
    return {
      state: 'read',
      format,
      runs: runs.map((run) => relocateRun(run, isFile)),
      findings: findings.map((finding) => relocateFinding(finding, isFile)),
    }
  } catch (error) {
    if (error instanceof UnreadableReport) return unreadable(error.reason, error.message)
    throw error
  }
}

export function unreadable(
  reason: Extract<ReportContent, { state: 'unreadable' }>['reason'],
  detail: string,
): ReportContent {
  return { state: 'unreadable', reason, detail }
}

/** `<report>.envelope.json`, written by the scan step (`dist/verify/index.js envelope`). */
async function envelopeOf(file: string, sha256: string): Promise<EnvelopeFact | undefined> {
  const path = `${file}${ENVELOPE_SUFFIX}`
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return undefined
  // Reading a pipe or a device could hang for ever.
  if (!found.isFile()) return { state: 'invalid', detail: 'The envelope is no regular file.' }
  if (found.size > MAX_ENVELOPE_BYTES) {
    return {
      state: 'invalid',
      detail: `An envelope has at most ${MAX_ENVELOPE_BYTES} bytes, this file has ${found.size}.`,
    }
  }
  return envelopeFrom(await readFile(path), sha256)
}

/** @param sha256 of the report it lies beside */
export function envelopeFrom(bytes: Uint8Array, sha256: string): EnvelopeFact {
  try {
    return envelopeFact(parseEnvelope(bytes), sha256)
  } catch (error) {
    if (error instanceof InputError) return { state: 'invalid', detail: error.message }
    throw error
  }
}

function envelopeFact(envelope: Envelope, sha256: string): EnvelopeFact {
  const { kinds, tool, commit, finishedAt, exitCode, runId } = envelope
  const matches = envelope.sha256 === sha256
  const said = { ...(exitCode !== undefined && { exitCode }), ...(runId !== undefined && { runId }) }
  return { state: 'read', kinds, tool, commit, finishedAt, matches, ...said }
}
