import { fieldsOf, instantOf, isFields, nameOf } from '../scanners/fields.ts'
import {
  isText,
  purlsOf,
  referenceCounter,
  VEX_JUSTIFICATIONS,
  VEX_LIMITS,
  VEX_STATUSES,
  type VexProduct,
  type VexStatement,
  vexError,
  vexFields,
  vexIds,
  vexList,
  wrongVersion,
} from './statement.ts'

const NAMESPACE = 'https://openvex.dev/ns'
/** The bare namespace is v0.0.1 (go-vex, functions_files.go). */
const CONTEXTS: ReadonlySet<unknown> = new Set([NAMESPACE, `${NAMESPACE}/v0.0.1`, `${NAMESPACE}/v0.2.0`])

type Fields = Readonly<Record<string, unknown>>

export function isOpenVex(value: Fields): boolean {
  const context = value['@context']
  return typeof context === 'string' && context.startsWith(NAMESPACE)
}

/**
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md, v0.0.1 and v0.2.0. The former writes vulnerability and
 * products as strings and the subcomponents beside the products.
 * @throws InputError
 */
export function parseOpenVex(value: Fields, document: string): VexStatement[] {
  const context = value['@context']
  if (!CONTEXTS.has(context)) throw wrongVersion(document, 'OpenVEX', context, `${NAMESPACE}/v0.2.0`)
  const dated = instantOf(value['timestamp'])
  if (dated === undefined) throw vexError(document, '`timestamp` is no ISO 8601 instant with a zone.')
  const author = nameOf(value['author'])
  const count = referenceCounter(document)
  const statements = vexList(document, value['statements'], 'statements', VEX_LIMITS.statements)
  return statements.map((entry, index) => {
    const where = `statements[${index}]`
    const statement = vexFields(document, entry, where)
    const status = VEX_STATUSES.find((known) => known === statement['status'])
    if (status === undefined) {
      throw vexError(document, `\`${where}.status\` is none of ${VEX_STATUSES.join(', ')}.`)
    }
    const timestamp = statement['timestamp'] === undefined ? dated : instantOf(statement['timestamp'])
    if (timestamp === undefined) throw vexError(document, `\`${where}.timestamp\` is no ISO 8601 instant with a zone.`)
    return {
      id: `${document}#${index + 1}`,
      ...(author !== undefined && { author }),
      vulnerabilities: vulnerabilityIds(document, statement['vulnerability'], `${where}.vulnerability`),
      status,
      justified: VEX_JUSTIFICATIONS.has(statement['justification']) || isText(statement['impact_statement']),
      products: products(document, statement, where, count),
      timestamp,
    }
  })
}

function vulnerabilityIds(document: string, value: unknown, where: string): string[] {
  if (!isFields(value)) return vexIds(document, [value], where)
  const aliases = vexList(document, value['aliases'], `${where}.aliases`, VEX_LIMITS.ids)
  return vexIds(document, [value['name'], value['@id'], ...aliases], where)
}

function products(document: string, statement: Fields, where: string, count: (more: number) => void): VexProduct[] {
  const list = (value: unknown, field: string) => vexList(document, value, field, VEX_LIMITS.references)
  const shared = statement['subcomponents']
  return list(statement['products'], `${where}.products`).map((product, index) => {
    const own = fieldsOf(product)['subcomponents'] ?? shared
    const parts = list(own, `${where}.products[${index}].subcomponents`)
    count(1 + parts.length)
    return {
      purls: purlsOf(names(product)),
      ...(parts.length > 0 && { subcomponents: purlsOf(parts.flatMap(names)) }),
    }
  })
}

/** `@id` may be any IRI; `identifiers` holds a purl under its own name. */
function names(component: unknown): unknown[] {
  return isFields(component) ? [component['@id'], fieldsOf(component['identifiers'])['purl']] : [component]
}
