import { advisoryIdOf, aliasesOf, assessAdvisory, cwesOf, ghsaIn, higher } from './advisory.ts'
import { scoreOf } from './cvss.ts'
import {
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  malformed,
  nameOf,
  namesOf,
  requiredFields,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScannerReport, UnreadableReport } from './report.ts'
import { labelOf, numberOf } from './severity.ts'

/**
 * `npm audit --json`: v2 (npm 7 and later) and v1 (npm 6; also what `pnpm audit --json` and `yarn npm audit --json` of
 * Yarn 2 and 3 write). Neither names its tool, its commit or its time.
 */
export const npmAudit: Reader = {
  format: 'npm-audit',
  recognises(document: Document): boolean {
    if (document.kind !== 'json' || !isFields(document.value)) return false
    return isV2(document.value) || isV1(document.value) || isErrorEnvelope(document.value)
  },
  read(document: Document): ScannerReport {
    const report = document.kind === 'json' ? fieldsOf(document.value) : {}
    if (report['error'] !== undefined && report['error'] !== null) throw errorEnvelope(report)
    return isV2(report) ? readV2(report) : readV1(report)
  },
}

const isV2 = (report: Fields): boolean => typeof report['auditReportVersion'] === 'number'
const isV1 = (report: Fields): boolean =>
  isFields(report['advisories']) && isFields(fieldsOf(report['metadata'])['vulnerabilities'])

/** `{error: {code, summary, detail}}` of npm, `{error: {code, message}}` of pnpm, `{message, error}` of npm 7 and later. */
function isErrorEnvelope(report: Fields): boolean {
  if (Object.keys(report).some((key) => !ENVELOPE.has(key))) return false
  const { error } = report
  return isFields(error)
    ? typeof error['code'] === 'string' || typeof error['summary'] === 'string' || typeof report['message'] === 'string'
    : typeof error === 'string' && typeof report['message'] === 'string'
}
const ENVELOPE = new Set('error message method uri headers statusCode body'.split(' '))

function errorEnvelope(report: Fields): UnreadableReport {
  const code = nameOf(fieldsOf(report['error'])['code'])
  // Codes of npm and pnpm look like this; anything else is text from a registry.
  const named = code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : ''
  return new UnreadableReport(
    'error-envelope',
    `The audit failed${named}: the file holds an error, not its findings. Nothing is known of the dependencies.`,
  )
}

function readV1(report: Fields): ScannerReport {
  const findings: RunFinding[] = []
  /** By severity: how many dependency paths the listed advisories account for. */
  const paths = new Map<string, number>()
  for (const [key, value] of Object.entries(requiredFields(report['advisories'], 'advisories'))) {
    const advisory = requiredFields(value, 'advisories[...]')
    findings.push(...advisoryFindings(advisory, key))
    const severity = nameOf(advisory['severity']) ?? ''
    paths.set(severity, (paths.get(severity) ?? 0) + pathCount(advisory))
  }
  return oneRun(
    'npm-audit',
    { tool: 'npm-audit', kinds: ['sca'], problems: unlisted(totalsOf(report), paths) },
    findings,
  )
}

/** npm, pnpm and Yarn count every path to a vulnerable package; an advisory without paths stands for one. */
export function pathCount(advisory: Fields): number {
  const places = listOf(advisory['findings']).map(fieldsOf)
  const count = places.reduce((sum, place) => sum + Math.max(1, listOf(place['paths']).length), 0)
  return Math.max(1, count)
}

/** One finding for each installed version of the package that an advisory of the v1 shape is about. */
export function advisoryFindings(advisory: Fields, key: string | undefined): RunFinding[] {
  const ghsa = advisoryIdOf(advisory['github_advisory_id']) ?? ghsaIn(advisory['url'])
  const number = nameOf(advisory['id']) ?? nameOf(key)
  const cves = namesOf(advisory['cves']).map((cve) => advisoryIdOf(cve) ?? cve)
  const ruleId = ghsa ?? cves[0] ?? `npm:${number ?? 'unnamed'}`
  const cvss = fieldsOf(advisory['cvss'])
  const fixed = nameOf(advisory['patched_versions'])
  const common = {
    kind: 'sca',
    ...assessAdvisory([ruleId], cvssScore(cvss), labelOf(advisory['severity'])),
    ruleId,
    aliases: aliasesOf(ruleId, cves, cwesOf(advisory['cwe'])),
  } as const
  const versions = new Set(listOf(advisory['findings']).map((place) => nameOf(fieldsOf(place)['version'])))
  return [...(versions.size === 0 ? [undefined] : versions)].map((version) => {
    const found = packageOf({
      type: 'npm',
      name: advisory['module_name'],
      version,
      // `<0.0.0` is how the registry says that no version mends it.
      ...(fixed !== undefined && fixed !== '<0.0.0' && { fixedIn: [fixed] }),
    })
    return { ...common, ...(found !== undefined && { package: found }) }
  })
}

function cvssScore(cvss: Fields): number | undefined {
  const vector = cvss['vectorString']
  return higher(numberOf(cvss['score']), typeof vector === 'string' ? scoreOf(vector) : undefined)
}

function readV2(report: Fields): ScannerReport {
  if (report['auditReportVersion'] !== 2) {
    throw new UnreadableReport('wrong-version', 'npm audit reports are read in versions 1 and 2 only.')
  }
  const packages = Object.entries(requiredFields(report['vulnerabilities'], 'vulnerabilities')).map(
    ([key, value]) => [key, requiredFields(value, 'vulnerabilities[...]')] as const,
  )
  const findings = new Map<string, RunFinding>()
  const dependents = new Map<string, string[]>()
  const explained: string[] = []
  const counts = new Map<string, number>()
  for (const [name, entry] of packages) {
    const severity = nameOf(entry['severity']) ?? ''
    counts.set(severity, (counts.get(severity) ?? 0) + 1)
    if (!Array.isArray(entry['via'])) throw malformed('`vulnerabilities[...].via` is no list')
    for (const via of entry['via']) {
      if (typeof via === 'string') {
        const others = dependents.get(via)
        if (others === undefined) dependents.set(via, [name])
        else others.push(name)
        continue
      }
      const [id, finding] = viaFinding(requiredFields(via, 'vulnerabilities[...].via[...]'), name)
      findings.set(id, finding)
      explained.push(name)
    }
  }
  const problems = unlisted(totalsOf(report), counts)
  return oneRun('npm-audit', { tool: 'npm-audit', kinds: ['sca'], problems }, [
    ...findings.values(),
    ...unexplained(packages, reachedFrom(explained, dependents)),
  ])
}

/** The advisory behind an entry: the same one stands under every package through which it comes in. */
function viaFinding(via: Fields, holder: string): [id: string, finding: RunFinding] {
  const name = nameOf(via['name']) ?? holder
  const source = nameOf(via['source'])
  const ghsa = ghsaIn(via['url'])
  const ruleId = ghsa ?? `npm:${source ?? 'unnamed'}`
  const found = packageOf({ type: 'npm', name })
  const finding: RunFinding = {
    kind: 'sca',
    ...assessAdvisory([ruleId], cvssScore(fieldsOf(via['cvss'])), labelOf(via['severity'])),
    ruleId,
    aliases: aliasesOf(ruleId, cwesOf(via['cwe'])),
    ...(found !== undefined && { package: found }),
  }
  // The whole finding is part of the key: two that share an id but not a severity are both kept.
  return [JSON.stringify([source, finding]), finding]
}

/** Packages from which the walk along `via` ends at an advisory. */
function reachedFrom(start: readonly string[], dependents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(start)
  const queue = [...reached]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const dependent of dependents.get(name) ?? []) {
      if (reached.has(dependent)) continue
      reached.add(dependent)
      queue.push(dependent)
    }
  }
  return reached
}

/** An entry that leads to no advisory is still a vulnerable package: dropped, it would be a hole. */
function unexplained(packages: readonly (readonly [string, Fields])[], reached: ReadonlySet<string>): RunFinding[] {
  return packages
    .filter(([name]) => !reached.has(name))
    .map(([name, entry]) => {
      const found = packageOf({ type: 'npm', name })
      return {
        kind: 'sca',
        ...assessAdvisory([], undefined, labelOf(entry['severity'])),
        ruleId: 'npm:unnamed',
        aliases: [],
        ...(found !== undefined && { package: found }),
      }
    })
}

const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info']

function totalsOf(report: Fields): Record<string, number> {
  const metadata = fieldsOf(report['metadata'])
  const totals = requiredFields(metadata['vulnerabilities'], 'metadata.vulnerabilities')
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, countOf(totals[severity]) ?? 0]))
}

/** pnpm counts an advisory that its configuration ignores and leaves it out of the list. */
export function unlisted(totals: Readonly<Record<string, number>>, listed: ReadonlyMap<string, number>): RunProblem[] {
  const missing = Object.entries(totals).filter(([severity, total]) => total > (listed.get(severity) ?? 0))
  if (missing.length === 0) return []
  const counts = missing.map(([severity, total]) => `${total} ${severity}`).join(', ')
  return [{ kind: 'partial', text: `The audit counted ${counts}, and the report lists fewer.` }]
}

/** The summary line of Yarn 1 has the totals of `metadata`. */
export function yarnTotals(summary: unknown): Record<string, number> {
  return totalsOf({ metadata: fieldsOf(summary) })
}
