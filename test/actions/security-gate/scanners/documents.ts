import { readFileSync } from 'node:fs'
import { parseDocument } from '../../../../actions/security-gate/scanners/document.ts'
import type { Document, Reader } from '../../../../actions/security-gate/scanners/reader.ts'
import { type ScannerReport, UnreadableReport } from '../../../../actions/security-gate/scanners/report.ts'

export const json = (value: unknown): Document => ({ kind: 'json', value })
export const stream = (...values: unknown[]): Document => ({ kind: 'json-stream', values, skipped: 0 })

/** What a real scanner wrote: test/fixtures/scanners/README.md. */
export function fixture(name: string): Document {
  return parseDocument(readFileSync(new URL(`../../../fixtures/scanners/${name}`, import.meta.url)))
}

/** A copy of a sample with one field set (`a.0.b`), or deleted when the value is `undefined`. */
export function changed(document: Document, path: string, value: unknown): Document {
  const copy = structuredClone(document)
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let holder: unknown = copy.kind === 'json' ? copy.value : copy.kind === 'json-stream' ? copy.values : undefined
  for (const key of keys) holder = (holder as Record<string, unknown>)[key]
  if (value === undefined) delete (holder as Record<string, unknown>)[last]
  else (holder as Record<string, unknown>)[last] = value
  return copy
}

/** `kind: text` of the only run. */
export function problemsIn(report: ScannerReport): string[] {
  return (report.runs[0]?.problems ?? []).map(({ kind, text }) => `${kind}: ${text}`)
}

/** Why a reader refuses a document: `reason: message`. */
export function refusal(reader: Reader, document: Document): string {
  try {
    reader.read(document)
  } catch (error) {
    if (error instanceof UnreadableReport) return `${error.reason}: ${error.message}`
    throw error
  }
  throw new Error('it was read')
}
