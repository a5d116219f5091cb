import { alterations } from './alter.ts'
import { mutations } from './mutations.ts'
import { type Opaque, opaqueIn } from './opaque.ts'
import { type Statement, statementsOf, wordOf } from './statements.ts'
import { tokensOf } from './tokens.ts'

/** A statement that takes away what a down-migration cannot bring back. */
export interface Destructive {
  /** 1-based, of the word that makes it one. */
  readonly line: number
  /** `DROP TABLE`, `TRUNCATE`, `ALTER ... TYPE`, `DELETE without WHERE`, `UPDATE without WHERE`. */
  readonly what: string
}

export interface ReadSql {
  readonly destructive: readonly Destructive[]
  /** From where on nothing was read, and why. */
  readonly unread?: { readonly line: number; readonly because: string }
  /** What runs and stands in a text or elsewhere: what it does is not seen. */
  readonly opaque: readonly Opaque[]
}

/**
 * The statements of a migration, by PostgreSQL's rules, that destroy data or rewrite it. What is dropped `IF EXISTS` is
 * dropped all the same. An index, view, function, trigger or policy holds no data: to drop one loses nothing that cannot
 * be written again, unless CASCADE takes columns along.
 */
export function destructiveIn(sql: string): ReadSql {
  const { tokens, unread, data } = tokensOf(sql)
  const statements = statementsOf(tokens)
  return {
    destructive: statements.flatMap(judgeStatement),
    opaque: [...opaqueIn(statements), ...data.map((line) => ({ line, what: COPIED }))],
    ...(unread !== undefined && { unread }),
  }
}

/** psql runs the lines as statements when COPY itself has failed. */
const COPIED = 'the data behind COPY'

function judgeStatement(statement: Statement): Destructive[] {
  const [first] = statement
  switch (wordOf(first)) {
    case 'DROP':
      return drop(statement)
    case 'TRUNCATE':
      return [{ line: first.line, what: 'TRUNCATE' }]
    case 'ALTER':
      return alterations(statement)
    default:
      return mutations(statement)
  }
}

/** What holds data, or holds others that do. */
const HOLDERS: ReadonlySet<string | undefined> = new Set([
  'TABLE',
  'SCHEMA',
  'DATABASE',
  'SEQUENCE',
  'TYPE',
  'DOMAIN',
  'OWNED',
  'TABLESPACE',
  'EXTENSION',
])
/** Nothing that hangs on these is a column. */
const WITHOUT_COLUMNS: ReadonlySet<string | undefined> = new Set(['INDEX', 'VIEW', 'TRIGGER', 'POLICY', 'RULE'])

function drop(statement: Statement): Destructive[] {
  const [first, ...rest] = statement
  const words = rest.map(wordOf)
  const [kind, second] = words
  const what = (kind === 'FOREIGN' || kind === 'MATERIALIZED') && second !== undefined ? second : kind
  if (HOLDERS.has(what)) return [{ line: first.line, what: `DROP ${what}` }]
  // CASCADE is no reserved word, but behind the names it stands alone and last.
  const cascades = words.at(-1) === 'CASCADE' && words.length > 2
  return cascades && !WITHOUT_COLUMNS.has(what) ? [{ line: first.line, what: `DROP ${what ?? ''} ... CASCADE` }] : []
}
