import type { Finding } from '../../../shared/verdict/finding.ts'
import type { ReportFact } from '../facts.ts'
import type { RunProblem, ScannerRun } from '../scanners/report.ts'
import { finding } from './findings.ts'

/** Above this share of unread files a run is incomplete whatever the change touched (decisions.md 1.8). */
const UNREAD_SHARE = 0.05

/** Shown of a list of files; the evidence file has them all. */
const NAMED = 5

/** What the report's own runs say against it. */
export function incompleteness(
  report: ReportFact,
  runs: readonly ScannerRun[],
  changed: readonly string[] | undefined,
): readonly Finding[] {
  if (runs.length === 0) return [problem('security-gate/scan-failed', report, `${report.path} holds no run at all.`)]
  return runs.flatMap((run, index) => {
    const told = run.problems.map((one) => judged(report, run, index, one, changed))
    // A reader that calls a run incomplete without saying why is still believed.
    if (
      run.complete ||
      told.some((one) => one.level === 'block') ||
      run.problems.some(({ kind }) => kind === 'partial' || kind === 'unproven')
    )
      return told
    return [...told, problem('security-gate/scan-failed', report, `${run.tool} did not finish.`, index)]
  })
}

function judged(
  report: ReportFact,
  run: ScannerRun,
  index: number,
  one: RunProblem,
  changed: readonly string[] | undefined,
): Finding {
  const detail = `${run.tool}: ${one.text}`
  switch (one.kind) {
    case 'failed':
      return problem('security-gate/scan-failed', report, detail, index)
    case 'partial':
      return partial(report, index, detail, one, changed)
    case 'unproven':
      return unproven(report, index, detail)
    case 'suspect':
      return problem('security-gate/scan-suspect', report, detail, index)
    case 'note':
      return problem('security-gate/report-note', report, detail, index)
  }
}

/** Some scanners write the same report when they find nothing and when they fail; only their exit code differs. */
function unproven(report: ReportFact, index: number, detail: string): Finding {
  const { envelope } = report
  if (envelope?.state === 'read' && envelope.exitCode === 0) {
    return problem('security-gate/report-note', report, `${detail} The envelope says that it was 0.`, index)
  }
  return problem('security-gate/scan-unproven', report, detail, index)
}

/**
 * Scanners skip files all the time, so a few unread ones outside the change are a note. Where the report does not say
 * which files, or git not what changed, nobody can know that, and the run counts as incomplete.
 */
function partial(
  report: ReportFact,
  index: number,
  detail: string,
  { paths, scanned }: RunProblem,
  changed: readonly string[] | undefined,
): Finding {
  if (paths === undefined || paths.length === 0) return problem('security-gate/scan-partial', report, detail, index)
  const named = `${paths.slice(0, NAMED).join(', ')}${paths.length > NAMED ? ` and ${paths.length - NAMED} more` : ''}`
  if (changed === undefined) {
    const why = 'which files the change touches is unknown (check out with a depth of 2 or more)'
    return problem('security-gate/scan-partial', report, `${detail} Not read: ${named}; ${why}.`, index)
  }
  const hit = paths.find((path) => changed.some((one) => mayBeSame(path, one)))
  if (hit !== undefined) {
    return problem(
      'security-gate/scan-partial',
      report,
      `${detail} Not read: ${named}; ${hit} is part of the change.`,
      index,
    )
  }
  if (scanned === undefined || paths.length > scanned * UNREAD_SHARE) {
    const share = scanned === undefined ? 'the report does not say of how many' : `of ${scanned} files, above 5 %`
    return problem('security-gate/scan-partial', report, `${detail} Not read: ${named}; ${share}.`, index)
  }
  return problem(
    'security-gate/report-note',
    report,
    `${detail} Not read: ${named}; of ${scanned} files, none in the change.`,
    index,
  )
}

/**
 * A scanner that ran in a folder of the repository, or above it, names files from there. Where one path is the end of
 * the other they may be one file, and what may be part of the change counts as part of it.
 */
function mayBeSame(unread: string, changed: string): boolean {
  const path = unread.replace(/^(?:\.\/)+/, '')
  return path === changed || changed.endsWith(`/${path}`) || path.endsWith(`/${changed}`)
}

function problem(code: Parameters<typeof finding>[0], report: ReportFact, detail: string, index = 0): Finding {
  return finding(code, {
    key: `${report.source}#${index}:${detail}`,
    source: report.source,
    place: { path: report.path },
    detail,
  })
}
