import { type Entry, findGlobs, type GlobTable, globTable } from './glob-table.ts'
import { type NameGlob, parseName } from './name-glob.ts'

/**
 * All patterns of a file as one automaton over the names of a path. A path walks it once; states are kept for each
 * folder, so that the files of a folder share the walk. Nothing is ever tried twice: a path costs at most the states
 * it reaches times its names.
 */
export interface RuleIndex {
  /** Position of the last pattern that matches, or -1. */
  readonly find: (path: string) => number
}

interface State {
  /** `**`: stays alive whatever the next name is. */
  readonly isAnyDepth: boolean
  literals: Map<string, State> | undefined
  any: State | undefined
  globs: Map<string, Entry<State> & { readonly glob: NameGlob }> | undefined
  table: GlobTable<State> | undefined
  anyDepth: State | undefined
  /** The last pattern that ends here: for the file or everything in a folder of that name (S21, S24). */
  tree: number
  /** For the name alone, a final lone `*` (S23). */
  name: number
  /** For everything below, a final `/` or `/**` (S20, S25). */
  below: number
  /** The last pattern that ends here or further on: what cannot beat the best match so far is not walked. */
  highest: number
  /** The last folder it was put on the list of: none has a state twice. */
  round: number
}

type End = 'tree' | 'name' | 'below'

interface Folder {
  readonly states: readonly State[]
  /** The last pattern that matches everything in this folder. */
  readonly best: number
  folders: Map<string, Folder> | undefined
}

interface Index {
  readonly top: Folder
  round: number
  kept: number
}

// Folders are no longer kept after this many states: a pattern of a thousand `**` would fill the memory.
const KEPT_STATES = 1_000_000

const NONE = -1

function newState(isAnyDepth: boolean): State {
  return {
    isAnyDepth,
    literals: undefined,
    any: undefined,
    globs: undefined,
    table: undefined,
    anyDepth: undefined,
    tree: NONE,
    name: NONE,
    below: NONE,
    highest: NONE,
    round: 0,
  }
}

/** @param patterns as written; one that can never match, like `/`, has no place in the automaton */
export function indexPatterns(patterns: readonly string[]): RuleIndex {
  const root = newState(false)
  for (const [position, pattern] of patterns.entries()) insert(root, pattern, position)
  const index = { top: folderOf([root], NONE, 1), round: 1, kept: 0 }
  return { find: (path) => find(index, path) }
}

/** False for a pattern with an empty name in it, like `/` (S26) or `a//b`: no path has one. */
export const canMatch = (pattern: string): boolean => !namesOf(pattern).includes('')

/** Without the slash that anchors it, and without the one that ends it. */
function namesOf(pattern: string): string[] {
  const names = pattern.split('/')
  if (names.length > 1 && names[0] === '') names.shift()
  if (names.length > 1 && names.at(-1) === '') names.pop()
  return names
}

function insert(root: State, pattern: string, position: number): void {
  const names = namesOf(pattern)
  if (names.includes('')) return
  let end: End = pattern.endsWith('/') ? 'below' : names.at(-1) === '*' ? 'name' : 'tree'
  // `x/**/` is `x/**`, S27: git disagrees, the libraries modelled on GitHub do not.
  while (names.at(-1) === '**') {
    names.pop()
    end = 'below'
  }
  let state = root
  const visit = (next: State): void => {
    next.highest = position
    state = next
  }
  visit(root)
  if (!isAnchored(pattern) && names.length > 0) visit(anyDepthOf(state))
  for (const name of names) {
    if (name !== '**') visit(nextState(state, name))
    // `**/**` is `**`.
    else if (!state.isAnyDepth) visit(anyDepthOf(state))
  }
  state[end] = position
}

/** A slash at the start or in the middle anchors a pattern to the root, one at the end does not (S18, S19). */
const isAnchored = (pattern: string): boolean => pattern.slice(0, -1).includes('/')

function anyDepthOf(state: State): State {
  state.anyDepth ??= newState(true)
  return state.anyDepth
}

function nextState(state: State, text: string): State {
  const name = parseName(text)
  switch (name.kind) {
    case 'any':
      state.any ??= newState(false)
      return state.any
    case 'literal': {
      state.literals ??= new Map()
      const known = state.literals.get(name.name)
      if (known !== undefined) return known
      const made = newState(false)
      state.literals.set(name.name, made)
      return made
    }
    case 'glob': {
      state.globs ??= new Map()
      const known = state.globs.get(text)
      if (known !== undefined) return known.value
      const made = newState(false)
      state.globs.set(text, { glob: name, value: made })
      return made
    }
  }
}

function find(index: Index, path: string): number {
  let folder = index.top
  let start = 0
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', start)) {
    // No path of git has an empty name; what such a one points at is not known.
    if (slash === start) return NONE
    folder = enter(index, folder, path.slice(start, slash))
    start = slash + 1
  }
  if (path === '') return NONE
  let best = folder.best
  forEachNext(folder, path.slice(start), (state) => {
    best = Math.max(best, state.tree, state.name)
  })
  return best
}

function enter(index: Index, folder: Folder, name: string): Folder {
  const known = folder.folders?.get(name)
  if (known !== undefined) return known
  const next: State[] = []
  for (const state of folder.states) if (state.isAnyDepth) next.push(state)
  forEachNext(folder, name, (state) => void next.push(state))
  const entered = folderOf(next, folder.best, ++index.round)
  index.kept += entered.states.length + 1
  if (index.kept <= KEPT_STATES) {
    folder.folders ??= new Map()
    folder.folders.set(name, entered)
  }
  return entered
}

/** @param round greater than in any call before */
function folderOf(reached: readonly State[], inherited: number, round: number): Folder {
  let best = inherited
  for (const state of reached) best = Math.max(best, state.tree, state.below)
  const states: State[] = []
  const add = (state: State): void => {
    if (state.highest <= best || state.round === round) return
    state.round = round
    states.push(state)
  }
  for (const state of reached) {
    add(state)
    // `**` stands for no folder too.
    if (state.anyDepth !== undefined) add(state.anyDepth)
  }
  return { states, best, folders: undefined }
}

/** Every state that one more name leads to. A name is never empty here, except for a path that ends in `/`. */
function forEachNext({ states }: Folder, name: string, found: (state: State) => void): void {
  for (const state of states) {
    const literal = state.literals?.get(name)
    if (literal !== undefined) found(literal)
    if (state.any !== undefined && name !== '') found(state.any)
    if (state.globs !== undefined) {
      state.table ??= globTable([...state.globs.values()])
      findGlobs(state.table, name, found)
    }
  }
}
