import { tokensOf } from './tokens.ts'

export interface DataFix {
  /** The first statement that changes rows or what holds them. */
  readonly found?: { readonly line: number; readonly what: string }
  /** A line from which on nothing was read, because a quotation or comment never ends. */
  readonly unreadFrom?: number
}

/** What a statement begins with that changes data, or the schema that holds it. */
const CHANGING: ReadonlySet<string> = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'TRUNCATE',
  'COPY',
  'ALTER',
  'DROP',
  'DO',
  'CALL',
])

/** Of a common table expression: `WITH gone AS (DELETE FROM ...)`. */
const INSIDE: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Whether SQL that stands outside of migrations is run to change data. Queries, functions and views are not. */
export function dataFixIn(sql: string): DataFix {
  const { tokens, unread: rest } = tokensOf(sql)
  const unread = rest === undefined ? {} : { unreadFrom: rest.line }
  let first = true
  let within = false
  for (const { kind, text, line } of tokens) {
    if (kind === 'symbol' && text === ';') {
      first = true
      within = false
      continue
    }
    if (first && kind === 'word') {
      if (CHANGING.has(text)) return { found: { line, what: text }, ...unread }
      within = text === 'WITH' || text === 'EXPLAIN' || text === 'PREPARE'
    } else if (within && kind === 'word' && INSIDE.has(text)) return { found: { line, what: text }, ...unread }
    first = false
  }
  return unread
}
