import type { Destructive } from './destructive.ts'
import { isSymbol, type Statement, wordOf } from './statements.ts'
import type { Token } from './tokens.ts'

interface Pending {
  readonly line: number
  readonly verb: 'DELETE' | 'UPDATE'
  where: 'none' | 'constant' | 'column'
  /** What follows is no part of it any more. */
  ended: boolean
}

/** Words that are no column: a WHERE of them alone takes every row, or none. */
const CONSTANT: ReadonlySet<string> = new Set([
  'TRUE',
  'FALSE',
  'NULL',
  'NOT',
  'AND',
  'OR',
  'IS',
  'IN',
  'LIKE',
  'BETWEEN',
])

/**
 * DELETE and UPDATE whose WHERE is missing or names no column, also inside of `WITH ... AS (...)`, and MERGE that
 * deletes. A WHERE belongs to the verb at its own depth. One pass, whatever is nested in what.
 */
export function mutations(statement: Statement): Destructive[] {
  const all: Pending[] = []
  /** The verb that is open at each depth of parentheses. */
  const open: (Pending | undefined)[] = [undefined]
  let constant: Pending[] = []
  const end = (one: Pending | undefined): void => {
    if (one !== undefined) one.ended = true
  }
  for (const [index, token] of statement.entries()) {
    if (isSymbol(token, '(')) open.push(undefined)
    if (isSymbol(token, ')')) end(open.pop())
    const here = open.at(-1)
    const word = wordOf(token)
    if (word === 'RETURNING') end(here)
    else if (word === 'WHERE' && here?.where === 'none' && !here.ended) {
      here.where = 'constant'
      constant.push(here)
    } else if (namesColumn(token)) {
      for (const one of constant) if (!one.ended) one.where = 'column'
      constant = []
    }
    const verb = verbAt(statement, index)
    if (verb === undefined) continue
    end(here)
    const pending: Pending = { line: token.line, verb, where: 'none', ended: false }
    all.push(pending)
    open[Math.max(open.length - 1, 0)] = pending
  }
  const found = all.filter(({ where }) => where !== 'column')
  return [
    ...found.map(({ line, verb, where }) => ({
      line,
      what: where === 'none' ? `${verb} without WHERE` : `${verb} with a WHERE that names no column`,
    })),
    ...mergeDeletes(statement),
  ]
}

const namesColumn = (token: Token): boolean =>
  token.kind === 'quoted-name' || (token.kind === 'word' && !CONSTANT.has(token.text))

/** Not `FOR UPDATE`, `ON CONFLICT DO UPDATE`, `ON UPDATE CASCADE`, `THEN UPDATE`, `GRANT UPDATE`, `AFTER UPDATE`. */
const BEFORE_UPDATE: ReadonlySet<string | undefined> = new Set([
  'AS',
  'EXPLAIN',
  'ANALYZE',
  'ANALYSE',
  'VERBOSE',
  'ALSO',
  'INSTEAD',
])

function verbAt(statement: Statement, index: number): Pending['verb'] | undefined {
  const word = wordOf(statement[index])
  const next = statement[index + 1]
  if (word === 'DELETE') return wordOf(next) === 'FROM' ? 'DELETE' : undefined
  if (word !== 'UPDATE' || next === undefined || isSymbol(next, ',') || isSymbol(next, ')')) return undefined
  const before = statement[index - 1]
  const begins =
    before === undefined || isSymbol(before, '(') || isSymbol(before, ')') || BEFORE_UPDATE.has(wordOf(before) ?? '')
  return begins ? 'UPDATE' : undefined
}

function mergeDeletes(statement: Statement): Destructive[] {
  if (!statement.some((token) => wordOf(token) === 'MERGE')) return []
  return statement.flatMap((token, index) =>
    wordOf(token) === 'DELETE' && wordOf(statement[index - 1]) === 'THEN'
      ? [{ line: token.line, what: 'MERGE ... DELETE' }]
      : [],
  )
}
