import { copyData, endOfComment, endOfLine, endOfQuote, endOfText, endOfWord, harmlessCommand } from './lexis.ts'

/** A token of SQL as PostgreSQL reads it. Comments are none; what stands in quotes is no keyword. */
export interface Token {
  readonly kind: 'word' | 'quoted-name' | 'text' | 'number' | 'symbol'
  /** Of a word in upper case; of everything else as written, of a quoted name what is quoted. 100 characters at most. */
  readonly text: string
  /** 1-based. */
  readonly line: number
}

export interface Tokens {
  readonly tokens: readonly Token[]
  /** From where on nothing was read, and why: a whole sentence without its subject. */
  readonly unread?: { readonly line: number; readonly because: string }
  /** Lines on which data of `COPY ... FROM STDIN` begins. */
  readonly data: readonly number[]
}

const SHOWN = 100

/** What a reader of one token found: where it ends, and the token unless it is none. */
interface Step {
  readonly end: number
  readonly token?: readonly [Token['kind'], string]
}
type Unread = { readonly because: string }

const OPEN: Unread = { because: 'a quotation or comment that begins there never ends' }
/** psql cuts a line at a zero byte; in another encoding a backslash can be half a character. */
const NO_TEXT = /[\0\ufffd]/

/**
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html and psql's own scanner: nested comments, `$tag$`
 * quoting, `E''` with backslashes, doubled quotes, strings that go on behind a line break, data behind COPY. Reads every
 * character once or twice. What versions of PostgreSQL read differently is not read.
 */
export function tokensOf(sql: string): Tokens {
  const tokens: Token[] = []
  const data: number[] = []
  // psql skips a byte order mark, and only the first.
  let at = sql.startsWith('\ufeff') ? 1 : 0
  let line = 1
  let begun = 0
  const broken = sql.search(NO_TEXT)
  while (at < sql.length) {
    const step = stepAt(sql, at)
    if ('because' in step) return { tokens, data, unread: { line, because: step.because } }
    if (broken !== -1 && step.end > broken) return { tokens, data, unread: { line, because: NOT_UTF8 } }
    if (step.token !== undefined) {
      const [kind, text] = step.token
      tokens.push({ kind, text: text.slice(0, SHOWN), line })
    }
    line += breaksIn(sql, at, step.end)
    at = step.end
    if (step.token?.[1] !== ';' || step.token[0] !== 'symbol') continue
    if (isCopyIn(tokens, begun)) {
      const copied = copyData(sql, at)
      if (copied === undefined) return { tokens, data, unread: { line, because: BEHIND_COPY } }
      data.push(line + 1)
      line += breaksIn(sql, at, copied)
      at = copied
    }
    begun = tokens.length
  }
  return { tokens, data }
}

const NOT_UTF8 = 'the file is no UTF-8 text there'
const BEHIND_COPY = 'something stands behind COPY ... FROM STDIN on its line'

function stepAt(sql: string, at: number): Step | Unread {
  const character = sql.charAt(at)
  if (/[ \t\n\r\f\v]/.test(character)) return { end: at + 1 }
  if (sql.startsWith('--', at)) return { end: endOfLine(sql, at) }
  if (sql.startsWith('/*', at)) return skipped(endOfComment(sql, at))
  if (character === "'") return quoted(sql, at, endOfText(sql, at, false))
  if (character === '"') return quotedName(sql, at, at)
  if (character === '$') return dollar(sql, at)
  if (character === '\\') return command(sql, at)
  if (/[A-Za-z_\u0080-\uffff]/.test(character)) return word(sql, at)
  if (/\d/.test(character)) return number(sql, at)
  return { end: at + 1, token: ['symbol', character] }
}

const skipped = (end: number | undefined): Step | Unread => (end === undefined ? OPEN : { end })

const quoted = (sql: string, at: number, end: number | undefined): Step | Unread =>
  end === undefined ? OPEN : { end, token: ['text', sql.slice(at, Math.min(end, at + SHOWN))] }

function quotedName(sql: string, at: number, quote: number): Step | Unread {
  const end = endOfQuote(sql, quote, '"', false)
  return end === undefined ? OPEN : { end, token: ['quoted-name', sql.slice(at === quote ? at + 1 : at, end - 1)] }
}

const TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y

function dollar(sql: string, at: number): Step | Unread {
  TAG.lastIndex = at
  const tag = TAG.exec(sql)?.[0]
  if (tag === undefined) return { end: at + 1, token: ['symbol', '$'] }
  const close = sql.indexOf(tag, at + tag.length)
  return quoted(sql, at, close === -1 ? undefined : close + tag.length)
}

/** `\i other.sql`, `\gexec`, `\set`: what psql then runs stands elsewhere. */
function command(sql: string, at: number): Step | Unread {
  const end = endOfLine(sql, at)
  const written = sql.slice(at, Math.min(end, at + SHOWN))
  if (harmlessCommand(sql.slice(at, end))) return { end }
  return { because: `psql would carry out \`${(/^\\\S*/.exec(written)?.[0] ?? '\\').slice(0, 20)}\`` }
}

function word(sql: string, at: number): Step | Unread {
  const end = endOfWord(sql, at)
  const written = sql.slice(at, end)
  const next = sql.charAt(end)
  // E'..', B'..', X'..', N'..', U&'..', U&"..": the prefix is part of it.
  if (/^[EBXN]$/i.test(written) && next === "'") return quoted(sql, at, endOfText(sql, end, /^E$/i.test(written)))
  if (/^U$/i.test(written) && next === '&') {
    if (sql.charAt(end + 1) === "'") return quoted(sql, at, endOfText(sql, end + 1, false))
    if (sql.charAt(end + 1) === '"') return quotedName(sql, at, end + 1)
  }
  // Only ASCII is folded: no other letter makes a keyword.
  return { end, token: ['word', written.replace(/[a-z]+/g, (letters) => letters.toUpperCase())] }
}

/** `1e'..'` and `1a$b$` are read one way up to version 14 and another way since. */
function number(sql: string, at: number): Step | Unread {
  let end = at
  while (end < sql.length && /[A-Za-z0-9_\u0080-\uffff]/.test(sql.charAt(end))) end++
  const written = sql.slice(at, end)
  if (/\D/.test(written) && /['$]/.test(sql.charAt(end))) {
    return { because: `versions of PostgreSQL differ in how they read \`${written.slice(0, 20)}${sql.charAt(end)}\`` }
  }
  return { end, token: ['number', written] }
}

/** Of the statement that begins with token `from`; FROM and STDIN are reserved or stand nowhere else in it. */
function isCopyIn(tokens: readonly Token[], from: number): boolean {
  const is = (index: number, wanted: string): boolean => {
    const token = tokens[index]
    return token?.kind === 'word' && token.text === wanted
  }
  if (!is(from, 'COPY')) return false
  for (let index = from + 1; index < tokens.length; index++) {
    if (is(index, 'FROM') && is(index + 1, 'STDIN')) return true
  }
  return false
}

function breaksIn(sql: string, from: number, to: number): number {
  let breaks = 0
  for (let at = from; at < to; at++) if (sql.charCodeAt(at) === 10) breaks++
  return breaks
}
