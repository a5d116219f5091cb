import { type Token, tokensOf } from './tokens.ts'

/** A statement that takes away what a down-migration cannot bring back. */
export interface Destructive {
  /** 1-based, of the word that makes it one. */
  readonly line: number
  /** `DROP TABLE`, `TRUNCATE`, `ALTER ... TYPE`, `DELETE without WHERE`, `UPDATE without WHERE`. */
  readonly what: string
}

export interface ReadSql {
  readonly destructive: readonly Destructive[]
  /** A line from which on nothing was read, because a quotation or comment never ends. */
  readonly unreadFrom?: number
  /** Bodies of functions and DO blocks, which are text to PostgreSQL: what they do is not seen. */
  readonly opaque: readonly number[]
}

/**
 * The statements of a migration, by PostgreSQL's rules, that destroy data or rewrite it. What is dropped `IF EXISTS` is
 * dropped all the same. An index, view, function, trigger or policy holds no data: to drop one loses nothing that cannot
 * be written again.
 */
export function destructiveIn(sql: string): ReadSql {
  const { tokens, unended } = tokensOf(sql)
  const statements = statementsOf(tokens)
  return {
    destructive: statements.flatMap(judgeStatement),
    opaque: statements.flatMap(opaqueLine),
    ...(unended !== undefined && { unreadFrom: unended }),
  }
}

function statementsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter((statement) => statement.length > 0)
}

/** What holds data, or holds others that do. */
const HOLDERS: ReadonlySet<string> = new Set([
  'TABLE',
  'SCHEMA',
  'DATABASE',
  'COLUMN',
  'SEQUENCE',
  'TYPE',
  'DOMAIN',
  'OWNED',
  'TABLESPACE',
  'EXTENSION',
])

function judgeStatement(statement: readonly Token[]): Destructive[] {
  const [first] = statement
  if (first?.kind !== 'word') return []
  switch (first.text) {
    case 'DROP':
      return drop(statement)
    case 'TRUNCATE':
      return [{ line: first.line, what: 'TRUNCATE' }]
    case 'ALTER':
      return alter(statement)
    default:
      return mutations(statement)
  }
}

/** `DROP FOREIGN TABLE`, `DROP MATERIALIZED VIEW`: the word that says what may stand behind another. */
function drop(statement: readonly Token[]): Destructive[] {
  const [first, ...rest] = statement
  const words = rest.slice(0, 2).map(wordOf)
  const what = words.find((word) => word !== undefined && HOLDERS.has(word))
  if (first === undefined || what === undefined || words.includes('VIEW')) return []
  return [{ line: first.line, what: `DROP ${what}` }]
}

/** `ALTER TABLE t DROP COLUMN c` (COLUMN may be left out), `ALTER COLUMN c TYPE`, `SET DATA TYPE`. */
function alter(statement: readonly Token[]): Destructive[] {
  const [, second] = statement.map(wordOf)
  const subject = second === 'FOREIGN' || second === 'TABLE' || second === 'TYPE' ? second : undefined
  if (subject === undefined) return []
  const found: Destructive[] = []
  let depth = 0
  for (const [index, token] of statement.entries()) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (depth > 0 || index < 2) continue
    const word = wordOf(token)
    const next = statement[index + 1]
    if (word === 'DROP' && isColumn(next, subject)) found.push({ line: token.line, what: 'DROP COLUMN' })
    if (word === 'ALTER' && subject !== 'TYPE' && changesType(statement.slice(index + 1))) {
      found.push({ line: token.line, what: 'ALTER ... TYPE' })
    }
  }
  return found
}

/** Behind ALTER: `[COLUMN] name [SET DATA] TYPE`. A column may be called type, and that changes none. */
function changesType(rest: readonly Token[]): boolean {
  const behind = wordOf(rest[0]) === 'COLUMN' ? rest.slice(2, 5) : rest.slice(1, 4)
  const words = behind.map(wordOf)
  return words[0] === 'TYPE' || (words[0] === 'SET' && words[1] === 'DATA' && words[2] === 'TYPE')
}

/** What else of a table can be dropped takes no data along. */
const NO_COLUMN: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'DEFAULT',
  'NOT',
  'EXPRESSION',
  'IDENTITY',
  'STATISTICS',
  'VALUE',
])

function isColumn(next: Token | undefined, subject: string): boolean {
  const word = wordOf(next)
  if (subject === 'TYPE') return word === 'ATTRIBUTE'
  return next !== undefined && (word === undefined || !NO_COLUMN.has(word))
}

/** Also inside of `WITH ... AS (DELETE FROM ...)`: a WHERE at the depth of the verb, or deeper, belongs to it. */
function mutations(statement: readonly Token[]): Destructive[] {
  const found: Destructive[] = []
  for (const [index, token] of statement.entries()) {
    const word = wordOf(token)
    const isDelete = word === 'DELETE' && wordOf(statement[index + 1]) === 'FROM'
    const isUpdate = word === 'UPDATE' && index === 0 && wordOf(statement[index + 1]) !== undefined
    if (!isDelete && !isUpdate) continue
    if (!hasWhere(statement.slice(index + 1))) found.push({ line: token.line, what: `${word} without WHERE` })
  }
  return found
}

function hasWhere(rest: readonly Token[]): boolean {
  let depth = 0
  for (const token of rest) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (depth < 0) return false
    if (depth === 0 && wordOf(token) === 'WHERE') return true
  }
  return false
}

/** `DO $$ ... $$` and `CREATE FUNCTION ... AS $$ ... $$`. A function's body runs when it is called, not here. */
function opaqueLine(statement: readonly Token[]): number[] {
  const [first] = statement
  return first !== undefined && wordOf(first) === 'DO' ? [first.line] : []
}

const wordOf = (token: Token | undefined): string | undefined => (token?.kind === 'word' ? token.text : undefined)
