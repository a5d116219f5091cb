import { advisoryIdOf, aliasesOf, assessAdvisory, higher, osvIds, osvSeverity, worstLabel } from './advisory.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  nameOf,
  namesOf,
  optionalEntriesOf,
  pathOf,
  placeOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { osvPackageType, packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScannerReport } from './report.ts'
import { numberOf } from './severity.ts'

/**
 * `osv-scanner --format json` (https://google.github.io/osv-scanner/output/): by source, package and group. A group is
 * one vulnerability under several ids (OSV, GHSA, CVE), so it is one finding. A vulnerability that call analysis marks as
 * not called is kept: that is a VEX statement's business.
 *
 * A clean report proves nothing. When its database cannot be loaded or its service cannot be reached, OSV-Scanner 2.5.1
 * ends with exit code 127 and still writes what it writes when nothing is vulnerable, byte for byte: `results: []`, or
 * with `--all-packages` every package without vulnerabilities. Only a vulnerability, however small, shows that it
 * compared anything, or the exit code that the envelope records. The file `osv-scanner.toml` removes findings without
 * a trace.
 */
export const osvScanner: Reader = {
  format: 'osv-scanner',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value) || !Array.isArray(document.value['results'])) return false
    const results = document.value['results']
    return results.length === 0 ? isFields(document.value['experimental_config']) : results.some(isSource)
  },
  read(document: Document): ScannerReport {
    const report = document.kind === 'json' ? fieldsOf(document.value) : {}
    const sources = entriesOf(report['results'], 'results')
    const findings = sources.flatMap(sourceFindings)
    const problems: RunProblem[] = findings.some(({ kind }) => kind === 'sca') ? [] : [NO_PROOF]
    return oneRun('osv-scanner', { tool: 'osv-scanner', kinds: ['sca'], problems }, findings)
  },
}

const NO_PROOF: RunProblem = {
  kind: 'unproven',
  text: 'OSV-Scanner writes the same report when nothing is vulnerable and when it could not load its database (exit code 127); without a single vulnerability only its exit code tells them apart.',
}

const isSource = (value: unknown): boolean =>
  isFields(value) && isFields(value['source']) && (Array.isArray(value['packages']) || value['packages'] === null)

function sourceFindings(result: Fields): RunFinding[] {
  const path = pathOf(fieldsOf(result['source'])['path'])
  return optionalEntriesOf(result['packages'], 'results[...].packages').flatMap((entry) => packageFindings(entry, path))
}

function packageFindings(entry: Fields, path: string | undefined): RunFinding[] {
  const advisories = new Map<string, Fields>()
  const others: Fields[] = []
  for (const advisory of optionalEntriesOf(entry['vulnerabilities'], 'packages[...].vulnerabilities')) {
    const id = nameOf(advisory['id'])
    if (id === undefined || advisories.has(id)) others.push(advisory)
    else advisories.set(id, advisory)
  }
  const findings: RunFinding[] = []
  const grouped = new Set<string>()
  for (const group of optionalEntriesOf(entry['groups'], 'packages[...].groups')) {
    const ids = namesOf(group['ids'])
    for (const id of ids) grouped.add(id)
    const members = ids.map((id) => advisories.get(id)).filter((advisory) => advisory !== undefined)
    findings.push(finding(entry, path, members, ids, group))
  }
  for (const [id, advisory] of advisories) {
    if (!grouped.has(id)) findings.push(finding(entry, path, [advisory], [id], {}))
  }
  for (const advisory of others) findings.push(finding(entry, path, [advisory], [], {}))
  for (const license of namesOf(entry['license_violations'])) findings.push(licenseFinding(entry, path, license))
  return findings
}

function finding(
  entry: Fields,
  path: string | undefined,
  advisories: readonly Fields[],
  ids: readonly string[],
  group: Fields,
): RunFinding {
  const severities = advisories.map(osvSeverity)
  const known = advisories.map(osvIds)
  const all = [...ids, ...namesOf(group['aliases']), ...known.flatMap((advisory) => advisory.ids)].map(
    (id) => advisoryIdOf(id) ?? id,
  )
  const ruleId = all[0] ?? 'unnamed'
  const score = severities.reduce((best, one) => higher(best, one.score), numberOf(group['max_severity']))
  return {
    kind: 'sca',
    ...assessAdvisory(all, score, worstLabel(severities.map((one) => one.label))),
    ruleId,
    aliases: aliasesOf(
      ruleId,
      all,
      known.flatMap((advisory) => advisory.cwes),
    ),
    ...packageIn(entry, advisories),
    ...placeOf(path),
  }
}

function licenseFinding(entry: Fields, path: string | undefined, license: string): RunFinding {
  return {
    kind: 'license',
    severity: 'medium',
    ruleId: `license:${license}`,
    aliases: [],
    ...packageIn(entry, []),
    ...placeOf(path),
  }
}

function packageIn(entry: Fields, advisories: readonly Fields[]): Pick<RunFinding, 'package'> {
  const described = fieldsOf(entry['package'])
  const found = packageOf({
    purl: described['purl'],
    ...osvPackageType(described['ecosystem']),
    // A package that is a git checkout has no name.
    name: described['name'] || described['commit'],
    version: described['version'],
    fixedIn: fixedVersions(advisories, nameOf(described['name'])),
  })
  return found === undefined ? {} : { package: found }
}

/** `affected[].ranges[].events[].fixed`; a commit id mends nothing a package manager can install. */
function fixedVersions(advisories: readonly Fields[], name: string | undefined): string[] {
  const fixed = new Set<string>()
  for (const advisory of advisories) {
    for (const affected of listOf(advisory['affected']).map(fieldsOf)) {
      if (nameOf(fieldsOf(affected['package'])['name']) !== name) continue
      for (const range of listOf(affected['ranges']).map(fieldsOf)) {
        if (range['type'] === 'GIT') continue
        for (const event of listOf(range['events']).map(fieldsOf)) {
          const version = nameOf(event['fixed'])
          if (version !== undefined) fixed.add(version)
        }
      }
    }
  }
  return [...fixed]
}
