import type { Git } from './git.ts'
import { objectId } from './names.ts'
import { OverLimit } from './over-limit.ts'
import { fieldsOf, pathOf } from './raw-path.ts'

/** One path that differs between two trees. */
export interface Change {
  readonly path: string
  /** Of a rename or copy. */
  readonly previousPath?: string
  readonly status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'typechanged'
  /** Six octal digits; absent where there was nothing. */
  readonly oldMode?: string
  readonly newMode?: string
  /** Of a submodule the commit it is at, which is not in this repository. */
  readonly oldBlob?: string
  readonly newBlob?: string
  /** What is there after the change; of a removed path what was there. */
  readonly kind: 'file' | 'symlink' | 'submodule'
}

export interface ChangesOptions {
  /** Only those with equal content (`-M100%`): no blob has to be fetched to find them. */
  readonly renames: boolean
  /** More is an OverLimit. */
  readonly maxPaths?: number
}

const STATUS: Readonly<Record<string, Change['status']>> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
  R: 'renamed',
  C: 'copied',
  T: 'typechanged',
}

const SYMLINK = '120000'
const SUBMODULE = '160000'
const NOTHING = '000000'

/**
 * From one tree to the other (not from their merge base), in git's order.
 * @param from a commit or tree; `EMPTY_TREE` before the first commit
 * @throws GitError when one is not there; OverLimit
 */
export async function changesBetween(
  git: Git,
  from: string,
  to: string,
  { renames, maxPaths = Number.POSITIVE_INFINITY }: ChangesOptions,
): Promise<readonly Change[]> {
  const looking = renames ? ['-M100%', '-l0'] : ['--no-renames']
  const guards = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=none']
  const output = await git.bytes([
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-abbrev',
    ...guards,
    ...looking,
    objectId(from),
    objectId(to),
  ])
  const changes = parseRaw(fieldsOf(output))
  if (changes.length > maxPaths) {
    throw new OverLimit(`The change from ${from.slice(0, 7)} to ${to.slice(0, 7)}`, 'paths', changes.length, maxPaths)
  }
  const paths = new Set(changes.map(({ path }) => path))
  if (paths.size < changes.length) {
    throw new Error(`Two paths of commit ${to.slice(0, 7)} are spelled alike, so they cannot be told apart`)
  }
  return changes
}

/** `:oldMode newMode oldBlob newBlob status`, the path, and for renames and copies the path it went to. */
export function parseRaw(fields: readonly string[]): Change[] {
  const changes: Change[] = []
  for (let at = 0; at < fields.length; ) {
    const header = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(fields[at] ?? '')
    const [, oldMode = '', newMode = '', oldBlob = '', newBlob = '', letter = ''] = header ?? []
    const status = STATUS[letter]
    const moved = status === 'renamed' || status === 'copied'
    const [first, second] = [fields[at + 1], fields[at + 2]]
    const path = moved ? second : first
    if (header === null || status === undefined || first === undefined || path === undefined) {
      throw new Error(`git listed a change in a way that is not known: ${JSON.stringify(fields[at]?.slice(0, 200))}`)
    }
    changes.push({
      path: pathOf(path),
      ...(moved && { previousPath: pathOf(first) }),
      status,
      ...(oldMode !== NOTHING && { oldMode, oldBlob }),
      ...(newMode !== NOTHING && { newMode, newBlob }),
      kind: kindOf(newMode === NOTHING ? oldMode : newMode),
    })
    at += moved ? 3 : 2
  }
  return changes
}

export function kindOf(mode: string): Change['kind'] {
  return mode === SYMLINK ? 'symlink' : mode === SUBMODULE ? 'submodule' : 'file'
}

/** The blobs of both sides that this repository can have. */
export function blobsOf(changes: readonly Change[]): string[] {
  return changes.flatMap(({ oldMode, newMode, oldBlob, newBlob }) => [
    ...(oldBlob === undefined || oldMode === SUBMODULE ? [] : [oldBlob]),
    ...(newBlob === undefined || newMode === SUBMODULE ? [] : [newBlob]),
  ])
}
