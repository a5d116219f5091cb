import { fieldsOf, isFields, listOf, malformed } from '../fields.ts'
import type { Document, Reader } from '../reader.ts'
import {
  type RunProblem,
  type ScannerFinding,
  type ScannerReport,
  type ScannerRun,
  UnreadableReport,
} from '../report.ts'
import { cleanText } from '../text.ts'
import { readRun } from './run.ts'

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as spec security-gate 3.2 to 3.9 reads it.
 * One finding per result. Structure that cannot be understood makes the whole report unreadable, because what stands
 * there could be a finding; everything else that is odd is kept and told in the run's problems.
 */
export const sarif: Reader = {
  format: 'sarif',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value)) return false
    const log = document.value
    return (
      isSarifSchema(log['$schema']) || ('runs' in log && (typeof log['version'] === 'string' || hasTool(log['runs'])))
    )
  },
  read(document: Document): ScannerReport {
    const log = fieldsOf(document.kind === 'json' ? document.value : undefined)
    const general = [...checkVersion(log['version']), ...inlineExternals(log['inlineExternalProperties'])]
    const findings: ScannerFinding[] = []
    const runs = runsOf(log['runs']).map((run, index) => withProblems(readRun(run, index, findings), general))
    return {
      format: 'sarif',
      // An empty list has no incomplete run and proves nothing.
      complete: runs.length > 0 && runs.every((run) => run.complete),
      runs,
      findings,
    }
  },
}

function isSarifSchema(schema: unknown): boolean {
  return typeof schema === 'string' && /sarif/i.test(schema.slice(0, 512))
}

function hasTool(runs: unknown): boolean {
  return 'tool' in fieldsOf(listOf(runs)[0])
}

/** Pre-releases of 2.1.0 (`2.1.0-rtm.5`) have its words; 1.0 and 2.0 name severities and suppressions differently. */
function checkVersion(version: unknown): RunProblem[] {
  if (version === '2.1.0') return []
  if (typeof version === 'string' && /^2\.1\.0-rtm\.\d{1,3}$/.test(version)) {
    return [{ kind: 'note', text: `The report is of the pre-release ${version}, read as 2.1.0.` }]
  }
  const named = cleanText(version, 32)
  throw new UnreadableReport(
    'wrong-version',
    `The report is ${named === undefined ? 'SARIF without a version' : `SARIF ${named}`}, and only 2.1.0 is read.`,
  )
}

/** Parts of runs that stand outside of them (SARIF 3.13.5); no tool is known to write them. */
function inlineExternals(value: unknown): RunProblem[] {
  const holdsResults = listOf(value).some((properties) => fieldsOf(properties)['results'] !== undefined)
  return holdsResults
    ? [
        {
          kind: 'failed',
          text: 'Results stand outside their runs (`inlineExternalProperties`), where they are not read.',
        },
      ]
    : []
}

function runsOf(runs: unknown): readonly unknown[] {
  // null: the tool could not get at any run (SARIF 3.13.4), which is as empty as no run.
  if (runs === null) return []
  if (!Array.isArray(runs)) throw malformed('`runs` is no list')
  return runs
}

function withProblems(run: ScannerRun, problems: readonly RunProblem[]): ScannerRun {
  if (problems.length === 0) return run
  const failed = problems.some((problem) => problem.kind === 'failed')
  return { ...run, complete: run.complete && !failed, problems: [...problems, ...run.problems] }
}
