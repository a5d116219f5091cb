import { bound, cleanReports, result, sarif } from '../../../actions/security-gate/gate.ts'

/** Complete, bound and fresh, and it found something. */
export const dirty = (commit: string): Record<string, string> => ({
  ...cleanReports(commit),
  ...bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [result('R1', 'src/door.ts', 1)]) }),
})
