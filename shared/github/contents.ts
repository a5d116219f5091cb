import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { blobId } from './blob-id.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { NAME, objectId, type RepositoryName } from './fields.ts'

export interface FileAtRef {
  /** What the ref was when it was read. */
  readonly commit: string
  readonly blobSha: string
  readonly bytes: Uint8Array
}

/** Blobs by their id, for as long as a run lasts: content that has this id is this content. */
export interface BlobCache {
  readonly get: (sha: string) => Uint8Array | undefined
  readonly set: (sha: string, bytes: Uint8Array) => void
}

/** @param maxBytes of all of them; what does not fit is not kept */
export function blobCache(maxBytes = 8 * 1024 * 1024): BlobCache {
  const kept = new Map<string, Uint8Array>()
  let size = 0
  return {
    get: (sha) => kept.get(sha),
    set(sha, bytes) {
      if (kept.has(sha) || size + bytes.length > maxBytes) return
      size += bytes.length
      kept.set(sha, bytes)
    },
  }
}

export interface FileQuestion extends RepositoryName {
  /** Branch, tag or commit. */
  readonly ref: string
  readonly path: string
}

const CONTENTS = 'contents: read'
/** Of policies, rosters, CODEOWNERS (3 MB at most for GitHub): nothing that is read in this way is larger. */
const MAX_BYTES = 4 * 1024 * 1024

const COMMIT = 'GET /repos/{owner}/{repo}/commits/{ref}'
const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}'
const BLOB = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}'

const commitSchema = z.object({ sha: objectId, commit: z.object({ tree: z.object({ sha: objectId }) }) })

const treeSchema = z.object({
  sha: objectId,
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string().check(z.maxLength(NAME)),
      mode: z.string(),
      type: z.enum(['blob', 'tree', 'commit']),
      sha: objectId,
      size: z.optional(z.int()),
    }),
  ),
})

type TreeEntry = z.output<typeof treeSchema>['tree'][number]

const blobSchema = z.object({ sha: objectId, encoding: z.literal('base64'), content: z.string() })

/**
 * A file at a ref, or the proof that it is not there: the listing of its folder, read whole. A 404 is never that proof,
 * and a link, folder or submodule in its place or on the way to it is `partial`.
 */
export async function readFileAt(
  client: GitHub,
  { owner, repo, ref, path }: FileQuestion,
  cache: BlobCache = blobCache(),
): Promise<Reading<FileAtRef | 'no-such-file'>> {
  const steps = path.split('/')
  if (!isRef(ref)) return torn('The ref is no name of a branch, tag or commit.')
  if (steps.some((step) => step === '' || step === '.' || step === '..'))
    return torn('The path does not lead to a file below the root of a repository.')
  const name = { owner, repo }
  // A page of one: the commit is wanted, and not the files it changes.
  const asked = { ...name, ref, per_page: 1 }
  const at = await client.get(COMMIT, asked, commitSchema, { needs: CONTENTS, missing: 'absent' })
  if (at.state !== 'read') return at
  const { sha: commit } = at.value.value

  let folder = at.value.value.commit.tree.sha
  for (const [depth, step] of steps.entries()) {
    const listing = await readTree(client, name, folder)
    if (listing.state !== 'read') return listing
    const entry = listing.value.find((one) => one.path === step)
    if (entry === undefined) return read('no-such-file')
    const kind = kindOf(entry)
    const wanted = depth === steps.length - 1 ? 'file' : 'folder'
    if (kind !== wanted) return torn(`${steps.slice(0, depth + 1).join('/')} is a ${kind}, and not a ${wanted}.`)
    if (wanted === 'file') {
      const bytes = await readBlob(client, name, entry, cache)
      return bytes.state === 'read' ? read({ commit, blobSha: entry.sha, bytes: bytes.value }) : bytes
    }
    folder = entry.sha
  }
  return torn('The path is empty.')
}

/** What git allows, less what could change the address it becomes part of (git-check-ref-format). */
const isRef = (ref: string): boolean =>
  /^[^\s\p{Cc}~^:?*[\\]{1,255}$/u.test(ref) && !/^[-/.]|\.\.|\/[/.]|[/.]$|@\{/.test(ref)

const kindOf = ({ type, mode }: TreeEntry) =>
  type === 'tree' ? 'folder' : type === 'commit' ? 'submodule' : mode === '120000' ? 'link' : 'file'

async function readTree(client: GitHub, name: RepositoryName, sha: string): Promise<Reading<readonly TreeEntry[]>> {
  const about = { needs: CONTENTS, missing: 'forbidden' } as const
  const answer = await client.get(TREE, { ...name, tree_sha: sha }, treeSchema, about)
  if (answer.state !== 'read') return answer
  const { value } = answer.value
  if (value.sha !== sha) return torn('GitHub lists another folder than the one that was asked for.')
  return value.truncated ? torn('GitHub cut the listing of a folder short.') : read(value.tree)
}

async function readBlob(
  client: GitHub,
  name: RepositoryName,
  { sha, size }: TreeEntry,
  cache: BlobCache,
): Promise<Reading<Uint8Array>> {
  const known = cache.get(sha)
  if (known !== undefined) return read(known)
  if (size === undefined || size > MAX_BYTES) return torn(`The file is larger than ${MAX_BYTES} bytes.`)
  const about = { needs: CONTENTS, missing: 'forbidden' } as const
  const answer = await client.get(BLOB, { ...name, file_sha: sha }, blobSchema, about)
  if (answer.state !== 'read') return answer
  const bytes = Buffer.from(answer.value.value.content, 'base64')
  if (blobId(bytes, sha) !== sha) return torn('The content that GitHub shows is not the one its commit names.')
  cache.set(sha, bytes)
  return read(bytes)
}
