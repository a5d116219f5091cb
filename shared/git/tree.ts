import type { Git } from './git.ts'
import { objectId } from './names.ts'
import { fieldsOf, maybeSpelled, pathOf } from './raw-path.ts'

export interface TreeEntry {
  readonly path: string
  /** Six octal digits. */
  readonly mode: string
  /** `commit` is a submodule. */
  readonly type: 'blob' | 'tree' | 'commit'
  readonly oid: string
}

/** Deeper than any path we have seen; every step is named to git. */
const STEPS = 200

const listing = async (git: Git, options: readonly string[], commit: string, paths: readonly string[]) => {
  const args = ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', ...options, objectId(commit), '--', ...paths]
  return fieldsOf(await git.bytes(args)).map(entryOf)
}

function entryOf(row: string): TreeEntry {
  const [, mode = '', type, oid = '', path = ''] = /^(\d{6}) (blob|tree|commit) ([0-9a-f]+)\t([\s\S]+)$/.exec(row) ?? []
  if (type !== 'blob' && type !== 'tree' && type !== 'commit') {
    throw new Error(`git listed a tree in a way that is not known: ${JSON.stringify(row.slice(0, 200))}`)
  }
  return { path: pathOf(path), mode, type, oid }
}

/**
 * What stands at a path of a commit; `undefined` when its tree has nothing there. Below a link or a submodule there is
 * something that git does not list here, which is an error: it is not the same as nothing.
 * @throws GitError when the commit, or a tree on the way, is not there
 */
export async function entryAt(git: Git, commit: string, path: string): Promise<TreeEntry | undefined> {
  const steps = stepsTo(path)
  const rows = await listing(git, ['-t'], commit, steps)
  const found = rows.find((row) => row.path === path)
  if (found !== undefined) return found
  refuseOddFolder(rows, commit, path)
  // A name that is no UTF-8 cannot be asked for, only found: node writes arguments as UTF-8.
  if (maybeSpelled(path)) return (await listing(git, ['-r', '-t'], commit, [])).find((row) => row.path === path)
  return undefined
}

/** Files, links and submodules at or below any of these paths, in one question; a path that is not there adds none. */
export const entriesAmong = (git: Git, commit: string, paths: readonly string[]): Promise<readonly TreeEntry[]> =>
  listing(git, ['-r'], commit, paths)

/** Every file, link and submodule below a folder ('' is the root), at any depth; none when there is no such folder. */
export async function entriesUnder(git: Git, commit: string, folder: string): Promise<readonly TreeEntry[]> {
  if (folder === '') return listing(git, ['-r'], commit, [])
  const at = await entryAt(git, commit, folder)
  if (at === undefined) return []
  refuseOddFolder([at], commit, `${folder}/`)
  const rows = await listing(git, ['-r'], at.oid, [])
  return rows.map((row) => ({ ...row, path: `${folder}/${row.path}` }))
}

/** `a`, `a/b`, `a/b/c`: asked together, git says of each what it is. */
function stepsTo(path: string): string[] {
  const parts = path.split('/')
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`${JSON.stringify(path.slice(0, 200))} is no path inside of a repository`)
  }
  if (parts.length > STEPS) {
    throw new Error(`${JSON.stringify(path.slice(0, 200))} is more than ${STEPS} folders deep, so it is not read`)
  }
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function refuseOddFolder(rows: readonly TreeEntry[], commit: string, path: string): void {
  const odd = rows.find((row) => row.type !== 'tree' && path.startsWith(`${row.path}/`))
  if (odd !== undefined) {
    throw new Error(
      `${odd.path} is no folder in commit ${commit.slice(0, 7)}, so it cannot be told whether ${path} exists`,
    )
  }
}
