import { isUtf8 } from 'node:buffer'

/** What git separates by NUL, byte for byte (as latin1). Whatever is last without a NUL was cut off, and is refused. */
export function fieldsOf(output: Uint8Array): string[] {
  const fields = Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('latin1').split('\0')
  const rest = fields.pop()
  if (rest !== '') throw new Error('git ended in the middle of a list, so what it said cannot be used')
  return fields
}

/**
 * A path as text. Git's paths are bytes: those of a name that is no UTF-8 are spelled `\xe9`, so that two such names
 * stay two; U+FFFD for each of them would make one out of them.
 * @param field as `fieldsOf` gives it
 */
export function pathOf(field: string): string {
  if (/^[\x00-\x7f]*$/.test(field)) return field
  const bytes = Buffer.from(field, 'latin1')
  if (isUtf8(bytes)) return bytes.toString()
  let path = ''
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)))
    path +=
      length === undefined ? `\\x${(bytes[at] ?? 0).toString(16)}` : bytes.subarray(at, at + length).toString('utf8')
    at += length ?? 1
  }
  return path
}

/** Whether a path may stand for bytes that are no UTF-8: such a one cannot be handed back to git. */
export const maybeSpelled = (path: string): boolean => /\\x[89a-f][0-9a-f]/.test(path)
