import type { Document } from './reader.ts'
import { UnreadableReport } from './report.ts'
import { pathsOf } from './sarif/place.ts'
import { cleanText } from './text.ts'

/**
 * How readers look into a document that may say anything. A missing field is `undefined`; a value of another type where
 * findings belong makes the report `malformed`, because what cannot be read could be a finding.
 */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or one without fields. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** What stands in a file that may hold one JSON value or several: a stream of one line cannot be told from a document. */
export function valuesOf(document: Document): readonly unknown[] {
  if (document.kind === 'json-stream') return document.values
  return document.kind === 'json' ? [document.value] : []
}

/** The list, or an empty one: only where nothing in it is a finding. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Findings: every entry has to be an object. @throws UnreadableReport `malformed` */
export function entriesOf(value: unknown, where: string): readonly Fields[] {
  if (!Array.isArray(value)) throw malformed(`\`${where}\` is no list`)
  for (let at = 0; at < value.length; at++) {
    if (!isFields(value[at])) throw malformed(`\`${where}[${at}]\` is no object`)
  }
  return value as readonly Fields[]
}

/** Findings in a field that tools leave out, or set to null, when there are none. @throws UnreadableReport `malformed` */
export function optionalEntriesOf(value: unknown, where: string): readonly Fields[] {
  return value === undefined || value === null ? [] : entriesOf(value, where)
}

/** @throws UnreadableReport `malformed` */
export function requiredFields(value: unknown, where: string): Fields {
  if (!isFields(value)) throw malformed(`\`${where}\` is no object`)
  return value
}

export function malformed(what: string): UnreadableReport {
  return new UnreadableReport('malformed', `The report is not what its format says: ${what}.`)
}

/** An id, a version or a name. */
export function nameOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : cleanText(value)
}

/** The names in a list, or the one name in its place. */
export function namesOf(value: unknown): string[] {
  const names: string[] = []
  for (const entry of Array.isArray(value) ? value : [value]) {
    const name = nameOf(entry)
    if (name !== undefined) names.push(name)
  }
  return names
}

/** Relative to the repository where that can be known, as in SARIF: one file has one path whichever format names it. */
export function pathOf(value: unknown): string | undefined {
  // These formats hold paths, not URIs: a percent sign is one.
  return typeof value === 'string' ? pathsOf({}, new Map())({ uri: value.replaceAll('%', '%25') }) : undefined
}

/** 1-based. */
export function lineOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

/** Whole and not negative: a total that a report names. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** A place as `ScannerFinding` has it, ready to spread; nothing without a path. */
export function placeOf(path: unknown, line?: unknown): { location?: { path: string; line?: number } } {
  const file = pathOf(path)
  if (file === undefined) return {}
  const at = lineOf(line)
  return { location: { path: file, ...(at !== undefined && { line: at }) } }
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/
/** Go writes its zero time as year 1. No scanner here is older than 2000. */
const FIRST_YEAR = 2000

/**
 * ISO 8601 in UTC, or `undefined` for what is no instant.
 * @param zone what a time without a zone means; without it such a time is no instant
 */
export function instantOf(value: unknown, zone?: 'Z'): string | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value.trim()) : null
  const offset = match?.[4] ?? zone
  if (match === null || offset === undefined) return undefined
  const milliseconds = (match[3] ?? '.000').padEnd(4, '0').slice(0, 4)
  const date = new Date(`${match[1]}T${match[2]}${milliseconds}${offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < FIRST_YEAR ? undefined : date.toISOString()
}

/** A full or abbreviated git object name. */
export function commitOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{7,64}$/i.test(value) ? value.toLowerCase() : undefined
}

/** A value as a word to look up; '' for what is none. `String()` throws for an object whose `toString` is no function. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : ''
