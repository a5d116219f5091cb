import type { Token } from './tokens.ts'

export type Statement = readonly [Token, ...Token[]]

export function statementsOf(tokens: readonly Token[]): readonly Statement[] {
  const statements: Statement[] = []
  let begun = 0
  const take = (end: number): void => {
    const [first, ...rest] = tokens.slice(begun, end)
    if (first !== undefined) statements.push([first, ...rest])
    begun = end + 1
  }
  for (const [index, token] of tokens.entries()) if (isSymbol(token, ';')) take(index)
  take(tokens.length)
  return statements
}

/** A keyword, or a name that is not quoted; undefined for everything else. */
export const wordOf = (token: Token | undefined): string | undefined =>
  token?.kind === 'word' ? token.text : undefined

export const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol

/** How a token moves the depth of parentheses. */
export const deeper = (token: Token): number => (isSymbol(token, '(') ? 1 : isSymbol(token, ')') ? -1 : 0)
