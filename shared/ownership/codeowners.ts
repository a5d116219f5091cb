import { type LineProblem, parseLine } from './codeowners-line.ts'
import { indexPatterns, type RuleIndex } from './rule-index.ts'

/**
 * GitHub's CODEOWNERS: who owns a path. Semantics S1-S38 of the ownership spec, from GitHub's documentation of code
 * owners (docs.github.com, "About code owners"). Where that leaves something open, a comment says how it is read here.
 */
export interface Codeowners {
  readonly rules: readonly CodeownersRule[]
  /** In order of their lines. A line named here has no rule (S10). */
  readonly errors: readonly CodeownersError[]
}

export interface CodeownersRule {
  /** 1-based. */
  readonly line: number
  /** As written, with its escapes. */
  readonly pattern: string
  /** As written; empty takes ownership away from what earlier lines gave it to (S13). */
  readonly owners: readonly string[]
}

export interface CodeownersError {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  /** The first two are GitHub's own words, as `GET /repos/{owner}/{repo}/codeowners/errors` gives them. */
  readonly kind: LineProblem['kind'] | 'File too large' | 'More errors'
  readonly message: string
}

/** GitHub does not load a file of this size: then nothing has an owner (S3). */
const TOO_LARGE_BYTES = 3 * 1024 * 1024
/** A hostile file has a million wrong lines, and nobody reads them. */
const ERRORS_LISTED = 1_000

/** Never throws. A file that is too large has no rules and one error, `File too large`: see `isTooLarge`. */
export function parseCodeowners(text: string): Codeowners {
  if (Buffer.byteLength(text) >= TOO_LARGE_BYTES) {
    const message = 'The file has 3 MB or more, and GitHub does not load it: nothing has an owner; make it smaller'
    return { rules: [], errors: [{ line: 1, column: 1, kind: 'File too large', message }] }
  }
  const rules: CodeownersRule[] = []
  const errors: CodeownersError[] = []
  let unlisted = 0
  for (const [index, line] of linesOf(text).entries()) {
    const parsed = parseLine(line)
    if (parsed.kind === 'rule') rules.push({ line: index + 1, pattern: parsed.pattern, owners: parsed.owners })
    if (parsed.kind !== 'invalid') continue
    if (errors.length >= ERRORS_LISTED) unlisted += 1
    else for (const problem of parsed.problems) errors.push({ line: index + 1, ...problem })
  }
  if (unlisted > 0) {
    const message = `${unlisted} more lines are invalid and skipped; mend those above first`
    errors.push({ line: errors.at(-1)?.line ?? 1, column: 1, kind: 'More errors', message })
  }
  return { rules, errors }
}

/** Windows line ends and a byte order mark are no part of a pattern or owner (S5). */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

/** Nothing is known of any path then: a gate must not read it as a repository without owners. */
export const isTooLarge = ({ errors }: Codeowners): boolean => errors.some(({ kind }) => kind === 'File too large')

/** Building the index costs more than a look-up, and every path of a change asks the same file. */
const INDEXES = new WeakMap<Codeowners['rules'], RuleIndex>()

/**
 * @param path relative to the repository root, as git writes it. One that ends in `/` stands for what is in that
 * folder; one that is empty, begins with `/` or has an empty name in it has no rule
 * @returns the last rule that matches, which may be one without owners (S13, S16); undefined: none does
 */
export function ruleFor({ rules }: Codeowners, path: string): CodeownersRule | undefined {
  const index = INDEXES.get(rules) ?? indexPatterns(rules.map(({ pattern }) => pattern))
  INDEXES.set(rules, index)
  return rules[index.find(path)]
}

/** Where GitHub looks, in this order; the first that is there is the only one that counts (S1). */
export const CODEOWNERS_PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/**
 * @param files paths of files, folders left out; other paths among them do not matter, names count by case (S4)
 * @returns undefined: there is no CODEOWNERS file
 */
export function codeownersPlace(files: Iterable<string>): (typeof CODEOWNERS_PLACES)[number] | undefined {
  const present = new Set(files)
  return CODEOWNERS_PLACES.find((place) => present.has(place))
}
