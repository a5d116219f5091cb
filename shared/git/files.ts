import { readdir, readFile, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { InputError } from '../verdict/input-error.ts'
import type { BareRepository } from './bare.ts'
import { readBlob } from './blobs.ts'
import { kindOf } from './changes.ts'
import { fileAt, trackedFiles } from './commit.ts'
import type { Git } from './git.ts'
import { entriesUnder, entryAt } from './tree.ts'

/** The files of a repository as somebody vouches for them: a commit, or a directory on one's own machine. */
export interface RepositoryFiles {
  /** The commit they are of; absent for a directory. */
  readonly commit?: string
  /** `undefined` when there is none; anything else that goes wrong is thrown. `path` is relative, `/`-separated. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>
  readonly list: () => Promise<readonly string[]>
}

/** What an earlier step did to the workspace does not reach this: the bytes come from git's objects. */
export function filesOfCommit(git: Git, commit: string): RepositoryFiles {
  return {
    commit,
    read: (path) => fileAt(git, commit, path),
    list: async () => (await trackedFiles(git, commit)).flatMap(({ kind, path }) => (kind === 'file' ? [path] : [])),
  }
}

/** GitHub shows files up to 100 MiB; a policy, its exceptions or a VEX document has a thousandth of this. */
const FILE_BYTES = 16 * 1024 * 1024

/**
 * As they are at a commit that was fetched; each content is fetched when it is read. A link is refused: where it leads
 * is for a checkout to say, and what it says is no policy.
 * @throws FetchError, OverLimit, GitError and InputError from `read`: only "the tree has nothing there" is `undefined`
 */
export function filesOfBare(bare: BareRepository, commit: string, maxBytes = FILE_BYTES): RepositoryFiles {
  return {
    commit,
    read: async (path) => {
      const entry = await entryAt(bare.git, commit, path)
      if (entry === undefined) return undefined
      if (entry.type !== 'blob') throw new Error(`${path} is no file in commit ${commit.slice(0, 7)}`)
      if (kindOf(entry.mode) === 'symlink') {
        throw new InputError(`${path} is a link in commit ${commit.slice(0, 7)}. Put the file itself there.`)
      }
      return readBlob(bare, entry.oid, maxBytes)
    },
    list: async () =>
      (await entriesUnder(bare.git, commit, '')).flatMap(({ type, path }) => (type === 'blob' ? [path] : [])),
  }
}

export function filesIn(directory: string): RepositoryFiles {
  return {
    read: async (path) => {
      const file = await realpath(join(directory, path)).catch(absent)
      if (file === undefined) return undefined
      if (!file.startsWith((await realpath(directory)) + sep)) {
        throw new InputError(`${path} is a link that leads out of ${directory}. Put the file itself there.`)
      }
      return readFile(file)
    },
    list: async () => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
      return files.map((file) => relative(directory, file).split(sep).join('/')).filter((path) => !isGits(path))
    },
  }
}

const isGits = (path: string): boolean => path.split('/').includes('.git')

/** A path below a file is no file either. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
