import { parseDuration } from '../../../shared/policy/duration.ts'
import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import type { EnvelopeFact, ReportFact } from '../facts.ts'
import type { ScanKind, ScannerRun } from '../scanners/report.ts'
import { finding } from './findings.ts'

/** Clocks of runners differ a little; a scan that finished later than this after `now` is not believed. */
const SKEW_MS = 5 * 60_000

/** When it finished, held against how old a scan of its kinds may be (decisions.md 1.5). */
export function ageOf(
  report: ReportFact,
  runs: readonly ScannerRun[],
  kinds: readonly ScanKind[],
  policy: SecurityGatePolicy,
  now: number,
): { readonly validUntil?: string; readonly findings: readonly Finding[] } {
  const bounds = kinds.flatMap((kind) => boundOf(policy, kind) ?? [])
  const { source, path } = report
  const place = { path }
  const finished = finishedAt(report, runs)
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
function finishedAt({ envelope, origin }: ReportFact, runs: readonly ScannerRun[]): number | undefined {
  const times = runs.map((run) => (run.finishedAt === undefined ? Number.NaN : Date.parse(run.finishedAt)))
  if (envelope?.state === 'read') times.push(Date.parse(envelope.finishedAt))
  // GitHub dates an artifact, and a scan has finished before its report is uploaded.
  if (origin?.kind === 'artifact') times.push(Date.parse(origin.at))
  else if (envelope?.state !== 'read' && times.some(Number.isNaN)) return undefined
  const known = times.filter((time) => !Number.isNaN(time))
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.min(a, b))
}
