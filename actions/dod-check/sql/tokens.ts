/** A token of SQL as PostgreSQL reads it. Comments are none; what stands in quotes is no keyword. */
export interface Token {
  readonly kind: 'word' | 'quoted-name' | 'text' | 'number' | 'symbol'
  /** Of a word in upper case; of everything else as written, at most 100 characters. */
  readonly text: string
  /** 1-based. */
  readonly line: number
}

export interface Tokens {
  readonly tokens: readonly Token[]
  /** Where a quotation or comment begins that never ends: what follows it was not read. */
  readonly unended?: number
}

const SHOWN = 100

/**
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html: nested comments, `$tag$` quoting, `E''` with
 * backslashes, doubled quotes. Reads every character once.
 */
export function tokensOf(sql: string): Tokens {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  const push = (kind: Token['kind'], text: string): void => void tokens.push({ kind, text: text.slice(0, SHOWN), line })
  while (at < sql.length) {
    const begun = at
    const character = sql.charAt(at)
    let end: number | undefined
    let token: readonly [Token['kind'], string] | undefined
    if (/\s/.test(character)) end = at + 1
    else if (sql.startsWith('--', at)) end = endOfLine(sql, at)
    else if (sql.startsWith('/*', at)) end = endOfComment(sql, at)
    else if (character === "'") {
      end = endOfQuote(sql, at, "'", false)
      token = ['text', '']
    } else if (character === '"') {
      end = endOfQuote(sql, at, '"', false)
      token = ['quoted-name', sql.slice(at + 1, (end ?? at + 1) - 1)]
    } else if (character === '$') {
      const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(at, at + 130))?.[0]
      if (tag === undefined) {
        end = at + 1
        token = ['symbol', character]
      } else {
        const close = sql.indexOf(tag, at + tag.length)
        end = close === -1 ? undefined : close + tag.length
        token = ['text', '']
      }
    } else if (/[A-Za-z_\u0080-\uffff]/.test(character)) {
      end = endOfWord(sql, at)
      const word = sql.slice(at, end)
      // E'..', B'..', X'..', U&'..': the prefix is part of the text.
      if (/^[EBXN]$/i.test(word) && sql.charAt(end) === "'") {
        end = endOfQuote(sql, end, "'", /^E$/i.test(word))
        token = ['text', '']
      } else token = ['word', word.toUpperCase()]
    } else if (/\d/.test(character)) {
      end = endOfWord(sql, at)
      token = ['number', sql.slice(at, end)]
    } else {
      end = at + 1
      token = ['symbol', character]
    }
    if (end === undefined) return { tokens, unended: line }
    if (token !== undefined) push(...token)
    for (let i = begun; i < end; i++) if (sql.charCodeAt(i) === 10) line++
    at = end
  }
  return { tokens }
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at)
  return end === -1 ? sql.length : end
}

/** They nest, as in no other dialect. */
function endOfComment(sql: string, at: number): number | undefined {
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

function endOfQuote(sql: string, at: number, quote: string, backslashes: boolean): number | undefined {
  for (let i = at + 1; i < sql.length; ) {
    const character = sql.charAt(i)
    if (backslashes && character === '\\') i += 2
    else if (character !== quote) i++
    else if (sql.charAt(i + 1) === quote) i += 2
    else return i + 1
  }
  return undefined
}

function endOfWord(sql: string, at: number): number {
  let end = at
  while (end < sql.length && /[\w$\u0080-\uffff]/.test(sql.charAt(end))) end++
  return end
}
