import { readReport } from '../../../../actions/security-gate/scanners/index.ts'
import type { ScannerFinding, ScannerReport, ScannerRun } from '../../../../actions/security-gate/scanners/report.ts'
import { UnreadableReport } from '../../../../actions/security-gate/scanners/report.ts'

/** SARIF as small as a test needs it; every part can hold anything, also what no tool should write. */
export interface RunParts {
  readonly tool?: string
  readonly rules?: readonly unknown[]
  readonly extensions?: readonly unknown[]
  readonly results?: unknown
  readonly driver?: object
  readonly run?: object
}

export function run(parts: RunParts = {}): object {
  return {
    tool: {
      driver: { name: parts.tool ?? 'Semgrep OSS', rules: parts.rules ?? [{ id: 'R1' }], ...parts.driver },
      ...(parts.extensions !== undefined && { extensions: parts.extensions }),
    },
    results: 'results' in parts ? parts.results : [],
    ...parts.run,
  }
}

export function log(runs: unknown, more: object = {}): object {
  return { version: '2.1.0', runs, ...more }
}

export const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

export const read = (value: unknown): ScannerReport => readReport(encode(value))

export function readOne(parts: RunParts): { readonly run: ScannerRun; readonly findings: readonly ScannerFinding[] } {
  const report = read(log([run(parts)]))
  const [only] = report.runs
  if (only === undefined || report.runs.length !== 1) throw new Error('expected one run')
  return { run: only, findings: report.findings }
}

/** The one finding of one result. */
export function finding(result: object, parts: Omit<RunParts, 'results'> = {}): ScannerFinding {
  const { findings } = readOne({ ...parts, results: [result] })
  const [only] = findings
  if (only === undefined || findings.length !== 1) throw new Error(`expected one finding, got ${findings.length}`)
  return only
}

export const notes = (parts: RunParts): string[] =>
  readOne(parts)
    .run.problems.filter((problem) => problem.kind === 'note')
    .map((problem) => problem.text)

/** `reason: message` of the refusal. */
export function refusal(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof UnreadableReport) return `${error.reason}: ${error.message}`
    throw error
  }
  throw new Error('expected a refusal')
}
