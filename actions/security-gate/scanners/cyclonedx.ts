import { advisoryIdOf, aliasesOf, assessAdvisory, cwesOf, highestVersion, worstLabel } from './advisory.ts'
import { scoreOf } from './cvss.ts'
import {
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  listOf,
  nameOf,
  optionalEntriesOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { type Package, packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScannerReport, type Severity, UnreadableReport } from './report.ts'
import { labelOf, numberOf } from './severity.ts'

/**
 * CycloneDX JSON 1.4 and later with `vulnerabilities` (https://cyclonedx.org/docs/1.6/json/#vulnerabilities). Without
 * them it is a bill of materials: a list of what is inside, and no scan of it. An empty list proves no scan either:
 * Trivy writes it into every bill of materials.
 */
export const cyclonedx: Reader = {
  format: 'cyclonedx',
  recognises: (document: Document): boolean =>
    document.kind === 'json' && isFields(document.value) && document.value['bomFormat'] === 'CycloneDX',
  read(document: Document): ScannerReport {
    const bom = document.kind === 'json' ? fieldsOf(document.value) : {}
    if (!/^1\.(?:[4-9]|\d{2})$/.test(wordOf(bom['specVersion']))) {
      throw new UnreadableReport(
        'wrong-version',
        'CycloneDX is read from version 1.4 on: older ones hold no vulnerabilities.',
      )
    }
    if (bom['vulnerabilities'] === undefined || bom['vulnerabilities'] === null) {
      throw new UnreadableReport(
        'unknown-format',
        'The file is a CycloneDX bill of materials without `vulnerabilities`: it lists components, and nobody scanned them.',
      )
    }
    const vulnerabilities = entriesOf(bom['vulnerabilities'], 'vulnerabilities')
    const components = componentsByRef(bom)
    const metadata = fieldsOf(bom['metadata'])
    const tool = toolIn(metadata['tools'])
    return oneRun(
      'cyclonedx',
      {
        tool: nameOf(tool['name']) ?? 'cyclonedx',
        version: nameOf(tool['version']),
        kinds: vulnerabilities.length === 0 ? [] : ['sca'],
        problems: vulnerabilities.length === 0 ? [NO_SCAN] : [],
        finishedAt: instantOf(metadata['timestamp']),
      },
      vulnerabilities.flatMap((vulnerability) => findings(vulnerability, components)),
    )
  },
}

const NO_SCAN: RunProblem = {
  kind: 'partial',
  text: 'The list of vulnerabilities is empty, and an empty list is also written where nothing was scanned.',
}

/** Up to 1.4 a list of tools, later an object with `components`; the first one wrote the file. */
function toolIn(tools: unknown): Fields {
  const list = Array.isArray(tools) ? tools : listOf(fieldsOf(tools)['components'])
  return fieldsOf(list[0])
}

function componentsByRef(bom: Fields): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>()
  const queue = [fieldsOf(bom['metadata'])['component'], ...listOf(bom['components'])].map(fieldsOf)
  // Components nest; the queue grows while it is walked, and depth costs no stack.
  for (const component of queue) {
    for (const nested of listOf(component['components'])) queue.push(fieldsOf(nested))
    const ref = nameOf(component['bom-ref'])
    const group = nameOf(component['group'])
    const name = nameOf(component['name'])
    const found = packageOf({
      purl: component['purl'],
      name: group === undefined || name === undefined ? name : `${group}/${name}`,
      version: component['version'],
    })
    if (ref !== undefined && found !== undefined) packages.set(ref, found)
  }
  return packages
}

/** States that say that the component is not affected, or not any more; `exploitable` and `in_triage` do not. */
const SETTLED = new Set(['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree'])

/** One for each component that is affected. */
function findings(vulnerability: Fields, components: ReadonlyMap<string, Package>): RunFinding[] {
  const ruleId = advisoryIdOf(vulnerability['id']) ?? nameOf(vulnerability['id']) ?? 'unnamed'
  const references = optionalEntriesOf(vulnerability['references'], 'vulnerabilities[...].references')
  const ids = references.map((reference) => advisoryIdOf(reference['id']) ?? nameOf(reference['id']))
  const ratings = optionalEntriesOf(vulnerability['ratings'], 'vulnerabilities[...].ratings')
  const finding: RunFinding = {
    kind: 'sca',
    ...assessAdvisory(
      [ruleId, ...ids.filter((id) => id !== undefined)],
      highestVersion(ratings.map(ratingOf)),
      worstRating(ratings),
    ),
    ruleId,
    aliases: aliasesOf(ruleId, ids, cwesOf(listOf(vulnerability['cwes']))),
    ...(SETTLED.has(wordOf(fieldsOf(vulnerability['analysis'])['state'])) && {
      suppressed: true,
      suppressedBy: 'external',
    }),
  }
  const affected = optionalEntriesOf(vulnerability['affects'], 'vulnerabilities[...].affects')
  if (affected.length === 0) return [finding]
  return affected.map((entry) => {
    const found = packageAt(nameOf(entry['ref']), components)
    return { ...finding, ...(found !== undefined && { package: found }) }
  })
}

/** A `bom-ref` of this file, a BOM-Link (`urn:cdx:serial/version#bom-ref`) into another, or a purl used as either. */
function packageAt(ref: string | undefined, components: ReadonlyMap<string, Package>): Package | undefined {
  if (ref === undefined) return undefined
  const local = /^urn:cdx:[^#]*#(.+)$/.exec(ref)?.[1] ?? ref
  const linked = local === ref ? undefined : decoded(local)
  return components.get(local) ?? components.get(linked ?? '') ?? packageOf({ purl: linked ?? local })
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** CVSS methods with their version and the prefix that their vectors may lack here; OWASP and SSVC are other scales. */
const METHODS: ReadonlyMap<string, readonly [version: number, prefix: string]> = new Map([
  ['CVSSv2', [2, '']],
  ['CVSSv3', [3, 'CVSS:3.0/']],
  ['CVSSv31', [3.1, 'CVSS:3.1/']],
  ['CVSSv4', [4, 'CVSS:4.0/']],
])

function ratingOf(rating: Fields): { version: number; score: number | undefined } {
  const { method, vector } = rating
  // A rating that names no method is still somebody's score; any that names one counts before it.
  const [version, prefix] = method === undefined ? [0, ''] : (METHODS.get(wordOf(method)) ?? [])
  if (version === undefined || prefix === undefined) return { version: 0, score: undefined }
  const full = typeof vector !== 'string' || vector.startsWith('CVSS:') ? vector : `${prefix}${vector}`
  const computed = typeof full === 'string' ? scoreOf(full) : undefined
  return { version, score: numberOf(rating['score']) ?? computed }
}

function worstRating(ratings: readonly Fields[]): Severity | undefined {
  return worstLabel(ratings.map((rating) => labelOf(rating['severity'])))
}
