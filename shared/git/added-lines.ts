import type { BareRepository } from './bare.ts'
import { blobSizes } from './blobs.ts'
import { type Change, type ChangesOptions, changesBetween } from './changes.ts'
import type { Git } from './git.ts'

export interface AddedLine {
  readonly path: string
  /** In the file after the change, from 1. */
  readonly line: number
  /** UTF-8, with U+FFFD for what is none; without its newline. */
  readonly text: string
  /** The line goes on: only its beginning is here. */
  readonly cut?: true
}

export interface Unread {
  readonly path: string
  readonly why: 'binary' | 'too large' | 'submodule'
}

export interface AddedLines {
  readonly lines: readonly AddedLine[]
  /** Files of the change whose lines nobody has looked at. */
  readonly unread: readonly Unread[]
}

/**
 * `renames: true` takes what was moved unchanged as not added. Whoever looks for suppressions wants `false`: a note that
 * moves into the scanned folder, or to the name of an ignore file, begins to count there.
 */
export interface AddedLinesOptions extends ChangesOptions {
  /** Of a file; a larger one is unread. */
  readonly maxBytes: number
  /** Of a line, in UTF-16 code units; the rest is cut, and said to be. */
  readonly maxLine?: number
}

/**
 * The lines that a change adds. Git compares contents under names of ours: whatever a path is called, and whatever
 * .gitattributes says of it (`-diff`, `binary`, a driver), changes nothing.
 * @param paths after the change; others are left out
 * @throws GitError, FetchError, OverLimit
 */
export async function addedLines(
  bare: BareRepository,
  from: string,
  to: string,
  paths: readonly string[],
  { maxBytes, maxLine = 5000, ...which }: AddedLinesOptions,
): Promise<AddedLines> {
  const asked = new Set(paths)
  const changes = (await changesBetween(bare.git, from, to, which)).filter(({ path }) => asked.has(path)).filter(adds)
  const submodules = changes.filter(({ kind }) => kind === 'submodule')
  const pairs = changes.flatMap((change) => pairOf(change))
  const blobs = pairs.flatMap(both)
  await bare.need(blobs)
  const sizes = await blobSizes(bare.git, [...new Set(blobs)])
  const large = new Set(pairs.filter((pair) => both(pair).some((blob) => (sizes.get(blob) ?? 0) > maxBytes)))
  const read = await compare(
    bare.git,
    pairs.filter((pair) => !large.has(pair)),
    maxLine,
  )
  return {
    lines: read.lines,
    unread: [
      ...submodules.map(({ path }) => ({ path, why: 'submodule' as const })),
      ...[...large].map(({ path }) => ({ path, why: 'too large' as const })),
      ...read.unread,
    ],
  }
}

/** A change of mode, or a move, has the same content on both sides; a link with the text of a file is still no file. */
const adds = ({ status, oldBlob, newBlob }: Change): boolean =>
  newBlob !== undefined && (newBlob !== oldBlob || status === 'typechanged')

interface Pair {
  readonly path: string
  readonly before: string | undefined
  readonly after: string
}

const both = ({ before, after }: Pair): string[] => (before === undefined ? [after] : [before, after])

/** What had another type before (a link that becomes a file) is new in every line. */
function pairOf({ path, status, oldBlob, newBlob, kind }: Change): Pair[] {
  if (newBlob === undefined || kind === 'submodule') return []
  return [{ path, before: status === 'typechanged' ? undefined : oldBlob, after: newBlob }]
}

const nameOf = (index: number): string => String(index).padStart(7, '0')

/** Two flat trees that hold the contents as `0000000`, `0000001`, …: three processes for any number of files. */
async function compare(git: Git, pairs: readonly Pair[], maxLine: number): Promise<AddedLines> {
  if (pairs.length === 0) return { lines: [], unread: [] }
  const tree = async (side: (pair: Pair) => string | undefined): Promise<string> => {
    const rows = pairs.flatMap((pair, index) => {
      const blob = side(pair)
      return blob === undefined ? [] : [`100644 blob ${blob}\t${nameOf(index)}\0`]
    })
    return (await git(['mktree', '-z'], rows.join(''))).trim()
  }
  const [before, after] = [await tree((pair) => pair.before), await tree((pair) => pair.after)]
  const options = ['-p', '-U0', '--no-renames', '--no-ext-diff', '--no-textconv', '--full-index']
  return parsePatch(await git.bytes(['diff-tree', ...options, before, after]), pairs, maxLine)
}

/** Contents are skipped by the counts in `@@ -a,b +c,d @@`: a line of a file cannot pass for a header of git's. */
function parsePatch(output: Uint8Array, pairs: readonly Pair[], maxLine: number): AddedLines {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
  const lines: AddedLine[] = []
  const unread: Unread[] = []
  let pair: Pair | undefined
  for (let at = 0; at < bytes.length; ) {
    const header = lineAt(bytes, at)
    at = header.next
    const text = bytes.toString('latin1', header.start, header.end)
    const file = /^diff --git a\/\d{7} b\/(\d{7})$/.exec(text)
    if (file !== null) pair = pairs[Number(file[1])]
    if (text.startsWith('Binary files ') && pair !== undefined) unread.push({ path: pair.path, why: 'binary' })
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text)
    if (hunk === null || pair === undefined) continue
    const [, removed = '1', first = '1', added = '1'] = hunk
    at = skip(bytes, at, Number(removed))
    for (let index = 0; index < Number(added); index++) {
      const { start, end, next } = lineAt(bytes, at)
      if (bytes[start] !== 0x2b) throw new Error('git wrote a patch in a way that is not known')
      const whole = bytes.toString('utf8', start + 1, Math.min(end, start + 1 + 4 * maxLine))
      const cut = whole.length > maxLine || end > start + 1 + 4 * maxLine
      lines.push({
        path: pair.path,
        line: Number(first) + index,
        text: whole.slice(0, maxLine),
        ...(cut && { cut: true as const }),
      })
      at = next
    }
  }
  return { lines, unread }
}

/** The removed lines, and the `\ No newline at end of file` that may follow them. */
function skip(bytes: Buffer, from: number, count: number): number {
  let at = from
  for (let index = 0; index < count; index++) at = lineAt(bytes, at).next
  return bytes[at] === 0x5c ? lineAt(bytes, at).next : at
}

function lineAt(bytes: Buffer, start: number): { readonly start: number; readonly end: number; readonly next: number } {
  const newline = bytes.indexOf(0x0a, start)
  const end = newline === -1 ? bytes.length : newline
  return { start, end, next: end + 1 }
}
