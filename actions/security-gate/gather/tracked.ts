import { createHash } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { hasCommit, headOf, isRepository, rootOf, trackedFiles } from '../../../shared/git/commit.ts'
import type { Git } from '../../../shared/git/git.ts'

export interface Tracked {
  /** Why a file is not evidence, or undefined when git does not know it. `file` is absolute, links resolved. */
  readonly refuses: (file: string, bytes: Uint8Array) => string | undefined
  /** Whether the commit has a file there; nothing is known outside of a repository. */
  readonly isFile: (path: string) => boolean
}

/** Small files are alike by chance (`[]`); above this, a file equal to one in the commit is a copy of it. */
const COPY_BYTES = 256

/**
 * A file of the commit is never evidence about it: the author of the change could have written it by hand, and a step
 * could have copied it from anywhere in the tree (decisions.md 1.4). So both its path and its content are looked up.
 */
export async function trackedIn(git: Git, commit: string, workspace: string): Promise<Tracked> {
  if (!(await isRepository(git))) {
    const broken = (await lstat(join(workspace, '.git')).catch(() => undefined)) !== undefined
    const why =
      'The workspace has a `.git` that git does not take for a repository, so it cannot be told whether the report is a file of the commit. Check out again.'
    return { refuses: () => (broken ? why : undefined), isFile: () => false }
  }
  if (!(await hasCommit(git, commit))) {
    const why = `The workspace is a checkout that does not have commit ${commit.slice(0, 7)}, so it cannot be told whether the report is a file of it. Check that commit out.`
    return { refuses: () => why, isFile: () => false }
  }
  const root = await realpath(await rootOf(git))
  // What is judged need not be what is checked out; a file that somebody wrote into either is no evidence.
  const head = await headOf(git)
  const files = [
    ...(await trackedFiles(git, commit)).map((file) => ({ ...file, in: commit })),
    ...(head === undefined || head === commit
      ? []
      : (await trackedFiles(git, head)).map((file) => ({ ...file, in: head }))),
  ]
  const byPath = new Map(files.toReversed().map((file) => [file.path, file]))
  const own = new Set(files.flatMap((file) => (file.in === commit ? [file.path] : [])))
  const submodules = files.flatMap((file) => (file.kind === 'submodule' ? [file.path] : []))
  const sizes = new Set(files.map((file) => file.bytes))
  const refuses: Tracked['refuses'] = (file, bytes) => {
    const path = relative(root, file).split(sep).join('/')
    const known = byPath.get(path)
    if (known !== undefined) return `${path} is a file of commit ${known.in.slice(0, 7)}.`
    const module = submodules.find((one) => path.startsWith(`${one}/`))
    if (module !== undefined) return `${path} lies in ${module}, a submodule of the commit.`
    if (bytes.length < COPY_BYTES) return undefined
    const alike = sizes.has(bytes.length) ? files.filter((one) => one.bytes === bytes.length) : []
    const blob = alike.length === 0 ? '' : blobId(bytes, alike[0]?.blob.length === 64 ? 'sha256' : 'sha1')
    const copy = alike.find((one) => one.blob === blob)
    return copy && `It is a copy of ${copy.path} in commit ${copy.in.slice(0, 7)}.`
  }
  return { refuses, isFile: (path) => own.has(path) }
}

/** git's name for a content: the hash over its length and its bytes. */
function blobId(bytes: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
