/**
 * One name of a CODEOWNERS pattern, the part between two slashes: `*` any run of characters, `?` one character, `\` takes
 * the meaning from the next one. Brackets and braces are no wildcards there (spec S11, S28).
 */
export type NamePattern =
  | { readonly kind: 'literal'; readonly name: string }
  /** A lone `*`: any name, but not the empty one. */
  | { readonly kind: 'any' }
  | NameGlob

export interface NameGlob {
  readonly kind: 'glob'
  /** UTF-16 code units, MANY for `*`, ONE for `?`. */
  readonly tokens: readonly number[]
  /** Code units that a name needs at least. */
  readonly least: number
  /** What every name it matches begins with, ends with, and has somewhere between two wildcards; each may be empty. */
  readonly prefix: string
  readonly suffix: string
  readonly inside: string
}

const MANY = -1
const ONE = -2

/** @param text without a slash */
export function parseName(text: string): NamePattern {
  if (text === '*') return { kind: 'any' }
  if (!/[*?\\]/.test(text)) return { kind: 'literal', name: text }
  const tokens: number[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '*') {
      // `**` beside other characters is `*` (git's rule).
      if (tokens.at(-1) !== MANY) tokens.push(MANY)
    } else if (character === '?') tokens.push(ONE)
    else if (character !== '\\') tokens.push(text.charCodeAt(at))
    else if (at + 1 < text.length) tokens.push(text.charCodeAt(++at))
  }
  const literals = literalRuns(tokens)
  const [first = '', ...rest] = literals
  if (rest.length === 0) return { kind: 'literal', name: first }
  const suffix = rest.pop() ?? ''
  const inside = rest.reduce((longest, run) => (run.length > longest.length ? run : longest), '')
  const least = tokens.reduce((sum, token) => sum + (token === MANY ? 0 : 1), 0)
  return { kind: 'glob', tokens, least, prefix: first, suffix, inside }
}

/** What stands before, between and after the wildcards. */
function literalRuns(tokens: readonly number[]): string[] {
  const runs = ['']
  let units: number[] = []
  const close = () => {
    // In pieces: a call takes a limited number of arguments, a pattern has up to 3 million characters.
    for (let at = 0; at < units.length; at += 1024)
      runs[runs.length - 1] += String.fromCharCode(...units.slice(at, at + 1024))
    units = []
  }
  for (const token of tokens) {
    if (token >= 0) units.push(token)
    else {
      close()
      runs.push('')
    }
  }
  close()
  return runs
}

/**
 * After a mismatch only the last `*` takes one character more: earlier ones need no second try, so the worst case is
 * the length of the name times the length of the longest literal run, never exponential.
 */
export function matchesName({ tokens, least, prefix, suffix, inside }: NameGlob, name: string): boolean {
  if (name.length < least || !name.startsWith(prefix) || !name.endsWith(suffix) || !name.includes(inside)) return false
  let token = 0
  let retry = -1
  let retryFrom = 0
  for (let at = 0; at < name.length; ) {
    const wanted = tokens[token]
    if (wanted === MANY) {
      retry = ++token
      if (retry === tokens.length) return true
      retryFrom = at
    } else if (wanted === ONE || wanted === name.charCodeAt(at)) {
      at += wanted === ONE ? characterLength(name, at) : 1
      token += 1
    } else if (retry !== -1) {
      token = retry
      retryFrom += characterLength(name, retryFrom)
      at = retryFrom
    } else return false
  }
  while (tokens[token] === MANY) token += 1
  return token === tokens.length
}

/** `?` is one character as a reader counts: two code units for an emoji. */
const characterLength = (name: string, at: number): number => ((name.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
