import { isOwner } from './owner.ts'

/** What one line of a CODEOWNERS file says. Columns are 1-based, in UTF-16 code units, as editors count. */
export type CodeownersLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'rule'; readonly pattern: string; readonly owners: string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly LineProblem[] }

export interface LineProblem {
  readonly column: number
  readonly kind: 'Invalid pattern' | 'Invalid owner'
  readonly message: string
}

/**
 * GitHub skips a line in which anything is invalid (S10), so a rule is all of its line or nothing.
 * @param line without its line break
 */
export function parseLine(line: string): CodeownersLine {
  const start = skipSpace(line, 0)
  // A leading `\#` is a comment too: GitHub's documentation says that the `\` does not help there (S9).
  if (start === line.length || line.startsWith('#', start) || line.startsWith('\\#', start)) return { kind: 'empty' }
  const end = patternEnd(line, start)
  const pattern = line.slice(start, end)
  const problem = patternProblem(pattern)
  if (problem !== undefined) {
    return { kind: 'invalid', problems: [{ column: start + 1, kind: 'Invalid pattern', message: problem }] }
  }
  return parseOwners(line, end, pattern)
}

function parseOwners(line: string, from: number, pattern: string): CodeownersLine {
  const owners: string[] = []
  const problems: LineProblem[] = []
  for (let at = skipSpace(line, from); at < line.length && line.charAt(at) !== '#'; at = skipSpace(line, at)) {
    const start = at
    // A `#` ends the owners with or without a space before it (S7).
    while (at < line.length && !isSpace(line, at) && line.charAt(at) !== '#') at += 1
    const owner = line.slice(start, at)
    if (isOwner(owner)) owners.push(owner)
    else if (problems.length < PROBLEMS_SHOWN) {
      const message = `\`${shorten(owner)}\` is no owner; write @user, @org/team or an email address`
      problems.push({ column: start + 1, kind: 'Invalid owner', message })
    }
  }
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'rule', pattern, owners }
}

/** One would do to skip the line; more help who mends it, but a hostile line has a million of them. */
const PROBLEMS_SHOWN = 10

/** `\` keeps the next character in the pattern, a space above all (S8). */
function patternEnd(line: string, start: number): number {
  let at = start
  while (at < line.length && !isSpace(line, at)) at += line.charAt(at) === '\\' ? 2 : 1
  return Math.min(at, line.length)
}

/** S9, S11, and what no reader of these patterns agrees on: a skipped line is seen, a guessed one is not. */
function patternProblem(pattern: string): string | undefined {
  const shown = `\`${shorten(pattern)}\``
  if (pattern.startsWith('!')) {
    return `${shown} begins with \`!\`, which does not exclude here; write the pattern without owners on a later line`
  }
  let stars = 0
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at)
    stars = character === '*' ? stars + 1 : 0
    if (stars === 3) return `${shown} has three \`*\` in a row; write \`**\` between slashes for any number of folders`
    if (character === '[' || character === ']') {
      return `${shown} has a bracket in it, and there are no character classes here; both \`[\` and \`]\` must be escaped with a \`\\\``
    }
    if (character === '#' || pattern.startsWith('\\#', at)) {
      return `${shown} has a \`#\` in it, and GitHub does not say whether a comment begins there; write \`?\` in its place`
    }
    if (character === '\\') {
      at += 1
      if (at === pattern.length)
        return `${shown} ends with a \`\\\` that escapes nothing; take it away, or write \`\\\\\``
    }
  }
  return undefined
}

const isSpace = (line: string, at: number): boolean => line.charAt(at) === ' ' || line.charAt(at) === '\t'

function skipSpace(line: string, from: number): number {
  let at = from
  while (at < line.length && isSpace(line, at)) at += 1
  return at
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}...` : text)
