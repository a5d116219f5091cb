import { advisoryIdOf, aliasesOf, assessAdvisory, cweOf } from './advisory.ts'
import { scoreOfAll } from './cvss.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  listOf,
  malformed,
  nameOf,
  placeOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScanKind, type ScannerReport, UnreadableReport } from './report.ts'
import { secretFinding } from './secrets.ts'
import { assess, labelOf } from './severity.ts'

/**
 * GitLab's report formats for SAST, secret detection, dependency and container scanning
 * (https://gitlab.com/gitlab-org/security-products/security-report-schemas), versions 2 to 15: they differ in fields
 * that are not read here. `raw_source_code_extract`, `message`, `description` and `cve` (which holds a hash of the
 * secret) never leave this file.
 */
export const gitlab: Reader = {
  format: 'gitlab',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value)) return false
    const { version, vulnerabilities, scan } = document.value
    if (typeof version !== 'string' || !Array.isArray(vulnerabilities)) return false
    return isFields(scan) ? isFields(scan['scanner']) || 'type' in scan : vulnerabilities.some(isVulnerability)
  },
  read(document: Document): ScannerReport {
    const report = document.kind === 'json' ? fieldsOf(document.value) : {}
    const scan = fieldsOf(report['scan'])
    const scanner = fieldsOf(scan['scanner'])
    const vulnerabilities = entriesOf(report['vulnerabilities'], 'vulnerabilities')
    // Before version 3 there was no `scan`, and every entry said its category.
    const type = nameOf(scan['type']) ?? nameOf(vulnerabilities[0]?.['category'])
    const kind = KINDS.get(type ?? '')
    if (kind === undefined) {
      throw new UnreadableReport(
        'unknown-format',
        'Of GitLab’s reports only SAST, secret detection, dependency scanning and container scanning are read.',
      )
    }
    return oneRun(
      'gitlab',
      {
        tool: nameOf(scanner['id']) ?? nameOf(scanner['name']) ?? 'gitlab',
        version: nameOf(scanner['version']),
        kinds: [kind],
        problems: problemsOf(report),
        // "ISO8601 UTC value with format yyyy-mm-ddThh:mm:ss" (the schemas' description of `end_time`).
        finishedAt: instantOf(scan['end_time'], 'Z'),
      },
      vulnerabilities.map((vulnerability) => finding(vulnerability, kind)),
    )
  },
}

const KINDS: ReadonlyMap<string, ScanKind> = new Map([
  ['sast', 'sast'],
  ['secret_detection', 'secret'],
  ['dependency_scanning', 'sca'],
  ['container_scanning', 'sca'],
  ['cluster_image_scanning', 'sca'],
])

const isVulnerability = (value: unknown): boolean =>
  isFields(value) && Array.isArray(value['identifiers']) && isFields(value['location'])

function problemsOf(report: Fields): RunProblem[] {
  if (!isFields(report['scan'])) {
    return [{ kind: 'suspect', text: 'The report is of a version that does not say whether the scan succeeded.' }]
  }
  const { status, messages, partial_scan: partial } = report['scan']
  const problems: RunProblem[] = []
  const isFatal = listOf(messages).some((message) => fieldsOf(message)['level'] === 'fatal')
  if ((status !== undefined && status !== 'success') || isFatal) {
    problems.push({ kind: 'failed', text: 'The report says that the scan failed.' })
  }
  if (partial !== undefined && partial !== null) {
    problems.push({ kind: 'partial', text: 'The report says that only part of the code was scanned.' })
  }
  return problems
}

function finding(vulnerability: Fields, reportKind: ScanKind): RunFinding {
  const identifiers = entriesOf(vulnerability['identifiers'], 'vulnerabilities[...].identifiers')
  const location = fieldsOf(vulnerability['location'])
  const label = labelOf(vulnerability['severity'])
  const ids = identifiers.map(idOf).filter((id) => id !== undefined)
  const ruleId = ids.find((id) => !id.startsWith('CWE-')) ?? nameOf(identifiers[0]?.['value']) ?? 'unnamed'
  const place = placeOf(location['file'], location['start_line'])
  if (reportKind === 'secret' || isSecret(identifiers)) {
    const leakedIn = nameOf(fieldsOf(location['commit'])['sha'])
    const rule = nameOf(identifiers[0]?.['value']) ?? 'unnamed'
    return secretFinding({ ruleId: rule, ...place, leakedIn, aliases: aliasesOf(rule, ids), labelled: label })
  }
  const found = reportKind === 'sca' ? packageIn(location) : undefined
  return {
    kind: reportKind,
    ...(reportKind === 'sca' ? assessAdvisory(ids, score(vulnerability), label) : assess(score(vulnerability), label)),
    ruleId: reportKind === 'sca' ? ruleId : (nameOf(identifiers[0]?.['value']) ?? ruleId),
    aliases: aliasesOf(ruleId, ids),
    ...(found !== undefined && { package: found }),
    ...place,
  }
}

/** Up to version 2 the secret scanners ran inside SAST. */
const isSecret = (identifiers: readonly Fields[]): boolean =>
  identifiers.some((identifier) => /^(?:gitleaks|trufflehog)/i.test(wordOf(identifier['type'])))

/** `{type: 'cwe', value: '79'}`, `{type: 'cve', value: 'CVE-2019-3462'}`, `{type: 'ghsa', ...}` */
function idOf(identifier: Fields): string | undefined {
  const type = nameOf(identifier['type'])?.toLowerCase()
  return type === 'cwe' ? cweOf(identifier['value']) : advisoryIdOf(identifier['value'])
}

function score(vulnerability: Fields): number | undefined {
  const vectors = listOf(vulnerability['cvss_vectors']).map((entry) => fieldsOf(entry)['vector'])
  return scoreOfAll(vectors.filter((vector) => typeof vector === 'string'))
}

/** The formats name the package and not its ecosystem: no purl can be built. */
function packageIn(location: Fields): RunFinding['package'] {
  if (location['dependency'] !== undefined && !isFields(location['dependency'])) {
    throw malformed('`location.dependency` is no object')
  }
  const dependency = fieldsOf(location['dependency'])
  return packageOf({ name: fieldsOf(dependency['package'])['name'], version: dependency['version'] })
}
