import { InputError } from '../verdict/input-error.ts'

/**
 * A path pattern whose captures a second pattern repeats. `{dir}` takes whole folders, possibly none, with the last
 * slash; any other `{name}` takes one or more characters of one name. `*`, `?` and a leading `**` of a folder as in the
 * globs of the policy. Of several ways to match, the one with the shortest captures counts, the first one first.
 */
export interface CapturePattern {
  readonly written: string
  readonly tokens: readonly Token[]
  readonly names: ReadonlySet<string>
}

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'one' | 'many' | 'folders' }
  | { readonly kind: 'capture'; readonly name: string }
  | { readonly kind: 'value'; readonly value: string }

export type Captures = ReadonlyMap<string, string>

const MAX_PATTERN = 512
/** Longer ones cannot be written to disk (PATH_MAX), so no file is meant by them. */
const MAX_PATH = 4096
const FOLDERS = 'dir'

/** @throws InputError with one line that names the pattern and what is wrong with it */
export function parseCapturePattern(written: string): CapturePattern {
  const refuse = (problem: string): never => {
    throw new InputError(`Path pattern \`${written.slice(0, 80)}\` cannot be used: ${problem}.`)
  }
  if (written === '' || written.length > MAX_PATTERN) refuse(`it has to have 1 to ${MAX_PATTERN} characters`)
  if (/[\u0000-\u001f\u007f\\[\]]/.test(written)) refuse('it has a `[`, a `]`, a `\\` or a control character in it')
  if (written.startsWith('/') || written.includes('//')) refuse('it begins at the repository root, with single slashes')
  const tokens: Token[] = []
  const names = new Set<string>()
  for (let at = 0; at < written.length; ) {
    const begins = at === 0 || written[at - 1] === '/'
    const capture = /^\{([a-z][a-z0-9-]{0,30})\}/.exec(written.slice(at, at + 33))
    if (capture?.[1] !== undefined) {
      if (capture[1] === FOLDERS && !begins) refuse('`{dir}` takes whole folders, so it stands where one begins')
      tokens.push({ kind: 'capture', name: capture[1] })
      names.add(capture[1])
      at += capture[0].length
      // What stands behind `{dir}` begins a name too.
      if (capture[1] === FOLDERS && written[at] === '/') refuse('`{dir}` has its slash already')
    } else if (/[{}]/.test(written.charAt(at))) refuse('its braces hold no name such as `{ts}`')
    else if (written.startsWith('**', at)) {
      if (!begins || written[at + 2] !== '/') refuse('`**` must stand alone between slashes')
      tokens.push({ kind: 'folders' })
      at += 3
    } else {
      const character = written.charAt(at)
      tokens.push(
        character === '*' ? { kind: 'many' } : character === '?' ? { kind: 'one' } : { kind: 'character', character },
      )
      at += 1
    }
  }
  return { written, tokens, names }
}

/** @throws InputError when the two do not belong together */
export function parsePair(changed: string, requires: string): readonly [CapturePattern, CapturePattern] {
  const pair = [parseCapturePattern(changed), parseCapturePattern(requires)] as const
  const [from, to] = pair
  if (from.tokens.filter(({ kind }) => kind === 'capture').length > from.names.size) {
    throw new InputError(`Path pattern \`${changed}\` cannot be used: it captures one name twice.`)
  }
  const unknown = [...to.names].find((name) => !from.names.has(name))
  if (unknown !== undefined) {
    throw new InputError(
      `Path pattern \`${requires}\` cannot be used: \`{${unknown}}\` is not captured by \`${changed}\`.`,
    )
  }
  return pair
}

/** What the captures of the pattern take of a path; undefined: it does not match. */
export function capturesOf({ tokens }: CapturePattern, path: string): Captures | undefined {
  const found = match(tokens, path)
  if (found === undefined) return undefined
  const captures = new Map<string, string>()
  for (let one: Taken | undefined = found.taken; one !== undefined; one = one.before) {
    captures.set(one.name, path.slice(one.from, one.to))
  }
  return captures
}

/** The pattern with its captures filled in. */
export interface FilledPattern {
  readonly tokens: readonly Token[]
  /** What every path that matches begins with. */
  readonly prefix: string
}

export function fill({ tokens }: CapturePattern, captures: Captures): FilledPattern {
  const filled = tokens.map(
    (token): Token => (token.kind === 'capture' ? { kind: 'value', value: captures.get(token.name) ?? '' } : token),
  )
  const end = filled.findIndex(({ kind }) => kind !== 'character' && kind !== 'value')
  const literal = end === -1 ? filled : filled.slice(0, end)
  return {
    tokens: filled,
    prefix: literal
      .map((token) => (token.kind === 'character' ? token.character : token.kind === 'value' ? token.value : ''))
      .join(''),
  }
}

export const isCompanion = ({ tokens }: FilledPattern, path: string): boolean => match(tokens, path) !== undefined

/** What a capture has taken, and those before it. */
interface Taken {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly before: Taken | undefined
}

interface State {
  readonly token: number
  readonly at: number
  /** Where the capture began that is being taken. */
  readonly from?: number
  readonly taken: Taken | undefined
}

/**
 * Depth first, no state twice: the rest of a path matches the rest of a pattern or does not, whatever was taken before.
 * So it costs no more than their product.
 */
function match(tokens: readonly Token[], path: string): { readonly taken: Taken | undefined } | undefined {
  if (path.length > MAX_PATH) return undefined
  const width = path.length + 1
  const seen = new Uint8Array((tokens.length + 1) * width * 2)
  const stack: State[] = [{ token: 0, at: 0, taken: undefined }]
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    const index = (state.token * width + state.at) * 2 + (state.from === undefined ? 0 : 1)
    if (seen[index] === 1) continue
    seen[index] = 1
    const token = tokens[state.token]
    if (token === undefined) {
      if (state.at === path.length) return state
      continue
    }
    // The last one is tried first.
    stack.push(...nextStates(token, state, path))
  }
  return undefined
}

function nextStates(token: Token, state: State, path: string): readonly State[] {
  const { at, taken } = state
  const character = path[at]
  const isName = character !== undefined && character !== '/'
  const on = (to: number): State => ({ token: state.token + 1, at: to, taken })
  switch (token.kind) {
    case 'character':
      return character === token.character ? [on(at + 1)] : []
    case 'value':
      return path.startsWith(token.value, at) && !isLonger(token.value, path, at) ? [on(at + token.value.length)] : []
    case 'one':
      return isName ? [on(at + 1)] : []
    case 'many':
      return [...(isName ? [{ ...state, at: at + 1 }] : []), on(at)]
    case 'folders': {
      const next = folderEnd(path, at)
      return [...(next === undefined ? [] : [{ ...state, at: next }]), on(at)]
    }
    case 'capture': {
      const from = state.from ?? at
      const isFolders = token.name === FOLDERS
      const next = isFolders ? folderEnd(path, at) : isName ? at + 1 : undefined
      const more: State[] = next === undefined ? [] : [{ token: state.token, at: next, from, taken }]
      const done: State = { ...on(at), taken: { name: token.name, from, to: at, before: taken } }
      return isFolders || at > from ? [...more, done] : more
    }
  }
}

/** `1` is not what `10` or `21` begins or ends with: a number is taken whole. */
function isLonger(value: string, path: string, at: number): boolean {
  const isDigit = (character: string | undefined): boolean => character !== undefined && /\d/.test(character)
  return (isDigit(value[0]) && isDigit(path[at - 1])) || (isDigit(value.at(-1)) && isDigit(path[at + value.length]))
}

/** Behind the next slash, from where a name begins. */
function folderEnd(path: string, at: number): number | undefined {
  if (at > 0 && path[at - 1] !== '/') return undefined
  const slash = path.indexOf('/', at)
  return slash <= at ? undefined : slash + 1
}
