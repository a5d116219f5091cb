import { advisoryIdOf, aliasesOf, assessAdvisory, cweOf, highestVersion } from './advisory.ts'
import { scoreOf } from './cvss.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  listOf,
  nameOf,
  namesOf,
  optionalEntriesOf,
  placeOf,
  requiredFields,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScannerReport } from './report.ts'
import { labelOf, numberOf } from './severity.ts'

/**
 * `grype -o json`. Matches that a rule of its configuration or a VEX document removed stand in `ignoredMatches`: they
 * are suppressed here, not left out. Versions before 0.70 write no time.
 */
export const grype: Reader = {
  format: 'grype',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value) || !Array.isArray(document.value['matches'])) return false
    const { matches } = document.value
    return isGrype(fieldsOf(document.value['descriptor'])) || matches.some(isMatch)
  },
  read(document: Document): ScannerReport {
    const report = document.kind === 'json' ? fieldsOf(document.value) : {}
    const descriptor = fieldsOf(report['descriptor'])
    return oneRun(
      'grype',
      {
        tool: 'grype',
        version: nameOf(descriptor['version']),
        kinds: ['sca'],
        problems: problemsOf(descriptor),
        finishedAt: instantOf(descriptor['timestamp']),
      },
      [
        ...entriesOf(report['matches'], 'matches').map(finding),
        ...optionalEntriesOf(report['ignoredMatches'], 'ignoredMatches').map((match) => ({
          ...finding(match),
          suppressed: true,
          suppressedBy: 'ignored-by-tool',
        })),
      ],
    )
  },
}

const isGrype = (descriptor: Fields): boolean => descriptor['name'] === 'grype'

const isMatch = (value: unknown): boolean =>
  isFields(value) && isFields(value['vulnerability']) && isFields(value['artifact'])

/** The database's own trouble: older versions put it into `db.error`, newer ones into `db.status.error`. */
function problemsOf(descriptor: Fields): RunProblem[] {
  const db = fieldsOf(descriptor['db'])
  const error = db['error'] ?? fieldsOf(db['status'])['error']
  if (error === undefined || error === null || error === '') return []
  return [{ kind: 'failed', text: 'grype says that its vulnerability database was not usable.' }]
}

function finding(match: Fields): RunFinding {
  const vulnerability = requiredFields(match['vulnerability'], 'matches[...].vulnerability')
  const artifact = fieldsOf(match['artifact'])
  const related = listOf(match['relatedVulnerabilities']).map(fieldsOf)
  const ruleId = advisoryIdOf(vulnerability['id']) ?? nameOf(vulnerability['id']) ?? 'unnamed'
  const aliases = related.map((other) => advisoryIdOf(other['id']) ?? nameOf(other['id']))
  const cwes = listOf(vulnerability['cwes']).map((cwe) => cweOf(fieldsOf(cwe)['cwe'] ?? cwe))
  const found = packageOf({
    purl: artifact['purl'],
    name: artifact['name'],
    version: artifact['version'],
    fixedIn: namesOf(fieldsOf(vulnerability['fix'])['versions']),
  })
  return {
    kind: 'sca',
    ...assessAdvisory(
      [ruleId, ...aliases.filter((alias) => alias !== undefined)],
      score([vulnerability, ...related]),
      labelOf(vulnerability['severity']),
    ),
    ruleId,
    aliases: aliasesOf(ruleId, aliases, cwes),
    ...(found !== undefined && { package: found }),
    ...placeOf(fieldsOf(listOf(artifact['locations'])[0])['path']),
  }
}

/** As in grype's own SARIF, so that both formats weigh alike: what vendors say, and NVD only where they say nothing. */
function score(vulnerabilities: readonly Fields[]): number | undefined {
  const isNvd = (vulnerability: Fields): boolean => vulnerability['namespace'] === 'nvd:cpe'
  return (
    highestVersion(vulnerabilities.filter((vulnerability) => !isNvd(vulnerability)).flatMap(scores)) ??
    highestVersion(vulnerabilities.filter(isNvd).flatMap(scores))
  )
}

function scores(vulnerability: Fields): { version: number; score: number | undefined }[] {
  return listOf(vulnerability['cvss'])
    .map(fieldsOf)
    .map((cvss) => ({
      version: numberOf(cvss['version']) ?? 0,
      score:
        numberOf(fieldsOf(cvss['metrics'])['baseScore']) ??
        (typeof cvss['vector'] === 'string' ? scoreOf(cvss['vector']) : undefined),
    }))
}
