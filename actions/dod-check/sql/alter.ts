import type { Destructive } from './destructive.ts'
import { deeper, isSymbol, type Statement, wordOf } from './statements.ts'
import type { Token } from './tokens.ts'

/**
 * `ALTER TABLE t DROP COLUMN c` (COLUMN may be left out), `ALTER COLUMN c TYPE`, `SET DATA TYPE`, and the same of the
 * attributes of a type. DROP CONSTRAINT takes no data along; a column of that name is quoted, for the word is reserved.
 */
export function alterations(statement: Statement): Destructive[] {
  const words = statement.slice(1, 3).map(wordOf)
  const subject = words[0] === 'FOREIGN' ? words[1] : words[0]
  if (subject !== 'TABLE' && subject !== 'TYPE') return []
  const actions = actionsOf(behindName(statement.slice(words[0] === 'FOREIGN' ? 3 : 2)))
  return actions.flatMap((action) => judgeAction(action, subject))
}

/** `[IF EXISTS] [ONLY] schema.name [*]`: any of these words may also be the name. */
function behindName(rest: readonly Token[]): readonly Token[] {
  const exists = wordOf(rest[0]) === 'IF' && wordOf(rest[1]) === 'EXISTS' ? 2 : 0
  let at = exists + (wordOf(rest[exists]) === 'ONLY' && !isSymbol(rest[exists + 1], '.') ? 1 : 0)
  const bracket = isSymbol(rest[at], '(') ? 1 : 0
  at += bracket + 1
  while (isSymbol(rest[at], '.')) at += 2
  if (bracket === 1 && isSymbol(rest[at], ')')) at++
  return rest.slice(isSymbol(rest[at], '*') ? at + 1 : at)
}

/** They are parted by commas outside of parentheses. */
function actionsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const actions: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    depth += deeper(token)
    if (depth === 0 && isSymbol(token, ',')) actions.push([])
    else actions.at(-1)?.push(token)
  }
  return actions
}

function judgeAction(action: readonly Token[], subject: 'TABLE' | 'TYPE'): Destructive[] {
  const [first, second] = action
  if (first === undefined) return []
  const thing = subject === 'TABLE' ? 'COLUMN' : 'ATTRIBUTE'
  switch (wordOf(first)) {
    case 'DROP':
      return wordOf(second) === 'CONSTRAINT' ? [] : [{ line: first.line, what: `DROP ${thing}` }]
    case 'ALTER': {
      const behind = action.slice(wordOf(second) === thing ? 3 : 2).map(wordOf)
      const changes = behind[0] === 'TYPE' || (behind[0] === 'SET' && behind[1] === 'DATA' && behind[2] === 'TYPE')
      return changes ? [{ line: first.line, what: 'ALTER ... TYPE' }] : []
    }
    default:
      return []
  }
}
