import type { WorkflowEvent, WorkflowFile } from './workflow-file.ts'

export interface FilteredChange {
  /** Every path of the change, both names of moved files. */
  readonly paths: readonly string[]
  /** Branch that is merged, without `refs/heads/`. */
  readonly headRef: string
  /** The head is a branch of another repository: a push there runs nothing here. */
  readonly crossRepository: boolean
}

/** Events whose `paths` GitHub heeds, and which run for a change that is not merged yet. */
const HEEDED: ReadonlySet<string> = new Set(['pull_request', 'pull_request_target', 'push'])

/**
 * Whether a workflow surely does not run for a change, because each of its events that could leaves out every path:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushpull_requestpull_request_targetpathspaths-ignore.
 * Whatever is not understood leaves nothing out.
 */
export function isLeftOut({ events }: WorkflowFile, change: FilteredChange): boolean {
  const heeded = events.filter((event) => HEEDED.has(event.name) && couldRun(event, change))
  if (change.paths.length === 0 || heeded.length === 0) return false
  return heeded.every(({ paths, pathsIgnore }) => {
    if (paths !== undefined && pathsIgnore !== undefined) return false
    if (paths !== undefined) return paths.length > 0 && change.paths.every((path) => isPassedBy(paths, path))
    return pathsIgnore !== undefined && change.paths.every((path) => isIgnored(pathsIgnore, path))
  })
}

/** A push to branches that are named, of which this head is none. */
function couldRun({ name, branches }: WorkflowEvent, { headRef, crossRepository }: FilteredChange): boolean {
  if (name !== 'push') return true
  return !crossRepository && !(branches?.every((branch) => /^[\w./-]+$/.test(branch) && branch !== headRef) ?? false)
}

/** The last pattern that matches decides, and one that begins with `!` takes out again. */
function isPassedBy(patterns: readonly string[], path: string): boolean {
  let included = false
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!')
    const answer = matchesFilter(negated ? pattern.slice(1) : pattern, path)
    // What is not understood includes, and takes nothing out.
    if (negated ? answer === true : answer !== false) included = !negated
  }
  return !included
}

const isIgnored = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => matchesFilter(pattern, path) === true)

type Token = { readonly kind: 'character'; readonly character: string } | { readonly kind: 'name' | 'any' | 'folders' }

/**
 * `*` anything but `/`, `**` anything, and before a slash also nothing. `?`, `+`, `[]` and `\` repeat what stands before
 * them, in a way of their own: such a pattern is not understood, and neither is one with `!`.
 * @returns undefined: not understood
 */
export function matchesFilter(pattern: string, path: string): boolean | undefined {
  if (pattern === '' || /[?+[\]\\!]/.test(pattern)) return undefined
  const tokens = tokensOf(pattern)
  let states = closure(new Set([0]), tokens)
  for (const character of path) {
    states = closure(step(states, tokens, character), tokens)
    if (states.size === 0) return false
  }
  return states.has(tokens.length * 2)
}

function tokensOf(pattern: string): readonly Token[] {
  return (pattern.match(/\*\*+\/|\*+|[^*]/gsu) ?? []).flatMap((part, index, all): Token[] => {
    if (part === '*') return [{ kind: 'name' }]
    const begins = index === 0 || all[index - 1]?.endsWith('/') === true
    if (part.endsWith('/') && part.length > 1) {
      return begins ? [{ kind: 'folders' }] : [{ kind: 'any' }, { kind: 'character', character: '/' }]
    }
    return part.startsWith('*') ? [{ kind: 'any' }] : [{ kind: 'character', character: part }]
  })
}

/** State `2t`: before token t. `2t + 1`: inside of folders. */
function closure(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) {
    const token = tokens[state >> 1]
    if (state % 2 === 0 && token !== undefined && token.kind !== 'character') states.add(state + 2)
  }
  return states
}

function step(states: ReadonlySet<number>, tokens: readonly Token[], character: string): Set<number> {
  const next = new Set<number>()
  for (const state of states) {
    const at = state - (state % 2)
    const token = tokens[state >> 1]
    switch (token?.kind) {
      case 'character':
        if (token.character === character) next.add(at + 2)
        break
      case 'name':
        if (character !== '/') next.add(at)
        break
      case 'any':
        next.add(at)
        break
      case 'folders':
        next.add(at + 1)
        if (character === '/') next.add(at + 2)
        break
      case undefined:
        break
    }
  }
  return next
}
