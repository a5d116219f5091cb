import {
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  listOf,
  nameOf,
  placeOf,
  requiredFields,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScannerReport } from './report.ts'
import { secretFinding } from './secrets.ts'

/**
 * `detect-secrets scan`: the baseline, by file. An entry that somebody audited as no secret (`is_secret: false`) is
 * suppressed, not left out. `hashed_secret` is an unsalted SHA-1 of the secret and never leaves this file.
 */
export const detectSecrets: Reader = {
  format: 'detect-secrets',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value)) return false
    return Array.isArray(document.value['plugins_used']) && isFields(document.value['results'])
  },
  read(document: Document): ScannerReport {
    const baseline = document.kind === 'json' ? fieldsOf(document.value) : {}
    const findings: RunFinding[] = []
    for (const [file, secrets] of Object.entries(requiredFields(baseline['results'], 'results'))) {
      for (const secret of entriesOf(secrets, 'results[...]')) findings.push(finding(secret, file))
    }
    return oneRun(
      'detect-secrets',
      {
        tool: 'detect-secrets',
        version: nameOf(baseline['version']),
        kinds: ['secret'],
        problems: listOf(baseline['plugins_used']).length === 0 ? [NO_PLUGINS] : [],
        finishedAt: instantOf(baseline['generated_at']),
      },
      findings,
    )
  },
}

const NO_PLUGINS: RunProblem = {
  kind: 'failed',
  text: 'detect-secrets ran without a single plugin: it looked for nothing.',
}

function finding(secret: Fields, file: string): RunFinding {
  return secretFinding({
    ruleId: nameOf(secret['type']) ?? 'unnamed',
    ...placeOf(secret['filename'] ?? file, secret['line_number']),
    // detect-secrets writes `is_verified: false` without having tried: only `true` says something.
    verified: secret['is_verified'] === true ? true : undefined,
    ...(secret['is_secret'] === false && { suppressedBy: 'ignored-by-tool' }),
  })
}
