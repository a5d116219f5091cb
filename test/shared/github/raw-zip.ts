import { crc32, deflateRawSync } from 'node:zlib'

/** One entry as its headers tell it, true or not. */
export interface RawEntry {
  readonly name: string
  readonly content?: Uint8Array | string
  readonly packed?: boolean
  /** Unix mode with its kind, `0o120777` for a link. */
  readonly mode?: number
  readonly flags?: number
  readonly method?: number
  /** Lies about the content. */
  readonly crc?: number
  readonly size?: number
}

/** A zip that says exactly what it is told to say (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '')
    const data = entry.packed === true ? deflateRawSync(content) : content
    const name = Buffer.from(entry.name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(0x0800 | (entry.flags ?? 0), 2)
    fields.writeUInt16LE(entry.method ?? (entry.packed === true ? 8 : 0), 4)
    fields.writeUInt32LE(entry.crc ?? crc32(content), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(entry.size ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6)
    place.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, data])
    locals.push(local)
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), fields, place, name]))
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
