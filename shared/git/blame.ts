import type { BareRepository } from './bare.ts'
import { blobsOf, parseRaw } from './changes.ts'
import { objectId } from './names.ts'
import { fieldsOf, maybeSpelled } from './raw-path.ts'

export interface BlamedLine {
  /** In the file at the commit that was asked about, from 1. */
  readonly line: number
  /** The one that wrote the line under this path. */
  readonly commit: string
}

/**
 * Who wrote which line. A file that was moved starts anew: to find where it came from, git would have to open every
 * file that was removed that day, and whoever moves lines to a place where they count answers for them.
 * @param lines from 1, both ends included
 * @throws GitError when the commit has no such path or not so many lines; FetchError
 */
export async function blameOf(
  bare: BareRepository,
  commit: string,
  path: string,
  lines: { readonly from: number; readonly to: number },
): Promise<readonly BlamedLine[]> {
  if (maybeSpelled(path)) throw new Error(`The name of ${path} is no UTF-8, so git cannot be asked who wrote it`)
  const range = `${natural(lines.from)},${natural(lines.to)}`
  const place = [objectId(commit), '--', path]
  // `-m --full-history`: the versions of every branch that was merged, for blame walks all of them.
  const walk = ['log', '-z', '-m', '--full-history', '--raw', '--no-abbrev', '--no-renames', '--format=']
  const past = await bare.git.bytes(['--literal-pathspecs', ...walk, '--no-ext-diff', '--no-textconv', ...place])
  await bare.need(blobsOf(parseRaw(fieldsOf(past))))
  const blame = ['blame', '--porcelain', '--no-follow', '--no-textconv', '--no-progress', '-L', range]
  return parsePorcelain(await bare.git(['--literal-pathspecs', ...blame, ...place]))
}

function natural(line: number): number {
  if (Number.isSafeInteger(line) && line > 0) return line
  throw new Error(`${line} is no number of a line`)
}

/** `<commit> <line then> <line now> [<count>]`, what git knows of the commit, and the line itself after a tab. */
function parsePorcelain(output: string): BlamedLine[] {
  return output.split('\n').flatMap((row) => {
    const [, commit = '', line] = /^([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)(?: \d+)?$/.exec(row) ?? []
    return line === undefined ? [] : [{ line: Number(line), commit }]
  })
}
