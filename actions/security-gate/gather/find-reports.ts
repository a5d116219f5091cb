import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { type Glob, matches, parseGlob, staticPrefix } from '../../../shared/policy/glob.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

/**
 * Kinds that the `reports` input may name. The others never or not always block, so that calling an unknown scanner's
 * report `quality` would loosen the gate from the workflow.
 */
export const NAMED_KINDS = ['sast', 'sca', 'secret'] as const
export type NamedKind = (typeof NAMED_KINDS)[number]

/** A line of the `reports` input. */
export interface ReportPattern {
  /** As the user wrote it, without the kind. */
  readonly text: string
  readonly kind?: NamedKind
  /** Absolute directory it is relative to. */
  readonly root: string
  readonly glob: Glob
}

export interface FoundReport {
  /** As shown: relative to the workspace, or absolute when outside of it. */
  readonly path: string
  /** Absolute, links resolved; absent when it cannot be opened or leads out of the allowed directories. */
  readonly file?: string
  readonly bytes: number
  readonly kind?: NamedKind
  readonly problem?: string
}

/** More than any team has; a pattern that matches more has gone wrong. */
const MAX_REPORTS = 1_000
/** A walk longer than this is over somebody's `node_modules`. */
const MAX_ENTRIES = 1_000_000

/**
 * Entries of `[kind=]pattern`. Patterns are relative to the workspace; absolute ones must lie in one of the `roots` (the
 * workspace, the runner's temporary directory).
 * @throws InputError with every bad entry
 */
export function parsePatterns(entries: readonly string[], roots: readonly string[]): ReportPattern[] {
  if (entries.length === 0) throw new InputError('Input `reports` names no file: it has only comments.')
  const problems: string[] = []
  const patterns = entries.flatMap((entry) => {
    try {
      return [parsePattern(entry, roots)]
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      problems.push(...error.problems.map((problem) => `Input \`reports\`: ${problem}`))
      return []
    }
  })
  if (problems.length > 0) throw new InputError(problems)
  return patterns
}

function parsePattern(line: string, roots: readonly string[]): ReportPattern {
  const [, kindText, text = line] = /^([a-z]+)=(.+)$/.exec(line) ?? []
  const kind = NAMED_KINDS.find((known) => known === kindText)
  if (kindText !== undefined && kind === undefined) {
    throw new InputError(
      `\`${kindText}\` is no kind of scan that can be named; it is one of ${NAMED_KINDS.join(', ')}.`,
    )
  }
  const [workspace = ''] = roots
  const root = isAbsolute(text) ? roots.find((one) => text.startsWith(one + sep)) : workspace
  if (root === undefined)
    throw new InputError(`${text} lies outside the workspace and the runner's temporary directory.`)
  const glob = parseGlob(isAbsolute(text) ? relative(root, text) : text.replace(/^(\.\/)+/, ''))
  return { text, root, glob, ...(kind !== undefined && { kind }) }
}

/** Files a pattern matches, sorted by path; envelopes beside reports are not reports. */
export async function findReports(pattern: ReportPattern, roots: readonly string[]): Promise<FoundReport[]> {
  const [workspace = ''] = roots
  const start = join(pattern.root, staticPrefix(pattern.glob))
  const found: FoundReport[] = []
  for await (const file of walk(start)) {
    const path = relative(pattern.root, file).split(sep).join('/')
    if (path.endsWith('.envelope.json') || !matches(pattern.glob, path)) continue
    if (found.length === MAX_REPORTS)
      throw new InputError(`reports: ${pattern.text} matches more than ${MAX_REPORTS} files.`)
    const shown = pattern.root === workspace ? path : file
    found.push({
      path: shown,
      ...(pattern.kind !== undefined && { kind: pattern.kind }),
      ...(await reach(file, roots)),
    })
  }
  return found.sort((a, b) => compare(a.path, b.path))
}

/** A link may point at any file of the machine, so where it leads decides, not where it lies. */
async function reach(file: string, roots: readonly string[]): Promise<Pick<FoundReport, 'file' | 'bytes' | 'problem'>> {
  try {
    const target = await realpath(file)
    const real = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
    if (!real.some((root) => target.startsWith(root + sep)))
      return { bytes: 0, problem: 'It is a link that leads out of the workspace.' }
    const found = await stat(target)
    // Reading a pipe or a device could hang for ever.
    return found.isFile() ? { file: target, bytes: found.size } : { bytes: 0, problem: 'It is no regular file.' }
  } catch (cause) {
    return {
      bytes: 0,
      problem: `It cannot be opened (${cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'}).`,
    }
  }
}

/** Every file below `start`, or `start` itself when it is one. Linked directories are not entered, `.git` never. */
async function* walk(start: string): AsyncGenerator<string> {
  const first = await lstat(start).catch(() => undefined)
  if (first === undefined) return
  if (!first.isDirectory()) {
    yield start
    return
  }
  const directories = [start]
  let entries = 0
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      entries += 1
      if (entries > MAX_ENTRIES)
        throw new InputError(`reports: more than ${MAX_ENTRIES} files below ${start}; name a smaller directory.`)
      const path = join(directory, entry.name)
      if (!entry.isDirectory()) yield path
      else if (entry.name !== '.git') directories.push(path)
    }
  }
}
