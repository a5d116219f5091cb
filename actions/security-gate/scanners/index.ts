import { parseDocument } from './document.ts'
import type { Document, Reader } from './reader.ts'
import { READERS } from './readers.ts'
import { type ScannerReport, UnreadableReport } from './report.ts'

export interface ReportHint {
  /** The file's name: makes messages clearer, and names the tool of a clean report that names none (`[]`). */
  readonly name?: string
}

/**
 * Reads what a scanner wrote, whatever its format, which is told by the content.
 * @throws UnreadableReport for everything that is no complete report of a known format
 */
export function readReport(bytes: Uint8Array, hint: ReportHint = {}): ScannerReport {
  const document = parseDocument(bytes)
  const reader = readerOf(document, hint.name ?? '')
  if (reader === undefined) throw refuse(document, hint.name ?? '')
  return reader.read(document)
}

function readerOf(document: Document, name: string): Reader | undefined {
  const reader = READERS.find((candidate) => candidate.recognises(document))
  if (reader !== undefined) return reader
  const words = wordsOf(name)
  const named = READERS.filter(({ nameless }) => nameless !== undefined && words.includes(wordsOf(nameless.word)))
  const only = named.length === 1 ? named[0] : undefined
  return only?.nameless?.recognises(document) === true ? only : undefined
}

/** ` results gitleaks report json `: a tool's word has to stand alone, so that `not-gitleaksish.json` names nobody. */
function wordsOf(name: string): string {
  return ` ${name
    .slice(-1024)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')} `
}

/** Names what was seen, so that the reader finds the step that wrote it; keys only, because values may be secrets. */
function refuse(document: Document, name: string): UnreadableReport {
  if (document.kind === 'json-stream') {
    const inside = READERS.find((reader) => document.values.some((value) => reader.recognises({ kind: 'json', value })))
    if (inside !== undefined) {
      const seen = `${counted(document.values.length, 'JSON value')} and ${counted(document.skipped, 'other line')}`
      return new UnreadableReport(
        'malformed',
        `A ${inside.format} report is one JSON value; this file holds ${seen}. Let the scanner write to a file of its own.`,
      )
    }
  }
  const expected = /\.sarif(?:\.json)?$/i.test(name) ? ', although it is named like SARIF' : ''
  return new UnreadableReport('unknown-format', `No reader knows this format${expected}: ${seenIn(document)}.`)
}

function seenIn(document: Document): string {
  switch (document.kind) {
    case 'json':
      return describe(document.value)
    case 'json-stream':
      return `${counted(document.values.length, 'JSON value')} in a row, the first is ${describe(document.values[0])}`
    case 'text':
      return /^\s*</.test(document.text) ? 'it looks like XML or HTML' : 'it is text without JSON'
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}, the first is ${shape(value[0])}`
  }
  return shape(value)
}

function shape(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  if (typeof value !== 'object') return `a ${typeof value}`
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an object without keys'
  // Not their names: a file that maps secrets to where they are has a secret for a key.
  return `an object with ${counted(keys.length, 'key')}`
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
