import type { RunProblem, ScannerFinding, ScannerRun } from '../scanners/report.ts'

/** True for a path, relative to the root of the repository, that is a file of the judged commit. */
export type IsFile = (path: string) => boolean

/**
 * Scanners that write absolute paths (OSV-Scanner, Semgrep on request) name the machine they ran on. The longest end of
 * such a path that is a file of the commit is the file they mean; a path with no such end stays as it is, absolute.
 */
export function relocate(path: string, isFile: IsFile): string {
  if (!path.startsWith('/')) return path
  for (let at = 1; at > 0; at = path.indexOf('/', at) + 1) {
    const end = path.slice(at)
    if (isFile(end)) return end
  }
  return path
}

export function relocateFinding(finding: ScannerFinding, isFile: IsFile): ScannerFinding {
  const { location } = finding
  if (location === undefined || !location.path.startsWith('/')) return finding
  return { ...finding, location: { ...location, path: relocate(location.path, isFile) } }
}

export function relocateRun(run: ScannerRun, isFile: IsFile): ScannerRun {
  return { ...run, problems: run.problems.map((problem) => relocateProblem(problem, isFile)) }
}

function relocateProblem(problem: RunProblem, isFile: IsFile): RunProblem {
  return problem.paths === undefined
    ? problem
    : { ...problem, paths: problem.paths.map((path) => relocate(path, isFile)) }
}
