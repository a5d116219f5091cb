import { InputError } from '../verdict/input-error.ts'

/**
 * Path patterns of the policy, the exceptions file and the `reports` input.
 *
 * `*` any characters of one name, `?` one character, `[abc]` `[a-z]` `[!a]` one of a class, `{a,b}` either, `**` as a
 * whole name any number of folders. `/` parts names, case counts, names that begin with a dot match like any other.
 * `src/**` is everything below `src`, not `src` itself. A special character stands for itself in a class: `[*]`.
 *
 * One dialect on purpose: what shells, minimatch and git read differently (`!`, `\`, `**.js`, `+(a)`, `{a}`) is
 * refused, because a pattern that is read differently from how it was meant opens or closes a gate unseen.
 */
export interface Glob {
  readonly pattern: string
  /** The pattern without braces: it matches when one of them does. */
  readonly alternatives: readonly (readonly Segment[])[]
}

type Segment =
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'literal'; readonly name: string }
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }

type Token =
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }

const PATTERN_LENGTH = 1024
const ALTERNATIVES = 64
/** Over all alternatives: matching costs at most this many steps for each character of a path. */
const EXPANDED_LENGTH = 8192

/** @throws InputError with one line that names the pattern, what is wrong with it and what to write instead */
export function parseGlob(pattern: string): Glob {
  const problem = problemOf(pattern)
  if (problem !== undefined) throw refusal(pattern, problem)
  return { pattern, alternatives: expand(pattern).map((alternative) => parseSegments(pattern, alternative)) }
}

/**
 * @param path relative to the repository root as git writes it; one that is empty, absolute or has an empty name, `.`
 * or `..` in it matches nothing, because it does not say where it points
 */
export function matches(glob: Glob, path: string): boolean {
  const names = path.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..')) return false
  return glob.alternatives.some((segments) => matchSequence(segments, names, isAnyDepth, acceptsName))
}

/** The deepest folder that holds everything the pattern can match, `''` for the root: where to start walking. */
export function staticPrefix(glob: Glob): string {
  const [first = [], ...rest] = glob.alternatives.map(literalFolders)
  const isShared = (name: string, index: number) => rest.every((folders) => folders[index] === name)
  const end = first.findIndex((name, index) => !isShared(name, index))
  return (end === -1 ? first : first.slice(0, end)).join('/')
}

/** True when some alternative names nothing, like `**`, `*` or `*.*` in any folder: a scope like that is no scope. */
export function isCatchAll(glob: Glob): boolean {
  return glob.alternatives.some((segments) => !segments.some(namesSomething))
}

function namesSomething(segment: Segment): boolean {
  switch (segment.kind) {
    case 'any-depth':
      return false
    case 'literal':
      return true
    case 'tokens':
      return segment.tokens.some((token) => token.kind === 'character' && token.character !== '.')
  }
}

function problemOf(pattern: string): string | undefined {
  if (pattern === '') return 'it is empty; `**` matches everything'
  if (pattern.length > PATTERN_LENGTH) return `it is longer than ${PATTERN_LENGTH} characters`
  if (/[\u0000-\u001f\u007f]/.test(pattern)) return 'it has a control character in it'
  if (pattern.includes('\\')) return 'it has a `\\` in it; folders are parted by `/`, and `[*]` is a star itself'
  if (pattern.startsWith('!')) return 'it begins with `!`; say what belongs to it, `[!]` is the character itself'
  if (pattern.startsWith('/') || /^[A-Za-z]:/.test(pattern)) return 'it is absolute; begin at the repository root'
  if (/[?*+@!]\(/.test(pattern)) return 'it has a `(` after `?`, `*`, `+`, `@` or `!`; write `[(]`, or braces: `{a,b}`'
  return undefined
}

function refusal(pattern: string, problem: string): InputError {
  const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern
  return new InputError(`Path pattern \`${shown}\` cannot be used: ${problem}.`)
}

/** `a{b,c}` becomes `ab` and `ac`; braces may stand in braces. */
function expand(pattern: string): string[] {
  let at = 0
  const sequence = (inBraces: boolean): string[] => {
    let results = ['']
    while (at < pattern.length) {
      const character = pattern.charAt(at)
      if (inBraces && (character === ',' || character === '}')) return results
      if (character === '}') throw refusal(pattern, 'it has a `}` without `{`; write `[}]` for the character itself')
      if (character === '{') {
        results = product(pattern, results, braces())
      } else {
        const end = character === '[' ? classEnd(pattern, at) : at + 1
        results = product(pattern, results, [pattern.slice(at, end)])
        at = end
      }
    }
    return results
  }
  const braces = (): string[] => {
    const options: string[] = []
    let parts = 0
    do {
      at += 1
      options.push(...sequence(true))
      parts += 1
    } while (pattern.charAt(at) === ',')
    if (at >= pattern.length) throw refusal(pattern, 'it has a `{` without `}`; write `[{]` for the character itself')
    if (parts === 1)
      throw refusal(pattern, 'it has braces with one part; `{a,b}` needs a comma, `[{]` is a brace itself')
    at += 1
    return options
  }
  return sequence(false)
}

function product(pattern: string, starts: readonly string[], ends: readonly string[]): string[] {
  if (starts.length * ends.length > ALTERNATIVES) {
    throw refusal(pattern, `its braces stand for more than ${ALTERNATIVES} patterns; write several patterns`)
  }
  const results = starts.flatMap((start) => ends.map((end) => start + end))
  if (results.reduce((sum, result) => sum + result.length, 0) > EXPANDED_LENGTH) {
    throw refusal(pattern, `its braces stand for more than ${EXPANDED_LENGTH} characters; write several patterns`)
  }
  return results
}

/** Index after the `]`; a `]` that comes first is a member of the class. */
function classEnd(pattern: string, start: number): number {
  const end = pattern.indexOf(']', start + (isNegated(pattern, start) ? 3 : 2))
  if (end === -1) throw refusal(pattern, 'it has a `[` without `]`; write `[[]` for the character itself')
  if (pattern.slice(start, end).includes('/'))
    throw refusal(pattern, 'it has a `/` between `[` and `]`; no name has one')
  return end + 1
}

function parseSegments(pattern: string, alternative: string): Segment[] {
  const segments: Segment[] = []
  for (const name of alternative.split('/')) {
    const segment = parseSegment(pattern, name)
    // `**/**` is `**`.
    if (segment.kind !== 'any-depth' || segments.at(-1)?.kind !== 'any-depth') segments.push(segment)
  }
  // `src/**` needs a name below `src`.
  return segments.at(-1)?.kind === 'any-depth'
    ? [...segments, { kind: 'tokens', tokens: [{ kind: 'many' }] }]
    : segments
}

function parseSegment(pattern: string, name: string): Segment {
  if (name === '') throw refusal(pattern, 'it has an empty name between or after `/`; `folder/**` is all of a folder')
  if (name === '.' || name === '..') throw refusal(pattern, `it has \`${name}\` in it; begin at the repository root`)
  if (name === '**') return { kind: 'any-depth' }
  if (!/[*?[\]]/.test(name)) return { kind: 'literal', name }
  const tokens: Token[] = []
  for (let at = 0; at < name.length; ) {
    const character = String.fromCodePoint(codePoint(name, at))
    const end = character === '[' ? classEnd(name, at) : at + character.length
    tokens.push(parseToken(pattern, name.slice(at, end)))
    at = end
  }
  if (tokens.some((token, index) => token.kind === 'many' && tokens[index + 1]?.kind === 'many')) {
    throw refusal(pattern, '`**` must stand alone between slashes; write `**/*.js` for `**.js`')
  }
  return { kind: 'tokens', tokens }
}

function parseToken(pattern: string, text: string): Token {
  if (text === '*') return { kind: 'many' }
  if (text === '?') return { kind: 'one' }
  if (text === ']') throw refusal(pattern, 'it has a `]` without `[`; write `[]]` for the character itself')
  if (!text.startsWith('[')) return { kind: 'character', character: text }
  if (text.startsWith('[[:')) throw refusal(pattern, 'it has a named class; write the characters: `[a-z]`')
  const negated = isNegated(text, 0)
  const members = [...text.slice(negated ? 2 : 1, -1)]
  const ranges: [number, number][] = []
  for (let at = 0; at < members.length; ) {
    const isRange = members[at + 1] === '-' && at + 2 < members.length
    const [from = '', to = ''] = isRange ? [members[at], members[at + 2]] : [members[at], members[at]]
    if (codePoint(from) > codePoint(to)) throw refusal(pattern, `the range \`${from}-${to}\` in it runs backwards`)
    ranges.push([codePoint(from), codePoint(to)])
    at += isRange ? 3 : 1
  }
  return { kind: 'class', negated, ranges }
}

function acceptsName(segment: Segment, name: string): boolean {
  switch (segment.kind) {
    case 'literal':
      return segment.name === name
    case 'tokens':
      return matchSequence(segment.tokens, [...name], isMany, acceptsCharacter)
    case 'any-depth':
      return true
  }
}

function acceptsCharacter(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'character':
      return token.character === character
    case 'class': {
      const code = codePoint(character)
      return token.negated !== token.ranges.some(([from, to]) => from <= code && code <= to)
    }
    case 'one':
    case 'many':
      return true
  }
}

/**
 * Wildcards without a regular expression. After a mismatch only the last wildcard takes one item more: earlier ones
 * need no second try, so no item meets the same part of the pattern twice between two wildcards.
 */
function matchSequence<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isWildcard: (part: P) => boolean,
  accepts: (part: P, item: T) => boolean,
): boolean {
  let part = 0
  let retry = -1
  let retryFrom = 0
  for (let at = 0; at < items.length; ) {
    const [wanted, item] = [pattern[part], items[at]]
    if (wanted !== undefined && isWildcard(wanted)) {
      retry = ++part
      retryFrom = at
    } else if (wanted !== undefined && item !== undefined && accepts(wanted, item)) {
      part += 1
      at += 1
    } else if (retry !== -1) {
      part = retry
      at = ++retryFrom
    } else return false
  }
  return pattern.slice(part).every(isWildcard)
}

const isAnyDepth = (segment: Segment): boolean => segment.kind === 'any-depth'
const isMany = (token: Token): boolean => token.kind === 'many'
const isNegated = (text: string, start: number): boolean => /[!^]/.test(text.charAt(start + 1))
const codePoint = (text: string, at = 0): number => text.codePointAt(at) ?? 0

function literalFolders(segments: readonly Segment[]): string[] {
  const folders: string[] = []
  for (const segment of segments.slice(0, -1)) {
    if (segment.kind !== 'literal') break
    folders.push(segment.name)
  }
  return folders
}
