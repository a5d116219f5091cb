import { advisoryIdOf, aliasesOf, assessAdvisory, cwesOf } from './advisory.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  isFields,
  lineOf,
  listOf,
  nameOf,
  namesOf,
  optionalEntriesOf,
  pathOf,
  placeOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScanKind, ScannerReport, Severity } from './report.ts'
import { secretFinding } from './secrets.ts'
import { assess, labelOf, numberOf } from './severity.ts'

/**
 * `semgrep scan --json` (https://semgrep.dev/docs/semgrep-appsec-platform/json-and-sarif). A match behind a `nosemgrep`
 * comment (`is_ignored`) is suppressed, not left out; Semgrep 1.182 itself leaves it out of its JSON, while its SARIF shows
 * it. `lines`, `message`, `metavars` and `fix` never leave this file.
 */
export const semgrep: Reader = {
  format: 'semgrep',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value)) return false
    const { results, errors, paths, version } = document.value
    if (!Array.isArray(results) || !Array.isArray(errors)) return false
    // Without results only these two tell a Semgrep report from the error list of another tool.
    return (
      results.some(isMatch) ||
      (isFields(paths) && 'scanned' in paths) ||
      (nameOf(version) !== undefined && isFields(paths))
    )
  },
  read(document: Document): ScannerReport {
    const report = document.kind === 'json' ? fieldsOf(document.value) : {}
    const findings = entriesOf(report['results'], 'results').map(finding)
    const isSca = findings.some(({ kind }) => kind === 'sca')
    return oneRun(
      'semgrep',
      {
        tool: 'semgrep',
        version: nameOf(report['version']),
        kinds: isSca ? ['sast', 'sca'] : ['sast'],
        problems: problemsOf(report),
      },
      findings,
    )
  },
}

const isMatch = (value: unknown): boolean =>
  isFields(value) && typeof value['check_id'] === 'string' && isFields(value['extra'])

function problemsOf(report: Fields): RunProblem[] {
  const problems: RunProblem[] = []
  const scanned = fieldsOf(report['paths'])['scanned']
  const errors = optionalEntriesOf(report['errors'], 'errors').filter(isSerious)
  if (errors.length > 0) {
    const paths = [...new Set(errors.flatMap(errorPaths))]
    problems.push({
      kind: 'partial',
      text: `Semgrep could not scan everything: the report holds ${errors.length} of its errors and warnings.`,
      // Without a path an error concerns a rule, or the whole scan.
      ...(errors.every((error) => errorPaths(error).length > 0) && { paths }),
      ...(Array.isArray(scanned) && { scanned: scanned.length }),
    })
  }
  if (Array.isArray(scanned) && scanned.length === 0) {
    problems.push({ kind: 'partial', text: 'Semgrep scanned no file at all.', scanned: 0 })
  }
  if (scanned === undefined) {
    problems.push({ kind: 'suspect', text: 'The report does not say which files were scanned.' })
  }
  return problems
}

/** Semgrep uses `warn` for parts of a file that it could not parse and rules that timed out: those parts are unread too. */
const isSerious = (error: Fields): boolean => error['level'] !== 'info'

function errorPaths(error: Fields): string[] {
  const spans = listOf(error['spans']).map((span) => pathOf(fieldsOf(span)['file']))
  return [pathOf(error['path']), ...spans].filter((path) => path !== undefined)
}

function finding(match: Fields): RunFinding {
  const extra = fieldsOf(match['extra'])
  const metadata = fieldsOf(extra['metadata'])
  const ruleId = nameOf(match['check_id']) ?? 'unnamed'
  const start = fieldsOf(match['start'])
  const kind = kindOf(ruleId, extra, metadata)
  const place = placeOf(match['path'], start['line'])
  const suppressed = extra['is_ignored'] === true
  if (kind === 'secret') {
    return secretFinding({
      ruleId,
      ...place,
      column: lineOf(start['col']),
      verified: VALIDATED.get(wordOf(extra['validation_state'])),
      aliases: aliasesOf(ruleId, cwesOf(metadata['cwe'])),
      labelled: label(extra['severity']),
      ...(suppressed && { suppressedBy: 'in-source' }),
    })
  }
  const ids = idsOf(metadata)
  const score = numberOf(metadata['security-severity'])
  const fingerprint = fingerprintOf(extra['fingerprint'])
  return {
    kind,
    ...(kind === 'sca'
      ? assessAdvisory(ids, score, label(extra['severity']))
      : assess(score, label(extra['severity']) ?? labelOf(metadata['security-severity']))),
    ruleId,
    aliases: aliasesOf(ruleId, ids, cwesOf(metadata['cwe'])),
    ...packageIn(extra),
    ...place,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(suppressed && { suppressed, suppressedBy: 'in-source' }),
  }
}

/** As in Semgrep's own SARIF, where INFO is a note: INFO is its name for low from before there were four levels. */
function label(severity: unknown): Severity | undefined {
  const word = nameOf(severity)?.toUpperCase()
  if (word === 'INFO') return 'low'
  return word === 'INVENTORY' || word === 'EXPERIMENT' ? 'info' : labelOf(word)
}

const VALIDATED: ReadonlyMap<string, boolean> = new Map([
  ['CONFIRMED_VALID', true],
  ['CONFIRMED_INVALID', false],
])

/** Categories of the registry that are not about security (https://semgrep.dev/docs/contributing/contributing-to-semgrep-rules-repository). */
const QUALITY = new Set([
  'best-practice',
  'caching',
  'compatibility',
  'correctness',
  'maintainability',
  'performance',
  'portability',
])

function kindOf(ruleId: string, extra: Fields, metadata: Fields): ScanKind {
  if (isFields(extra['sca_info'])) return 'sca'
  const state = extra['validation_state']
  const validates = typeof state === 'string' && state !== 'NO_VALIDATOR'
  const classes = namesOf(metadata['vulnerability_class'])
  if (validates || ruleId.split('.').includes('secrets') || classes.includes('Hard-coded Secrets')) return 'secret'
  // A rule that names a weakness is about security whatever its category says.
  const isQuality = QUALITY.has(wordOf(metadata['category'])) && !('cwe' in metadata) && !('owasp' in metadata)
  return isQuality ? 'quality' : 'sast'
}

function idsOf(metadata: Fields): string[] {
  const ids = [
    ...namesOf(metadata['sca-vuln-database-identifier']),
    ...namesOf(metadata['cve']),
    ...namesOf(metadata['ghsa']),
  ]
  return ids.map(advisoryIdOf).filter((id) => id !== undefined)
}

function packageIn(extra: Fields): Pick<RunFinding, 'package'> {
  const dependency = fieldsOf(fieldsOf(fieldsOf(extra['sca_info'])['dependency_match'])['found_dependency'])
  const ecosystem = nameOf(dependency['ecosystem'])
  const found = packageOf({
    type: ecosystem === undefined ? undefined : (ECOSYSTEMS.get(ecosystem) ?? ecosystem),
    name: dependency['package'],
    version: dependency['version'],
  })
  return found === undefined ? {} : { package: found }
}

const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([
  ['gomod', 'golang'],
  ['swiftpm', 'swift'],
])

/** Semgrep's match id: hashes over rule, path and the matched pattern; `requires login` without an account. */
function fingerprintOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{16,128}(?:_\d{1,9})?$/.test(value) ? value : undefined
}
