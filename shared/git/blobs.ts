import { createHash } from 'node:crypto'
import type { BareRepository } from './bare.ts'
import type { Git } from './git.ts'
import { objectId } from './names.ts'
import { OverLimit } from './over-limit.ts'

/** All that is held at once; a thousand files of the size that is worth reading. */
const TOGETHER = 192 * 1024 * 1024

/** @throws OverLimit, FetchError, or Error when the object is no blob or not what its id says */
export async function readBlob(bare: BareRepository, oid: string, maxBytes: number): Promise<Uint8Array> {
  const blob = (await readBlobs(bare, [oid], maxBytes)).get(oid)
  if (blob === undefined) throw new Error(`git did not give blob ${oid}`)
  return blob
}

/**
 * Contents by id, in two processes for those that are here and two more to fetch the others.
 * @param maxBytes of one blob; a larger one is an OverLimit, and its content is not asked for
 */
export async function readBlobs(
  bare: Pick<BareRepository, 'git' | 'need'>,
  oids: Iterable<string>,
  maxBytes: number,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(oids)].map(objectId)
  await bare.need(wanted)
  const sizes = await blobSizes(bare.git, wanted)
  const large = [...sizes].find(([, size]) => size > maxBytes)
  if (large !== undefined) throw new OverLimit(`Blob ${large[0]}`, 'bytes', large[1], maxBytes)
  const together = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  if (together > TOGETHER)
    throw new OverLimit(`What is to be read at once (${sizes.size} blobs)`, 'bytes', together, TOGETHER)
  if (wanted.length === 0) return new Map()
  return parseBatch(await bare.git.bytes(['cat-file', '--batch', '--buffer'], `${wanted.join('\n')}\n`), wanted)
}

/** In bytes. What is not here, or no blob, is an error. */
export async function blobSizes(git: Git, oids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (oids.length === 0) return new Map()
  const asked = `${oids.map(objectId).join('\n')}\n`
  const listing = await git(['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)', '--buffer'], asked)
  const rows = listing.split('\n')
  return new Map(
    oids.map((oid, index) => {
      const [name, type, size] = rows[index]?.split(' ') ?? []
      if (name !== oid || type !== 'blob' || size === undefined) {
        throw new Error(`${oid} is no blob that can be read (${rows[index] ?? 'git said nothing'})`)
      }
      return [oid, Number(size)] as const
    }),
  )
}

/** `<oid> blob <size>`, a newline, the content, a newline; in the order they were asked for. */
function parseBatch(output: Uint8Array, wanted: readonly string[]): Map<string, Uint8Array> {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
  const blobs = new Map<string, Uint8Array>()
  let at = 0
  for (const oid of wanted) {
    const end = bytes.indexOf('\n', at)
    const [name, type, size] = bytes.toString('latin1', at, end).split(' ')
    const content = bytes.subarray(end + 1, end + 1 + Number(size))
    if (name !== oid || type !== 'blob' || content.length !== Number(size)) {
      throw new Error(`git was asked for blob ${oid} and gave something else`)
    }
    refuseOther(oid, content)
    blobs.set(oid, content)
    at = end + 1 + content.length + 1
  }
  return blobs
}

/** A cache or a broken disk may hold other bytes under an id than those it stands for. */
function refuseOther(oid: string, content: Uint8Array): void {
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1')
  if (hash.update(`blob ${content.length}\0`).update(content).digest('hex') !== oid) {
    throw new Error(`What git holds as blob ${oid} is not what that id stands for`)
  }
}
