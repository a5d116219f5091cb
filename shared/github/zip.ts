import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import { printable } from '../report/escape.ts'

/** What an archive may hold at most. Whoever uploads one chooses its bytes. */
export interface ZipCaps {
  readonly entries: number
  /** Bytes of one file, unpacked. */
  readonly fileBytes: number
  /** Bytes of all files, unpacked. */
  readonly totalBytes: number
  /** Unpacked to packed bytes of one file. */
  readonly ratio: number
}

const MIB = 1024 * 1024

/**
 * Deflate packs at most 1032:1 (https://zlib.net/zlib_tech.html); SARIF of real scanners packs up to about 60:1. Below
 * `RATIO_FROM` a file may be packed as hard as it likes.
 */
export const ZIP_CAPS: ZipCaps = { entries: 1000, fileBytes: 256 * MIB, totalBytes: 512 * MIB, ratio: 250 }
const RATIO_FROM = MIB

const LONGEST_NAME = 1024

/**
 * The files of a zip, in memory, by path. All of it or nothing: an archive of which one entry is odd was not made by
 * `actions/upload-artifact`, and what is left out could be what matters.
 */
export async function unzip(
  bytes: Uint8Array,
  caps: ZipCaps = ZIP_CAPS,
): Promise<Reading<ReadonlyMap<string, Uint8Array>>> {
  const { fromBufferPromise } = await import('yauzl')
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return await filesOf(await fromBufferPromise(buffer, { strictFileNames: true, validateEntrySizes: true }), caps)
  } catch (error) {
    if (error instanceof Error) return refused(`cannot be unpacked: ${printable(error.message, 200)}`)
    throw error
  }
}

async function filesOf(zip: ZipFile, caps: ZipCaps): Promise<Reading<ReadonlyMap<string, Uint8Array>>> {
  if (zip.entryCount > caps.entries) return refused(`has ${zip.entryCount} entries; at most ${caps.entries} are read`)
  const files = new Map<string, Uint8Array>()
  const names = new Set<string>()
  let left = caps.totalBytes
  for await (const entry of zip.eachEntry()) {
    const problem = problemOf(entry, caps, left) ?? (names.has(nameOf(entry)) ? 'stands in it twice' : undefined)
    if (problem !== undefined) return refused(`holds an entry that ${problem}: ${printable(entry.fileName, 200)}`)
    names.add(nameOf(entry))
    if (entry.fileName.endsWith('/')) continue
    const content = await contentOf(zip, entry)
    if (content === undefined) return refused(`holds a damaged file: ${printable(entry.fileName, 200)}`)
    left -= content.length
    files.set(entry.fileName, content)
  }
  return read(files)
}

/** A folder and a file of one name are one name. */
const nameOf = ({ fileName }: Entry): string => fileName.replace(/\/$/, '')

/** yauzl has refused absolute names, drive letters, backslashes and `..` already. */
function problemOf(entry: Entry, caps: ZipCaps, left: number): string | undefined {
  const { fileName, compressedSize, uncompressedSize } = entry
  const segments = nameOf(entry).split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return 'has no plain path'
  if (fileName.length > LONGEST_NAME || /[\u0000-\u001f\u007f]/.test(fileName)) return 'has a name no file should have'
  if (entry.isEncrypted()) return 'is encrypted'
  if (!entry.canDecodeFileData()) return 'is packed in a way that is not read'
  if (!isPlain(entry)) return 'is a link or a device'
  if (uncompressedSize > caps.fileBytes) return `has ${uncompressedSize} bytes (at most ${caps.fileBytes} are read)`
  if (uncompressedSize > left) return `brings the archive above ${caps.totalBytes} bytes`
  if (uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * caps.ratio) {
    return `unpacks to more than ${caps.ratio} times its size`
  }
  return undefined
}

/** The upper half holds the mode of Unix; its kind is 0 where the archive was made without one (APPNOTE 4.4.15). */
function isPlain({ externalFileAttributes, fileName }: Entry): boolean {
  const kind = (externalFileAttributes >>> 16) & 0o170000
  return kind === 0 || kind === (fileName.endsWith('/') ? 0o040000 : 0o100000)
}

/** yauzl holds the stream to the size that the entry names, so the caps above are true; the checksum it leaves to us. */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let checksum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    if (!Buffer.isBuffer(chunk)) return undefined
    checksum = crc32(chunk, checksum)
    chunks.push(chunk)
  }
  return checksum === entry.crc32 ? Buffer.concat(chunks) : undefined
}

const refused = (what: string): Unread => ({ state: 'partial', detail: `The archive ${what}.` })
