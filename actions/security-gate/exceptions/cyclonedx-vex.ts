import { fieldsOf, instantOf, nameOf } from '../scanners/fields.ts'
import {
  isText,
  purlsOf,
  referenceCounter,
  VEX_LIMITS,
  type VexProduct,
  type VexStatement,
  type VexStatus,
  vexError,
  vexFields,
  vexIds,
  vexList,
  wrongVersion,
} from './statement.ts'

type Fields = Readonly<Record<string, unknown>>

/** What of an SBOM a VEX document can point at. */
export interface Bom {
  /** `urn:uuid:...` in lower case; a document without one cannot be pointed at from outside. */
  readonly serialNumber?: string
  readonly version: number
  /** purls by `bom-ref`. */
  readonly purls: ReadonlyMap<string, string>
}

/** `vulnerabilities` came with 1.4. */
const VERSIONS: ReadonlySet<unknown> = new Set(['1.4', '1.5', '1.6', '1.7'])
const COMPONENTS = 200_000

/** https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state */
const STATES: ReadonlyMap<unknown, VexStatus> = new Map<unknown, VexStatus>([
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
])

const JUSTIFICATIONS: ReadonlySet<unknown> = new Set([
  'code_not_present',
  'code_not_reachable',
  'requires_configuration',
  'requires_dependency',
  'requires_environment',
  'protected_by_compiler',
  'protected_at_runtime',
  'protected_at_perimeter',
  'protected_by_mitigating_control',
])

export const isCycloneDx = (value: Fields): boolean => value['bomFormat'] === 'CycloneDX'

/**
 * The components of a CycloneDX document by their `bom-ref`.
 * @throws InputError for another version, a `bom-ref` that stands for two packages, or too many components
 */
export function bomOf(value: Fields, document: string): Bom {
  const specVersion = value['specVersion']
  if (!VERSIONS.has(specVersion)) throw wrongVersion(document, 'CycloneDX', specVersion, [...VERSIONS].join(', '))
  const serialNumber = nameOf(value['serialNumber'])?.toLowerCase()
  const version = value['version'] ?? 1
  if (typeof version !== 'number') throw vexError(document, '`version` is no number.')
  return { ...(serialNumber !== undefined && { serialNumber }), version, purls: purlsByRef(value, document) }
}

function purlsByRef(value: Fields, document: string): Map<string, string> {
  const purls = new Map<string, string>()
  const list = (components: unknown) => vexList(document, components, 'components', COMPONENTS)
  // A list of work, not recursion: components nest as deep as the file likes.
  const left: unknown[] = [fieldsOf(value['metadata'])['component'], ...list(value['components'])]
  for (let at = 0; at < left.length; at++) {
    const component = fieldsOf(left[at])
    const [ref, [purl]] = [component['bom-ref'], purlsOf([component['purl']])]
    if (typeof ref === 'string' && purl !== undefined) {
      if ((purls.get(ref) ?? purl) !== purl) throw vexError(document, 'one `bom-ref` stands for two packages.')
      purls.set(ref, purl)
    }
    for (const part of list(component['components'])) left.push(part)
    if (left.length > COMPONENTS) throw vexError(document, `it has more than ${COMPONENTS} components.`)
  }
  return purls
}

/**
 * @param boms SBOMs that `affects` may point into; a link into any other, or to another version, names no product
 * @throws InputError
 */
export function parseCycloneDxVex(value: Fields, document: string, boms: readonly Bom[]): VexStatement[] {
  const own = bomOf(value, document)
  const metadata = fieldsOf(value['metadata'])
  const [firstAuthor] = vexList(document, metadata['authors'], 'metadata.authors', VEX_LIMITS.statements)
  const author = nameOf(fieldsOf(firstAuthor)['name'])
  const count = referenceCounter(document)
  const list = (entries: unknown, where: string, max: number) => vexList(document, entries, where, max)
  return list(value['vulnerabilities'], 'vulnerabilities', VEX_LIMITS.statements).flatMap((entry, index) => {
    const where = `vulnerabilities[${index}]`
    const vulnerability = vexFields(document, entry, where)
    const analysis = fieldsOf(vulnerability['analysis'])
    // A finding that nobody has judged yet is no statement.
    if (analysis['state'] === undefined) return []
    const status = STATES.get(analysis['state'])
    if (status === undefined) {
      throw vexError(document, `\`${where}.analysis.state\` is none of ${[...STATES.keys()].join(', ')}.`)
    }
    const references = list(vulnerability['references'], `${where}.references`, VEX_LIMITS.ids)
    const aliases = references.map((reference) => fieldsOf(reference)['id'])
    const affects = list(vulnerability['affects'], `${where}.affects`, VEX_LIMITS.references)
    count(affects.length)
    const timestamp = instantOf(analysis['lastUpdated'] ?? analysis['firstIssued'] ?? metadata['timestamp'])
    return {
      id: `${document}#${index + 1}`,
      ...(author !== undefined && { author }),
      vulnerabilities: vexIds(document, [vulnerability['id'], ...aliases], where),
      status,
      justified: JUSTIFICATIONS.has(analysis['justification']) || isText(analysis['detail']),
      products: affects.map((target) => product(fieldsOf(target)['ref'], own, boms)),
      ...(timestamp !== undefined && { timestamp }),
    }
  })
}

function product(ref: unknown, own: Bom, boms: readonly Bom[]): VexProduct {
  if (typeof ref !== 'string') return { purls: [] }
  const link = /^urn:cdx:([0-9a-f-]{36})\/(\d{1,9})#(.+)$/i.exec(ref)
  if (link === null) return named(own.purls.get(ref))
  const [, serial = '', version, target = ''] = link
  const bom = [own, ...boms].find(
    (known) => known.serialNumber === `urn:uuid:${serial.toLowerCase()}` && known.version === Number(version),
  )
  return named(bom?.purls.get(target) ?? bom?.purls.get(decoded(target)))
}

const named = (purl: string | undefined): VexProduct => ({ purls: purl === undefined ? [] : [purl] })

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
