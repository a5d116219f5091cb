import { assessAdvisory, ghsaIn } from './advisory.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  isFields,
  nameOf,
  namesOf,
  requiredFields,
  valuesOf,
  wordOf,
} from './fields.ts'
import { advisoryFindings, pathCount, unlisted, yarnTotals } from './npm-audit.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScannerReport, UnreadableReport } from './report.ts'
import { labelOf } from './severity.ts'

/**
 * `yarn audit --json` of Yarn 1 and `yarn npm audit --json` of Yarn 4: one JSON object a line. Yarn 2 and 3 write what
 * npm 6 writes. Yarn 4 writes nothing at all when nothing is vulnerable, and an empty file is never evidence: scan with
 * another tool, or write SARIF.
 */
export const yarnAudit: Reader = {
  format: 'yarn-audit',
  recognises(document: Document): boolean {
    const lines = valuesOf(document)
    return (
      lines.some((line) => isClassic(line) || isBerry(line) || isBerryError(line)) &&
      lines.every((line) => isBerry(line) || (isFields(line) && typeof line['type'] === 'string'))
    )
  },
  read(document: Document): ScannerReport {
    const lines = entriesOf(valuesOf(document), 'lines')
    if (lines.some((line) => line['type'] === 'error')) {
      throw new UnreadableReport(
        'error-envelope',
        'The audit failed: Yarn wrote an error where its findings belong. Nothing is known of the dependencies.',
      )
    }
    return lines.some(isBerry) ? readBerry(lines) : readClassic(lines)
  },
}

const CLASSIC = new Set(['auditAdvisory', 'auditSummary', 'auditAction', 'error', 'warning', 'info'])

const isClassic = (value: unknown): boolean =>
  isFields(value) && CLASSIC.has(wordOf(value['type'])) && value['data'] !== undefined && isYarnData(value)

/** `warning` and the like are words that any log uses: their text is all that Yarn puts beside them. */
const isYarnData = (value: Fields): boolean =>
  wordOf(value['type']).startsWith('audit')
    ? isFields(value['data'])
    : typeof value['data'] === 'string' && Object.keys(value).length === 2

const isBerry = (value: unknown): boolean =>
  isFields(value) && typeof value['value'] === 'string' && 'Severity' in fieldsOf(value['children'])

/** `{"type":"error","name":1,"displayName":"YN0001","indent":"","data":"..."}` */
const isBerryError = (value: unknown): boolean =>
  isFields(value) && typeof value['displayName'] === 'string' && /^YN\d{4}$/.test(value['displayName'])

function readClassic(lines: readonly Fields[]): ScannerReport {
  const findings = new Map<string, RunFinding>()
  const paths = new Map<string, Map<string, number>>()
  let summary: unknown
  for (const line of lines) {
    if (line['type'] === 'auditSummary') summary = line['data']
    if (line['type'] !== 'auditAdvisory') continue
    const advisory = requiredFields(fieldsOf(line['data'])['advisory'], 'data.advisory')
    // Yarn repeats an advisory, with all its paths, for every path to the package.
    for (const finding of advisoryFindings(advisory, undefined)) findings.set(JSON.stringify(finding), finding)
    const severity = nameOf(advisory['severity']) ?? ''
    const counted = paths.get(severity) ?? new Map<string, number>()
    const id = nameOf(advisory['id']) ?? ''
    paths.set(severity, counted.set(id, Math.max(counted.get(id) ?? 0, pathCount(advisory))))
  }
  const problems = summary === undefined ? [NO_SUMMARY] : unlisted(yarnTotals(summary), sums(paths))
  return oneRun('yarn-audit', { tool: 'yarn-audit', kinds: ['sca'], problems }, [...findings.values()])
}

const NO_SUMMARY: RunProblem = {
  kind: 'failed',
  text: 'Yarn ends with a summary, and there is none: it stopped before it was done.',
}

function sums(paths: ReadonlyMap<string, ReadonlyMap<string, number>>): Map<string, number> {
  return new Map([...paths].map(([severity, counted]) => [severity, [...counted.values()].reduce((a, b) => a + b, 0)]))
}

function readBerry(lines: readonly Fields[]): ScannerReport {
  const findings = lines.filter(isBerry).flatMap(berryFindings)
  return oneRun('yarn-audit', { tool: 'yarn-audit', kinds: ['sca'] }, findings)
}

function berryFindings(line: Fields): RunFinding[] {
  const children = fieldsOf(line['children'])
  const id = nameOf(children['ID'])
  const ruleId = ghsaIn(children['URL']) ?? `npm:${id ?? 'unnamed'}`
  // `yarn npm audit` also lists deprecated packages; nobody attacks a deprecation.
  const kind = id?.endsWith('(deprecation)') === true ? 'quality' : 'sca'
  const common = {
    kind,
    ...assessAdvisory([ruleId], undefined, labelOf(children['Severity'])),
    ruleId: kind === 'quality' ? 'yarn:deprecated' : ruleId,
    aliases: [],
  } as const
  const versions = namesOf(children['Tree Versions'])
  return (versions.length === 0 ? [undefined] : versions).map((version) => {
    const found = packageOf({ type: 'npm', name: line['value'], version })
    return { ...common, ...(found !== undefined && { package: found }) }
  })
}
