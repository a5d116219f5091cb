import { InputError } from '../../../shared/verdict/input-error.ts'
import { isFields, nameOf } from '../scanners/fields.ts'
import { canonicalPurl } from '../scanners/purl.ts'

export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const
export type VexStatus = (typeof VEX_STATUSES)[number]

/** One statement of a VEX document, whatever its format. Plain JSON: it stands in evidence.json as it is. */
export interface VexStatement {
  /** `<document>#<n>`, n counting from 1 in the document's own order. */
  readonly id: string
  /** As the document names them: text, not a signature. */
  readonly author?: string
  /** Ids, names and aliases of one vulnerability. */
  readonly vulnerabilities: readonly string[]
  readonly status: VexStatus
  /** A justification of the format's own list, or an impact statement: without it `not_affected` has no effect. */
  readonly justified: boolean
  readonly products: readonly VexProduct[]
  /** ISO 8601 UTC, of the statement, else of the document. */
  readonly timestamp?: string
}

export interface VexProduct {
  /** Canonical purls that name it, any of them; empty for a product that is named by nothing we can compare. */
  readonly purls: readonly string[]
  /** Purls of the parts it is about. Absent: the whole product. Empty: parts that cannot be compared, so none of them. */
  readonly subcomponents?: readonly string[]
}

/** What one document may hold. The largest public VEX documents (Red Hat's, per CVE) have some 60,000 product ids. */
export const VEX_LIMITS = { bytes: 16 * 1024 * 1024, statements: 10_000, references: 200_000, ids: 100 } as const

/** The labels of OpenVEX and of CSAF's flags: one list, made by CISA's VEX working group. */
export const VEX_JUSTIFICATIONS: ReadonlySet<unknown> = new Set([
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
])

/** One line: which document, where in it, what is wrong. Never text of the document beyond a version or a status. */
export function vexError(document: string, problem: string): InputError {
  return new InputError(`${document}: ${problem}`)
}

/** @param version what the document says its version is */
export function wrongVersion(document: string, format: string, version: unknown, readable: string): InputError {
  const said = nameOf(version)?.slice(0, 40) ?? 'without a version'
  return vexError(document, `${format} ${said} is not read; write ${readable}.`)
}

/** The list, an empty one when the field is absent. @throws InputError for another type, or more than `max` entries */
export function vexList(document: string, value: unknown, where: string, max: number): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw vexError(document, `\`${where}\` is no list.`)
  if (value.length > max)
    throw vexError(document, `\`${where}\` has ${value.length} entries, and at most ${max} are read.`)
  return value
}

/** @throws InputError for a value that is no object */
export function vexFields(document: string, value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (!isFields(value)) throw vexError(document, `\`${where}\` is no object.`)
  return value
}

/** The ids of one vulnerability. @throws InputError when there is none, because a statement has to be about something */
export function vexIds(document: string, values: readonly unknown[], where: string): string[] {
  const ids = values.flatMap((value) => nameOf(value) ?? [])
  if (ids.length === 0) throw vexError(document, `\`${where}\` names no vulnerability.`)
  return [...new Set(ids)]
}

export function purlsOf(values: readonly unknown[]): string[] {
  const purls = values.flatMap((value) => (typeof value === 'string' ? (canonicalPurl(value) ?? []) : []))
  return [...new Set(purls)]
}

/** Counts product references over a whole document, because each statement may hold many. */
export function referenceCounter(document: string): (more: number) => void {
  let count = 0
  return (more) => {
    count += more
    if (count > VEX_LIMITS.references) {
      throw vexError(
        document,
        `it names more than ${VEX_LIMITS.references} products; hand in the ones that are used here.`,
      )
    }
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
