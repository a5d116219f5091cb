import {
  countOf,
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  nameOf,
  placeOf,
  valuesOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScannerReport, UnreadableReport } from './report.ts'
import { secretFinding } from './secrets.ts'

/**
 * `trufflehog --json`, version 3: one object a line on stdout; its log (also JSON) goes to stderr and often lands in
 * the same file. Only the log line `finished scanning` proves a run: with nothing found stdout stays empty, so a clean
 * report needs `2>&1`. `Raw`, `RawV2`, `Redacted`, `ExtraData` and `StructuredData` never leave this file.
 */
export const trufflehog: Reader = {
  format: 'trufflehog',
  recognises(document: Document): boolean {
    return valuesOf(document).some((value) => isSecret(value) || isLog(value) || isVersion2(value))
  },
  read(document: Document): ScannerReport {
    const values = valuesOf(document)
    if (values.some(isVersion2)) {
      throw new UnreadableReport(
        'wrong-version',
        'trufflehog 2 is not read: scan with version 3 (`trufflehog --json`).',
      )
    }
    const lines = entriesOf(values, 'lines')
    const secrets = lines.filter(isSecret)
    const logs = lines.filter(isLog)
    const strangers = lines.length - secrets.length - logs.length
    const end = logs.findLast((line) => line['msg'] === FINISHED)
    return oneRun(
      'trufflehog',
      {
        tool: 'trufflehog',
        kinds: ['secret'],
        version: nameOf(end?.['trufflehog_version']),
        finishedAt: instantOf(end?.['ts']),
        problems: problemsOf(secrets.length, logs, end, strangers),
      },
      secrets.map(finding),
    )
  },
}

const FINISHED = 'finished scanning'

const isSecret = (value: unknown): boolean =>
  isFields(value) && isFields(value['SourceMetadata']) && ('DetectorName' in value || 'DetectorType' in value)

const isLog = (value: unknown): boolean =>
  isFields(value) && value['logger'] === 'trufflehog' && typeof value['msg'] === 'string'

const isVersion2 = (value: unknown): boolean =>
  isFields(value) && Array.isArray(value['stringsFound']) && 'printDiff' in value

function problemsOf(
  secrets: number,
  logs: readonly Fields[],
  end: Fields | undefined,
  strangers: number,
): RunProblem[] {
  const problems: RunProblem[] = []
  if (strangers > 0) {
    problems.push({ kind: 'partial', text: `The file holds ${strangers} JSON lines that trufflehog did not write.` })
  }
  if (logs.some((line) => /^(?:error|fatal|panic)/.test(wordOf(line['level'])))) {
    problems.push({ kind: 'partial', text: 'trufflehog logged an error: part of the code may not have been scanned.' })
  }
  if (end === undefined) {
    if (secrets === 0)
      problems.push({ kind: 'failed', text: 'Nothing says that the scan was finished, and there are no results.' })
    return problems
  }
  const counted = (countOf(end['verified_secrets']) ?? 0) + (countOf(end['unverified_secrets']) ?? 0)
  if (counted > secrets) {
    problems.push({ kind: 'partial', text: `trufflehog counted ${counted} secrets, and the report lists ${secrets}.` })
  }
  return problems
}

function finding(secret: Fields): RunFinding {
  const place = placeIn(secret)
  return secretFinding({
    ruleId: nameOf(secret['DetectorName']) ?? `detector:${nameOf(secret['DetectorType']) ?? 'unnamed'}`,
    ...placeOf(place['file'] ?? place['path'], place['line']),
    leakedIn: nameOf(place['commit']),
    verified: verified(secret),
  })
}

/** `Verified: false` beside an error means that nobody could tell. */
function verified(secret: Fields): boolean | undefined {
  if (secret['Verified'] === true) return true
  const error = secret['VerificationError'] ?? secret['verificationError']
  return secret['Verified'] === false && (error === undefined || error === null || error === '') ? false : undefined
}

/** `SourceMetadata.Data` holds one object, named after the source: `Filesystem`, `Git`, `Github`, ... */
function placeIn(secret: Fields): Fields {
  const data = fieldsOf(fieldsOf(secret['SourceMetadata'])['Data'])
  return fieldsOf(Object.values(data).find(isFields))
}
