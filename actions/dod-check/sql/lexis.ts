/** Where the parts of SQL end, by PostgreSQL's scanner (scan.l). Each reads on from `at` and never back. */

/** A comment ends at a carriage return too: what follows one on the same line of an editor is run. */
export function endOfLine(sql: string, at: number): number {
  let end = at
  while (end < sql.length && sql.charAt(end) !== '\n' && sql.charAt(end) !== '\r') end++
  return end
}

/** They nest, as in no other dialect. */
export function endOfComment(sql: string, at: number): number | undefined {
  let depth = 0
  for (let i = at; i < sql.length; ) {
    if (sql.startsWith('/*', i)) {
      depth++
      i += 2
    } else if (sql.startsWith('*/', i)) {
      depth--
      i += 2
      if (depth === 0) return i
    } else i++
  }
  return undefined
}

export function endOfQuote(sql: string, at: number, quote: string, backslashes: boolean): number | undefined {
  for (let i = at + 1; i < sql.length; ) {
    const character = sql.charAt(i)
    if (backslashes && character === '\\') i += 2
    else if (character !== quote) i++
    else if (sql.charAt(i + 1) === quote) i += 2
    else return i + 1
  }
  return undefined
}

/** A string goes on behind a line break, and one with backslashes goes on with backslashes. */
export function endOfText(sql: string, at: number, backslashes: boolean): number | undefined {
  for (let quote = at; ; ) {
    const end = endOfQuote(sql, quote, "'", backslashes)
    const next = end === undefined ? undefined : continuation(sql, end)
    if (next === undefined) return end
    quote = next
  }
}

/** The quote that goes on, behind blanks and comments of which one ends a line. */
function continuation(sql: string, from: number): number | undefined {
  let broken = false
  for (let at = from; at < sql.length; ) {
    const character = sql.charAt(at)
    if (character === "'") return broken ? at : undefined
    if (sql.startsWith('--', at)) at = endOfLine(sql, at)
    else if (/[ \t\n\r\f\v]/.test(character)) {
      broken ||= character === '\n' || character === '\r'
      at++
    } else return undefined
  }
  return undefined
}

export function endOfWord(sql: string, at: number): number {
  let end = at
  while (end < sql.length && /[\w$\u0080-\uffff]/.test(sql.charAt(end))) end++
  return end
}

/**
 * psql takes the lines behind COPY as data, up to `\.`: quotes in them open nothing.
 * @returns where SQL goes on; undefined when more than a comment stands behind the semicolon on its line
 */
export function copyData(sql: string, at: number): number | undefined {
  let begin = sql.indexOf('\n', at)
  if (begin === -1) begin = sql.length
  if (!/^[ \t\r]*(?:--[^\n\r]*)?\r?$/.test(sql.slice(at, begin))) return undefined
  for (let from = begin + 1; from < sql.length; ) {
    const end = sql.indexOf('\n', from)
    const line = sql.slice(from, end === -1 ? sql.length : end)
    const next = end === -1 ? sql.length : end + 1
    if (line === '\\.' || line === '\\.\r') return next
    from = next
  }
  return sql.length
}

/** Commands of psql that run nothing and change nothing of how the rest is read; pg_dump writes some of them. */
const HARMLESS =
  /^\\(?:set +ON_ERROR_STOP(?: +(?:on|1|true))?|(?:un)?restrict +\w+|timing(?: +(?:on|off))?|echo(?: +[\w .,-]*)?)[ \t]*$/

export const harmlessCommand = (line: string): boolean => line.length <= 500 && HARMLESS.test(line)
