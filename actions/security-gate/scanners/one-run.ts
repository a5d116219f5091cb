import type { RunProblem, ScannerFinding, ScannerReport, ScannerRun } from './report.ts'

/** A finding whose run is the only one of its report. */
export type RunFinding = Omit<ScannerFinding, 'run'>

/** `version: undefined` and the like are welcome: they are left out. */
export interface RunFacts {
  readonly tool: string
  readonly version?: string | undefined
  readonly kinds: ScannerRun['kinds']
  readonly problems?: readonly RunProblem[]
  readonly commit?: string | undefined
  readonly finishedAt?: string | undefined
}

/**
 * Every format but SARIF holds one run. A run that failed, left something out or cannot be told from a failed one is not complete.
 * Findings that look alike are all kept: telling them apart is the judge's work.
 */
export function oneRun(format: string, facts: RunFacts, findings: readonly RunFinding[]): ScannerReport {
  const problems = facts.problems ?? []
  const complete = !problems.some(({ kind }) => kind === 'failed' || kind === 'partial' || kind === 'unproven')
  const run: ScannerRun = {
    tool: facts.tool,
    ...(facts.version !== undefined && { version: facts.version }),
    kinds: facts.kinds,
    complete,
    problems,
    ...(facts.commit !== undefined && { commit: facts.commit }),
    ...(facts.finishedAt !== undefined && { finishedAt: facts.finishedAt }),
  }
  return { format, complete, runs: [run], findings: findings.map((finding) => ({ run: 0, ...finding })) }
}
