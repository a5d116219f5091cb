import { entriesOf, type Fields, isFields, lineOf, nameOf, placeOf } from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScannerReport } from './report.ts'
import { secretFinding } from './secrets.ts'

/**
 * gitleaks: a JSON array of leaks (v8 `RuleID`, `File`, `StartLine`; v7 and older `rule`, `file`, `lineNumber`).
 * `Secret`, `Match`, `Author`, `Email` and `Message` never leave this file. `Commit` is the commit of the leak, not of
 * the scan, and the format says neither its version nor its time.
 *
 * A clean run writes `[]` (older versions `null`), which names no tool: see `nameless` in reader.ts. SARIF names it.
 */
export const gitleaks: Reader = {
  format: 'gitleaks',
  nameless: {
    word: 'gitleaks',
    recognises: (document) => document.kind === 'json' && Array.isArray(document.value) && document.value.length === 0,
  },
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !Array.isArray(document.value)) return false
    return (
      document.value.length > 0 && document.value.every((leak) => isFields(leak) && (isLeak(leak) || isOldLeak(leak)))
    )
  },
  read(document: Document): ScannerReport {
    const leaks = entriesOf(document.kind === 'json' ? document.value : undefined, 'leaks')
    const problems: RunProblem[] = leaks.length === 0 ? [NAMELESS] : []
    return oneRun('gitleaks', { tool: 'gitleaks', kinds: ['secret'], problems }, leaks.map(finding))
  },
}

const NAMELESS: RunProblem = {
  kind: 'suspect',
  text: 'An empty list names no tool; it counts as gitleaks because of the file name. SARIF would name the tool and its rules.',
}

const isLeak = (leak: Fields): boolean =>
  typeof leak['RuleID'] === 'string' && ('Secret' in leak || 'Match' in leak || 'Fingerprint' in leak)
const isOldLeak = (leak: Fields): boolean => typeof leak['rule'] === 'string' && typeof leak['offender'] === 'string'

function finding(leak: Fields): RunFinding {
  const old = isOldLeak(leak)
  return secretFinding({
    ruleId: nameOf(leak[old ? 'rule' : 'RuleID']) ?? 'unnamed',
    ...placeOf(leak[old ? 'file' : 'File'], leak[old ? 'lineNumber' : 'StartLine']),
    column: lineOf(leak['StartColumn']),
    leakedIn: nameOf(leak[old ? 'commit' : 'Commit']),
  })
}
