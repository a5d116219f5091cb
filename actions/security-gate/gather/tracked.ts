import { createHash } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { hasCommit, headOf, isRepository, rootOf, trackedFiles } from '../../../shared/git/commit.ts'
import { askedOnce, type Git, gitIn } from '../../../shared/git/git.ts'
import { entriesUnder } from '../../../shared/git/tree.ts'
import type { Judged } from '../../../shared/run/judged.ts'

export interface Tracked {
  /** Why a file of the workspace is not evidence, or undefined when git does not know it. `file` is absolute, links resolved. */
  readonly refuses: (file: string, bytes: Uint8Array) => string | undefined
  /** Why bytes that came from elsewhere are not evidence: they are a copy of a file. */
  readonly copyOf: (bytes: Uint8Array) => string | undefined
  /** Whether the commit has a file there; nothing is known outside of a repository. */
  readonly isFile: (path: string) => boolean
}

interface Known {
  readonly kind: 'file' | 'submodule'
  readonly path: string
  readonly blob: string
  /** Absent where git would have to fetch the file to tell. */
  readonly bytes?: number
  /** The commit it is of. */
  readonly in: string
}

/** Small files are alike by chance (`[]`); above this, a file equal to one in the commit is a copy of it. */
const COPY_BYTES = 256

const NOTHING: Tracked = { refuses: () => undefined, copyOf: () => undefined, isFile: () => false }

/**
 * A file of the commit is never evidence about it: the author of the change could have written it by hand, and a step
 * could have copied it from anywhere in the tree (decisions.md 1.4). So both its path and its content are looked up, in
 * what is judged and in what is checked out.
 */
export async function trackedIn({ subject, remote }: Judged, workspace: string): Promise<Tracked> {
  const { commit } = subject
  const git = askedOnce(gitIn(workspace))
  const cloned = await isRepository(git)
  if (!cloned && (await lstat(join(workspace, '.git')).catch(() => undefined)) !== undefined) {
    return refusing(
      'The workspace has a `.git` that git does not take for a repository, so it cannot be told whether the report is a file of the commit. Check out again.',
    )
  }
  if (commit === undefined) return refusing('It is not known which commit is judged.')
  const own = remote === undefined ? cloned && (await filesOf(git, commit)) : await filesOfBare(remote.bare.git, commit)
  if (own === undefined) {
    return refusing(
      `The workspace is a checkout that does not have commit ${commit.slice(0, 7)}, so it cannot be told whether the report is a file of it. Check that commit out.`,
    )
  }
  if (own === false) return NOTHING
  const head = cloned ? await headOf(git) : undefined
  const there = head === undefined || head === commit ? [] : ((await filesOf(git, head)) ?? [])
  return lookup(own, there, await realpath(cloned ? await rootOf(git) : workspace))
}

const refusing = (why: string): Tracked => ({ ...NOTHING, refuses: () => why })

async function filesOf(git: Git, commit: string): Promise<readonly Known[] | undefined> {
  if (!(await hasCommit(git, commit))) return undefined
  return (await trackedFiles(git, commit)).map((file) => ({ ...file, in: commit }))
}

/** What was fetched has no contents, so git cannot say how long a file is. */
const filesOfBare = async (git: Git, commit: string): Promise<readonly Known[]> =>
  (await entriesUnder(git, commit, '')).map(({ type, path, oid }) => ({
    kind: type === 'commit' ? 'submodule' : 'file',
    path,
    blob: oid,
    in: commit,
  }))

function lookup(own: readonly Known[], there: readonly Known[], root: string): Tracked {
  const files = [...own, ...there]
  const byPath = new Map(files.toReversed().map((file) => [file.path, file]))
  const paths = new Set(own.map((file) => file.path))
  const submodules = files.flatMap((file) => (file.kind === 'submodule' ? [file.path] : []))
  const sizes = new Set(files.map((file) => file.bytes))
  const byBlob = new Map(files.toReversed().map((file) => [file.blob, file]))
  const algorithm = files[0]?.blob.length === 64 ? 'sha256' : 'sha1'
  const copyOf: Tracked['copyOf'] = (bytes) => {
    if (bytes.length < COPY_BYTES || (!sizes.has(undefined) && !sizes.has(bytes.length))) return undefined
    const copy = byBlob.get(blobId(bytes, algorithm))
    return copy && `It is a copy of ${copy.path} in commit ${copy.in.slice(0, 7)}.`
  }
  const refuses: Tracked['refuses'] = (file, bytes) => {
    const path = relative(root, file).split(sep).join('/')
    const known = byPath.get(path)
    if (known !== undefined) return `${path} is a file of commit ${known.in.slice(0, 7)}.`
    const module = submodules.find((one) => path.startsWith(`${one}/`))
    if (module !== undefined) return `${path} lies in ${module}, a submodule of the commit.`
    return copyOf(bytes)
  }
  return { refuses, copyOf, isFile: (path) => paths.has(path) }
}

/** git's name for a content: the hash over its length and its bytes. */
function blobId(bytes: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
