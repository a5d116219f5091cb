import type { Unread } from '../evidence/reading.ts'
import type { PolicyRef, PolicyText, ReadPolicy } from '../policy/load.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { type BlobCache, blobCache, readFileAt } from './contents.ts'

/** Thrown only because `loadPolicy` takes an exception for "could not be read". */
export class PolicyFileUnread extends Error {
  override readonly name = 'PolicyFileUnread'
  readonly unread: Unread

  constructor(uri: string, unread: Unread) {
    super(`${uri}: ${unread.detail}`)
    this.unread = unread
  }
}

/**
 * The `read` of `loadPolicy`, over the API: the repository's own file at `own.ref`, which should be a commit, and what it
 * extends as `owner/repo//path@ref`. The commit that a ref was at is in `commit`.
 * @returns a function that throws PolicyFileUnread; `undefined` from it is proven by a listing
 */
export function readPolicyAt(client: GitHub, own: PolicyRef, cache: BlobCache = blobCache()): ReadPolicy {
  return async (ref, path): Promise<PolicyText | undefined> => {
    const at = ref ?? own
    const uri = ref === undefined ? path : `${ref.owner}/${ref.repo}//${path}@${ref.ref}`
    const found = await readFileAt(client, { ...at, path }, cache)
    if (found.state !== 'read') throw new PolicyFileUnread(uri, found)
    if (found.value === 'no-such-file') return undefined
    const { bytes, commit } = found.value
    return { text: textOf(bytes, uri), uri, commit }
  }
}

function textOf(bytes: Uint8Array, uri: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new PolicyFileUnread(uri, torn('The file is not UTF-8 text.'))
  }
}
