import { fieldsOf, instantOf, isFields, nameOf } from '../scanners/fields.ts'
import {
  isText,
  purlsOf,
  referenceCounter,
  VEX_JUSTIFICATIONS,
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

/**
 * https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#3239-vulnerabilities-property---product-status
 * In this order: where a document contradicts itself, what does not suppress stands later and wins.
 */
const STATUSES: readonly (readonly [string, VexStatus])[] = [
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['under_investigation', 'under_investigation'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
]

export const isCsaf = (value: Fields): boolean => fieldsOf(value['document'])['csaf_version'] !== undefined

/**
 * CSAF 2.0. One vulnerability becomes one statement for each status, and `known_not_affected` one for the products that
 * are justified and one for those that are not.
 * @throws InputError
 */
export function parseCsaf(value: Fields, document: string): VexStatement[] {
  const head = fieldsOf(value['document'])
  if (head['csaf_version'] !== '2.0') throw wrongVersion(document, 'CSAF', head['csaf_version'], '2.0')
  const timestamp = instantOf(fieldsOf(head['tracking'])['current_release_date'])
  if (timestamp === undefined) {
    throw vexError(document, '`document.tracking.current_release_date` is no ISO 8601 instant with a zone.')
  }
  const author = nameOf(fieldsOf(head['publisher'])['name'])
  const tree = fieldsOf(value['product_tree'])
  const products = productsOf(tree, document)
  const groups = groupsOf(tree, document)
  const count = referenceCounter(document)
  const drafts = vexList(document, value['vulnerabilities'], 'vulnerabilities', VEX_LIMITS.statements).flatMap(
    (entry, index) => {
      const where = `vulnerabilities[${index}]`
      const vulnerability = vexFields(document, entry, where)
      const ids = vexList(document, vulnerability['ids'], `${where}.ids`, VEX_LIMITS.ids)
      const names = [vulnerability['cve'], ...ids.map((id) => fieldsOf(id)['text'])]
      const justified = justifiedProducts(vulnerability, where, document, groups)
      return statusesOf(vulnerability, where, document, justified).map(({ productIds, ...status }) => {
        count(productIds.length)
        return {
          ...status,
          vulnerabilities: vexIds(document, names, where),
          products: productIds.map((id) => products.get(id) ?? { purls: [] }),
        }
      })
    },
  )
  return drafts.map((draft, index) => ({
    id: `${document}#${index + 1}`,
    ...(author !== undefined && { author }),
    ...draft,
    timestamp,
  }))
}

interface StatusDraft {
  readonly status: VexStatus
  readonly justified: boolean
  readonly productIds: readonly string[]
}

function statusesOf(
  vulnerability: Fields,
  where: string,
  document: string,
  justified: ReadonlySet<string>,
): readonly StatusDraft[] {
  const statuses = fieldsOf(vulnerability['product_status'])
  return STATUSES.flatMap(([field, status]): StatusDraft[] => {
    const ids = idList(document, statuses[field], `${where}.product_status.${field}`)
    if (status !== 'not_affected') return [{ status, justified: false, productIds: ids }]
    return [true, false].map((isJustified) => ({
      status,
      justified: isJustified,
      productIds: ids.filter((id) => justified.has(id) === isJustified),
    }))
  }).filter(({ productIds }) => productIds.length > 0)
}

/**
 * A machine-readable flag or an impact statement, for the products it names (CSAF 2.0 section 4.5). One that names no
 * product justifies nothing.
 */
function justifiedProducts(
  vulnerability: Fields,
  where: string,
  document: string,
  groups: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const list = (field: string) =>
    vexList(document, vulnerability[field], `${where}.${field}`, VEX_LIMITS.references).map(fieldsOf)
  const reasons = [
    ...list('flags').filter((flag) => VEX_JUSTIFICATIONS.has(flag['label'])),
    ...list('threats').filter((threat) => threat['category'] === 'impact' && isText(threat['details'])),
  ]
  const count = referenceCounter(document)
  const justified = new Set<string>()
  for (const reason of reasons) {
    const groupIds = idList(document, reason['group_ids'], `${where}.group_ids`)
    for (const members of [
      idList(document, reason['product_ids'], `${where}.product_ids`),
      ...groupIds.map((id) => groups.get(id) ?? []),
    ]) {
      count(members.length)
      for (const id of members) justified.add(id)
    }
  }
  return justified
}

function groupsOf(tree: Fields, document: string): Map<string, readonly string[]> {
  const groups = vexList(document, tree['product_groups'], 'product_tree.product_groups', VEX_LIMITS.references)
  return new Map(
    groups.map(fieldsOf).flatMap((group) => {
      const id = nameOf(group['group_id'])
      return id === undefined ? [] : [[id, idList(document, group['product_ids'], 'product_ids')] as const]
    }),
  )
}

/** Products by id: with their own purl, or as a part of another product. */
function productsOf(tree: Fields, document: string): Map<string, VexProduct> {
  const products = new Map<string, VexProduct>()
  const add = (value: unknown, product?: VexProduct) => {
    const id = nameOf(fieldsOf(value)['product_id'])
    const purl = fieldsOf(fieldsOf(value)['product_identification_helper'])['purl']
    if (id === undefined) return
    if (products.has(id)) throw vexError(document, 'one `product_id` stands for two products.')
    products.set(id, product ?? { purls: purlsOf([purl]) })
  }
  const list = (value: unknown, where: string) => vexList(document, value, where, VEX_LIMITS.references)
  for (const product of list(tree['full_product_names'], 'product_tree.full_product_names')) add(product)
  // A list of work, not recursion: branches nest as deep as the file likes.
  const left = [...list(tree['branches'], 'product_tree.branches')]
  for (let at = 0; at < left.length; at++) {
    const branch = fieldsOf(left[at])
    if (isFields(branch['product'])) add(branch['product'])
    for (const inner of list(branch['branches'], 'branches')) left.push(inner)
    if (left.length > VEX_LIMITS.references) throw vexError(document, 'it has too many branches.')
  }
  const whole = (id: unknown) => products.get(nameOf(id) ?? '')?.purls ?? []
  for (const entry of list(tree['relationships'], 'product_tree.relationships')) {
    const relationship = fieldsOf(entry)
    add(relationship['full_product_name'], {
      purls: whole(relationship['relates_to_product_reference']),
      subcomponents: whole(relationship['product_reference']),
    })
  }
  return products
}

function idList(document: string, value: unknown, where: string): string[] {
  return vexList(document, value, where, VEX_LIMITS.references).flatMap((id) => nameOf(id) ?? [])
}
