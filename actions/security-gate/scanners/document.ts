import { isUtf8 } from 'node:buffer'
import type { Document } from './reader.ts'
import { UnreadableReport } from './report.ts'

/**
 * A string may be 512 MiB in V8, and a tree takes several times its text: above this a 7 GB runner starts to swap.
 * GitHub's largest legal SARIF is about 40 MB.
 */
export const MAX_BYTES = 256 * 1024 * 1024

/**
 * What a file is before anyone asks which scanner wrote it.
 * No message and no `cause` carries text of the file: V8's own error quotes it, and it may hold a secret.
 * @throws UnreadableReport `empty`, `too-large`, `not-text`, `truncated` or `malformed`
 */
export function parseDocument(bytes: Uint8Array): Document {
  const text = decode(bytes)
  if (!/\S/.test(text)) {
    throw new UnreadableReport('empty', `The file is empty (${bytes.length} bytes): the scanner wrote nothing into it.`)
  }
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown }
  } catch {
    return readStream(text)
  }
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) {
    throw new UnreadableReport(
      'too-large',
      `The file has ${bytes.length} bytes, and at most ${MAX_BYTES} (256 MiB) are read.`,
    )
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return decodeUtf16(buffer.subarray(2))
  // swap16 works in place: the caller's bytes stay as they are.
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return decodeUtf16(evenly(Buffer.from(buffer.subarray(2))).swap16())
  const body = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? buffer.subarray(3) : buffer
  if (!isUtf8(body)) throw notText('it is neither UTF-8 nor UTF-16 with a byte order mark')
  if (body.includes(0)) throw notText('it holds NUL bytes')
  // V8 keeps this in one byte a character when no character needs more: half the memory of the common file.
  return body.toString('utf8')
}

function decodeUtf16(buffer: Buffer): string {
  const text = evenly(buffer).toString('utf16le')
  if (text.includes('\0')) throw notText('it holds NUL characters')
  return text
}

function evenly(buffer: Buffer): Buffer {
  if (buffer.length % 2 === 1) throw notText('it begins as UTF-16 and has half a character at its end')
  return buffer
}

function notText(why: string): UnreadableReport {
  return new UnreadableReport('not-text', `The file is not text: ${why}. A compressed file has to be unpacked first.`)
}

/**
 * Several JSON values in a row, with lines of other text between them (a scanner's log on the same stream).
 * Linear: a bracket is only searched once, because a value that fails to parse is either one line, and skipped, or ends
 * the reading.
 */
function readStream(text: string): Document {
  const values: unknown[] = []
  let skipped = 0
  let at = 0
  for (;;) {
    at = skipSpace(text, at)
    if (at >= text.length) break
    const code = text.charCodeAt(at)
    if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
      at = endOfLine(text, at)
      skipped++
      continue
    }
    const end = endOfValue(text, at)
    if (end === -1) throw cutOrMalformed(text.slice(at), values.length)
    const source = text.slice(at, end)
    const value = tryParse(source)
    if (value !== undefined) {
      values.push(value)
      at = end
    } else if (code === OPEN_BRACE || source.includes('\n') || source.length === text.trim().length) {
      // A broken object may be a finding; only a log line like `[INFO] scanning` may be passed over.
      throw malformed(values.length)
    } else {
      at = endOfLine(text, at)
      skipped++
    }
  }
  return values.length > 0 ? { kind: 'json-stream', values, skipped } : { kind: 'text', text }
}

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d
const QUOTE = 0x22
const BACKSLASH = 0x5c

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return at
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end + 1
}

/** Behind the bracket that closes the one at `from`, or -1. Counts brackets without telling them apart: parsing does. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      if (at === -1) return -1
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return -1
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === QUOTE) return at
  }
  return -1
}

/** Never `undefined` for valid JSON. */
function tryParse(source: string): unknown {
  try {
    return JSON.parse(source) as unknown
  } catch {
    return undefined
  }
}

const END_OF_INPUT = /^Unexpected end of JSON input/
const POSITION = / at position (\d+)/

/** A value without an end: cut off when everything up to the end is right, malformed when something before it is not. */
function cutOrMalformed(source: string, before: number): UnreadableReport {
  const length = source.trimEnd().length
  try {
    JSON.parse(source)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = POSITION.exec(message)?.[1]
    const atEnd = END_OF_INPUT.test(message) || (position !== undefined && Number(position) >= length)
    if (!atEnd) return malformed(before)
  }
  return new UnreadableReport(
    'truncated',
    before === 0
      ? 'The JSON ends in the middle: the scanner or the copy stopped before it was done.'
      : `JSON value number ${before + 1} ends in the middle: the scanner or the copy stopped before it was done.`,
  )
}

function malformed(before: number): UnreadableReport {
  return new UnreadableReport(
    'malformed',
    before === 0
      ? 'The file begins like JSON and is none: something else may have been written into it.'
      : `JSON value number ${before + 1} in a row is none: something else may have been written into the file.`,
  )
}
