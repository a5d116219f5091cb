import { type Git, GitError } from './git.ts'
import { entryAt } from './tree.ts'

export interface TrackedFile {
  readonly kind: 'file' | 'submodule'
  readonly path: string
  /** Blob id in hex; of a submodule the commit it is at. */
  readonly blob: string
  readonly bytes: number
}

/** True when the directory lies in a work tree. */
export async function isRepository(git: Git): Promise<boolean> {
  try {
    return (await git(['rev-parse', '--is-inside-work-tree'])).trim() === 'true'
  } catch (error) {
    if (error instanceof GitError && error.stderr.includes('not a git repository')) return false
    throw error
  }
}

export async function hasCommit(git: Git, commit: string): Promise<boolean> {
  try {
    await git(['cat-file', '-e', `${commit}^{commit}`])
    return true
  } catch (error) {
    if (error instanceof GitError) return false
    throw error
  }
}

/** Every file of a commit's tree, paths relative to the root of the repository. */
export async function trackedFiles(git: Git, commit: string): Promise<readonly TrackedFile[]> {
  const listing = await git(['ls-tree', '-r', '-l', '-z', '--full-tree', commit])
  return listing.split('\0').flatMap((row) => {
    const parts = /^\d+ (blob|commit) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(row)
    if (parts === null) return []
    const [, type, blob = '', bytes = '', path = ''] = parts
    return [{ kind: type === 'blob' ? 'file' : 'submodule', path, blob, bytes: Number(bytes) || 0 } as const]
  })
}

/** The commit that is checked out; `undefined` before the first one. */
export async function headOf(git: Git): Promise<string | undefined> {
  try {
    return (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).trim()
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

export async function treeOf(git: Git, commit: string): Promise<string> {
  return (await git(['rev-parse', '--verify', `${commit}^{tree}`])).trim()
}

/** Where the work tree's root is, for paths that are relative to it. */
export async function rootOf(git: Git): Promise<string> {
  return (await git(['rev-parse', '--show-toplevel'])).replace(/\n$/, '')
}

/**
 * Paths that differ between a commit and what it is compared with; its first parent when nothing better is known.
 * `undefined` when that is not there (a shallow clone): not knowing is not the same as nothing changed.
 */
export async function changedPaths(git: Git, commit: string, base?: string): Promise<readonly string[] | undefined> {
  const from = base !== undefined && (await hasCommit(git, base)) ? base : await firstParent(git, commit)
  if (from === undefined) return undefined
  const listing = await git(['diff-tree', '-r', '-z', '--no-renames', '--no-ext-diff', '--name-only', from, commit])
  return listing.split('\0').filter((path) => path !== '')
}

/** The empty tree stands for the parent of a root commit; a commit whose parent was not fetched has none to offer. */
async function firstParent(git: Git, commit: string): Promise<string | undefined> {
  const header = (await git(['cat-file', 'commit', commit])).split('\n\n', 1)[0] ?? ''
  const parent = /^parent ([0-9a-f]+)$/m.exec(header)?.[1]
  if (parent === undefined) return (await git(['hash-object', '-t', 'tree', '/dev/null'])).trim()
  return (await hasCommit(git, parent)) ? parent : undefined
}

/**
 * A file as it is in a commit; `undefined` when its tree has none at that path. A tree that names a blob which is not
 * there (a partial clone) is an error: "cannot read" must never look like "does not exist".
 * @throws GitError
 */
export async function fileAt(git: Git, commit: string, path: string): Promise<Uint8Array | undefined> {
  const entry = await entryAt(git, commit, path)
  if (entry === undefined) return undefined
  if (entry.type !== 'blob') throw new Error(`${path} is no file in commit ${commit.slice(0, 7)}`)
  return git.bytes(['cat-file', 'blob', entry.oid])
}
