import { blobSizes, readBlobs } from '../../shared/git/blobs.ts'
import type { Git } from '../../shared/git/git.ts'
import { entriesUnder } from '../../shared/git/tree.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Tree, Unread } from './detect/seen.ts'
import { isRead } from './detect/wanted.ts'

/** The largest public repositories have about half a million files. */
const MAX_ENTRIES = 600_000
/** A workflow or a manifest has a tenth of this. */
const MAX_BYTES = 512 * 1024
const MAX_READ = 400

/** Reads objects only: the work tree may hold anything, and is not looked at. */
export async function readTree(git: Git, commit: string): Promise<Tree> {
  const entries = await entriesUnder(git, commit, '')
  if (entries.length > MAX_ENTRIES)
    throw new InputError(
      `The commit has ${entries.length} files, more than the ${MAX_ENTRIES} that setup looks through.`,
    )
  const wanted = entries.filter((entry) => isRead(entry.path))
  const links = wanted
    .filter(({ mode }) => mode === '120000')
    .map(({ path }) => ({ path, why: 'not read: it is a link' }))
  const files = wanted.filter(({ type, mode }) => type === 'blob' && mode !== '120000')
  const sizes = await blobSizes(
    git,
    files.map(({ oid }) => oid),
  )
  const small = files.filter(({ oid }) => (sizes.get(oid) ?? 0) <= MAX_BYTES)
  const large = files
    .filter(({ oid }) => (sizes.get(oid) ?? 0) > MAX_BYTES)
    .map(({ path, oid }) => ({ path, why: `not read: it has ${sizes.get(oid)} bytes, more than ${MAX_BYTES}` }))
  const blobs = await readBlobs(
    { git, need: async () => undefined },
    small.slice(0, MAX_READ).map(({ oid }) => oid),
    MAX_BYTES,
  )
  const many = small.slice(MAX_READ).map(({ path }) => ({ path, why: `not read: ${MAX_READ} others were before it` }))
  const texts = new Map<string, string>()
  const binary: Unread[] = []
  for (const { path, oid } of small.slice(0, MAX_READ)) {
    const text = textOf(blobs.get(oid))
    if (text === undefined) binary.push({ path, why: 'not read: it is no UTF-8 text' })
    else texts.set(path, text)
  }
  return { entries, texts, unread: [...links, ...large, ...many, ...binary] }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
