import { isSymbol, type Statement, wordOf } from './statements.ts'
import type { Token } from './tokens.ts'

/** A line whose effect stands in a text or elsewhere. */
export interface Opaque {
  readonly line: number
  /** `DO`, `CALL`, `COPY ... FROM PROGRAM`, a function by name. */
  readonly what: string
}

const UTF8 = /^'?(?:utf-?8|unicode)'?$/i

/** Functions whose argument is a statement. */
const RUNS_TEXT =
  /^(?:DBLINK|DBLINK_EXEC|DBLINK_SEND_QUERY|QUERY_TO_XML|QUERY_TO_XMLSCHEMA|QUERY_TO_XML_AND_XMLSCHEMA|TS_STAT)$/

/**
 * Statements that run what is not seen: the body of DO, a procedure, a function that this very file defines, a statement
 * in a text. A function that is only defined runs nothing, and neither does one that a trigger names.
 */
export function opaqueIn(statements: readonly Statement[]): readonly Opaque[] {
  const defined = new Set(statements.flatMap(definedBy))
  return statements.flatMap((statement) => {
    const what = opaqueWord(statement) ?? rereadBy(statement) ?? calledFrom(statement, defined)
    return what === undefined ? [] : [{ line: statement[0].line, what }]
  })
}

function opaqueWord(statement: Statement): string | undefined {
  const [first, ...rest] = statement
  if (isSymbol(first, ':')) return 'a variable of psql'
  switch (wordOf(first)) {
    case 'DO':
      return 'DO'
    case 'CALL':
      return 'CALL'
    case 'COPY':
      return rest.some((token) => wordOf(token) === 'PROGRAM') ? 'COPY with PROGRAM' : undefined
    default:
      return undefined
  }
}

/** Settings under which the rest is read differently, with the value that is no difference; pg_dump writes those. */
const READING: Readonly<Record<string, RegExp>> = {
  STANDARD_CONFORMING_STRINGS: /^'?(?:on|true|yes|1)'?$/i,
  BACKSLASH_QUOTE: /^'?safe_encoding'?$/i,
  CLIENT_ENCODING: UTF8,
  NAMES: UTF8,
}

const SETTING: ReadonlySet<string | undefined> = new Set(['SET', 'RESET', 'ALTER', 'CREATE'])

/** `SET x = v`, `SET x TO v`, `ALTER DATABASE d SET x = v`, `SET NAMES v`, `set_config('x', ...)`. */
function rereadBy(statement: Statement): string | undefined {
  // `UPDATE t SET names = 1` sets a column.
  const sets = SETTING.has(wordOf(statement[0]))
  const at = sets ? statement.findIndex((token) => wordOf(token) === 'SET' || wordOf(token) === 'RESET') : -1
  const calls = statement.some((token) => wordOf(token) === 'SET_CONFIG')
  if (at === -1 && !calls) return undefined
  for (const [index, { kind, text }] of statement.entries()) {
    const name = (kind === 'text' ? text.slice(1, -1) : text).toUpperCase()
    if (!Object.hasOwn(READING, name) || (kind === 'text' ? !calls : at === -1 || index < at)) continue
    const behind = statement[index + 1]
    const value = isSymbol(behind, '=') || wordOf(behind) === 'TO' ? statement[index + 2] : behind
    if (kind === 'text' || READING[name]?.test(value?.text ?? '') !== true) return `a change of ${name.toLowerCase()}`
  }
  return undefined
}

const DEFINES: ReadonlySet<string | undefined> = new Set(['FUNCTION', 'PROCEDURE'])

function definedBy(statement: Statement): string[] {
  if (wordOf(statement[0]) !== 'CREATE') return []
  const at = statement.slice(0, 4).findIndex((token) => DEFINES.has(wordOf(token)))
  const open = statement.findIndex((token) => isSymbol(token, '('))
  const name = at === -1 || open < at ? undefined : statement[open - 1]
  return name === undefined ? [] : [nameOf(name)]
}

const nameOf = ({ text }: Token): string => text.toLowerCase()

/** They name a function without calling it. */
const NAMING: ReadonlySet<string | undefined> = new Set(['COMMENT', 'GRANT', 'REVOKE'])
const DEFINITIONS: ReadonlySet<string> = new Set([
  'FUNCTION',
  'PROCEDURE',
  'TRIGGER',
  'POLICY',
  'AGGREGATE',
  'OPERATOR',
  'CAST',
])

function calledFrom(statement: Statement, defined: ReadonlySet<string>): string | undefined {
  const [first] = statement
  if (NAMING.has(wordOf(first))) return undefined
  const kind = statement.slice(1, 5).map(wordOf)
  const changes = ['CREATE', 'ALTER', 'DROP'].includes(wordOf(first) ?? '')
  if (changes && kind.some((word) => word !== undefined && DEFINITIONS.has(word))) return undefined
  const called = statement.find(
    (token, index) =>
      isSymbol(statement[index + 1], '(') &&
      (token.kind === 'word' || token.kind === 'quoted-name') &&
      (defined.has(nameOf(token)) || RUNS_TEXT.test(token.text.toUpperCase())),
  )
  return called === undefined ? undefined : `a call of ${nameOf(called)}`
}
