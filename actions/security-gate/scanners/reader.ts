import type { ScannerReport } from './report.ts'

/** A file as far as it can be understood without knowing its format. */
export type Document =
  | { readonly kind: 'json'; readonly value: unknown }
  /** One JSON value a line or several values in a row (trufflehog, yarn, govulncheck); `skipped` counts other lines. */
  | { readonly kind: 'json-stream'; readonly values: readonly unknown[]; readonly skipped: number }
  | { readonly kind: 'text'; readonly text: string }

/** One format. Pure; throws nothing but UnreadableReport; never lets scanner text through but the fields of report.ts. */
export interface Reader {
  readonly format: string
  /** By content alone, never by file name. At most one reader recognises a document. */
  recognises(document: Document): boolean
  /**
   * A clean report that names no tool (`[]` of gitleaks). It proves nothing by itself, so `recognises` says no to it;
   * it is read only when exactly one reader's `word` stands in the file's name, and is unknown-format otherwise.
   * The name is no weaker than the content here: whoever can write `[]` into a file can also name it.
   */
  readonly nameless?: { readonly word: string; recognises(document: Document): boolean }
  read(document: Document): ScannerReport
}
