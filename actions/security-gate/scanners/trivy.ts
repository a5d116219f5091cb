import {
  commitOf,
  countOf,
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  malformed,
  nameOf,
  optionalEntriesOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScanKind, type ScannerReport, UnreadableReport } from './report.ts'
import {
  licenseFinding,
  misconfigurationFinding,
  modifiedFinding,
  secretOf,
  vulnerabilityFinding,
} from './trivy-findings.ts'

/**
 * `trivy --format json` (https://trivy.dev/latest/docs/configuration/reporting/#json): schema 2, the bare list of
 * results from before, and the report of `trivy k8s`, which nests results under resources. Which kinds a run proves is
 * read from the classes of its results: a secret scan that found nothing leaves no trace, so it proves none.
 */
export const trivy: Reader = {
  format: 'trivy',
  recognises(document: Document): boolean {
    if (document.kind !== 'json') return false
    const { value } = document
    if (Array.isArray(value)) return value.length > 0 && value.every(isLegacyResult)
    if (!isFields(value)) return false
    return (typeof value['SchemaVersion'] === 'number' && isSchema(value)) || isCluster(value)
  },
  read(document: Document): ScannerReport {
    const value = document.kind === 'json' ? document.value : undefined
    if (Array.isArray(value)) return report({}, entriesOf(value, 'results'), [])
    const root = fieldsOf(value)
    if (isCluster(root)) return readCluster(root)
    if (root['SchemaVersion'] !== 2) {
      throw new UnreadableReport('wrong-version', 'Trivy reports are read in schema version 2, and without a version.')
    }
    return report(root, optionalEntriesOf(root['Results'], 'Results'), [])
  },
}

const isLegacyResult = (value: unknown): boolean =>
  isFields(value) &&
  typeof value['Target'] === 'string' &&
  ('Vulnerabilities' in value || 'Type' in value || 'Class' in value)

const isSchema = (value: Fields): boolean => 'ArtifactName' in value || 'ArtifactType' in value || 'Results' in value

/** `Resources` since Trivy 0.42, one list for each kind of finding before. */
const CLUSTER_LISTS = ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations']
const isCluster = (value: Fields): boolean =>
  typeof value['ClusterName'] === 'string' && CLUSTER_LISTS.some((list) => Array.isArray(value[list]))

function readCluster(root: Fields): ScannerReport {
  const problems: RunProblem[] = []
  const results = CLUSTER_LISTS.flatMap((list) => optionalEntriesOf(root[list], list)).flatMap((resource) => {
    const error = resource['Error']
    if (error !== undefined && error !== null && error !== '') problems.push(UNSCANNED_RESOURCE)
    return optionalEntriesOf(resource['Results'], 'Resources[...].Results')
  })
  return report(root, results, problems.slice(0, 1))
}

const UNSCANNED_RESOURCE: RunProblem = { kind: 'partial', text: 'Trivy could not scan every resource of the cluster.' }

function report(root: Fields, results: readonly Fields[], problems: readonly RunProblem[]): ScannerReport {
  const metadata = fieldsOf(root['Metadata'])
  const findings: RunFinding[] = []
  const kinds = new Set<ScanKind>()
  let failures = 0
  let listed = 0
  for (const result of results) {
    for (const kind of kindsOf(result)) kinds.add(kind)
    failures += countOf(fieldsOf(result['MisconfSummary'])['Failures']) ?? 0
    for (const finding of findingsIn(result, metadata)) {
      findings.push(finding)
      if (finding.kind === 'misconfiguration' && finding.suppressed !== true) listed++
    }
  }
  const found: RunProblem[] = [...problems]
  if (results.length === 0) {
    found.push({ kind: 'partial', text: 'Trivy names no target: it found nothing it could scan, or it did not look.' })
  }
  if (failures > listed) {
    found.push({
      kind: 'partial',
      text: `Trivy counted ${failures} misconfigurations, and the report lists ${listed}.`,
    })
  }
  if (fieldsOf(metadata['OS'])['EOSL'] === true) {
    found.push({ kind: 'note', text: 'The operating system is past its end of life and gets no advisories any more.' })
  }
  return oneRun(
    'trivy',
    {
      tool: 'trivy',
      version: nameOf(fieldsOf(root['Trivy'])['Version']),
      kinds: [...kinds],
      problems: found,
      commit: commitOf(metadata['Commit']),
      finishedAt: instantOf(root['CreatedAt']),
    },
    findings,
  )
}

const CLASSES: ReadonlyMap<string, ScanKind> = new Map([
  ['os-pkgs', 'sca'],
  ['lang-pkgs', 'sca'],
  ['config', 'misconfiguration'],
  ['secret', 'secret'],
  ['license', 'license'],
  ['license-file', 'license'],
])

function kindsOf(result: Fields): ScanKind[] {
  const byClass = CLASSES.get(wordOf(result['Class']))
  if (byClass !== undefined) return [byClass]
  // Reports from before `Class`: only vulnerabilities were scanned for, and the package type is named.
  return Array.isArray(result['Vulnerabilities']) ||
    (result['Class'] === undefined && typeof result['Type'] === 'string')
    ? ['sca']
    : []
}

function findingsIn(result: Fields, metadata: Fields): RunFinding[] {
  if (typeof result['Target'] !== 'string') throw malformed('`Results[...].Target` is no text')
  const entries = (field: string): readonly Fields[] => optionalEntriesOf(result[field], `Results[...].${field}`)
  return [
    ...entries('Vulnerabilities').map((entry) => vulnerabilityFinding(entry, result, metadata)),
    ...entries('Misconfigurations').flatMap((entry) => misconfigurationFinding(entry, result)),
    ...entries('Secrets').map((entry) => secretOf(entry, result)),
    ...entries('Licenses').map((entry) => licenseFinding(entry, result)),
    ...entries('ExperimentalModifiedFindings').flatMap((entry) => modifiedFinding(entry, result, metadata)),
  ]
}
