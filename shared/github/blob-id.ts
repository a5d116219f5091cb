import { createHash } from 'node:crypto'

/** The id git gives these bytes, in the hash that `like` is in (40 hex digits: SHA-1, 64: SHA-256). */
export function blobId(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
