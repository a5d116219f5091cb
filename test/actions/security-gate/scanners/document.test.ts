import { describe, expect, it } from 'vitest'
import { MAX_BYTES, parseDocument } from '../../../../actions/security-gate/scanners/document.ts'
import { UnreadableReport } from '../../../../actions/security-gate/scanners/report.ts'
import { encode, refusal } from './sarif-builder.ts'

const parse = (text: string) => parseDocument(encode(text))
const refuse = (bytes: Uint8Array | string) =>
  refusal(() => parseDocument(typeof bytes === 'string' ? encode(bytes) : bytes))

const CUT = 'truncated: The JSON ends in the middle: the scanner or the copy stopped before it was done.'
const BROKEN = 'malformed: The file begins like JSON and is none: something else may have been written into it.'

describe('what is no document', () => {
  it('refuses nothing and only whitespace', () => {
    const message = (bytes: number) => `empty: The file is empty (${bytes} bytes): the scanner wrote nothing into it.`
    expect(refuse('')).toBe(message(0))
    expect(refuse(' \r\n\t\n')).toBe(message(5))
    expect(refuse('\u{feff}')).toBe(message(3))
  })

  it('refuses more than 256 MiB without looking at it', () => {
    expect(MAX_BYTES).toBe(268_435_456)
    expect(refuse(new Uint8Array(MAX_BYTES + 1))).toBe(
      'too-large: The file has 268435457 bytes, and at most 268435456 (256 MiB) are read.',
    )
  })

  it('refuses what is neither UTF-8 nor UTF-16, and NUL in either', () => {
    const packed = 'A compressed file has to be unpacked first.'
    expect(refuse(Uint8Array.of(0x1f, 0x8b, 0x08, 0xff))).toBe(
      `not-text: The file is not text: it is neither UTF-8 nor UTF-16 with a byte order mark. ${packed}`,
    )
    expect(refuse('{"a":"\0"}')).toBe(`not-text: The file is not text: it holds NUL bytes. ${packed}`)
    expect(refuse(Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x00, 0x00))).toBe(
      `not-text: The file is not text: it holds NUL characters. ${packed}`,
    )
    expect(refuse(Uint8Array.of(0xff, 0xfe, 0x7b))).toBe(
      `not-text: The file is not text: it begins as UTF-16 and has half a character at its end. ${packed}`,
    )
    expect(refuse(Uint8Array.of(0xfe, 0xff, 0x00))).toBe(
      `not-text: The file is not text: it begins as UTF-16 and has half a character at its end. ${packed}`,
    )
  })
})

describe('encodings', () => {
  const value = { kind: 'json', value: { a: 'é✓' } }
  const little = Buffer.from('\u{feff}{"a":"é✓"}', 'utf16le')

  it('reads UTF-8 with and without a byte order mark, and UTF-16 in both orders', () => {
    expect(parse('{"a":"é✓"}')).toEqual(value)
    expect(parse('\u{feff}{"a":"é✓"}')).toEqual(value)
    expect(parseDocument(little)).toEqual(value)
    expect(parseDocument(Buffer.from(little).swap16())).toEqual(value)
  })

  it('leaves the bytes of the caller as they are, and reads a part of a larger buffer', () => {
    const big = Buffer.from(little).swap16()
    const before = big.toString('hex')
    parseDocument(big)
    expect(big.toString('hex')).toBe(before)
    expect(parseDocument(encode('xx{"a":1}yy').subarray(2, 9))).toEqual({ kind: 'json', value: { a: 1 } })
  })

  it('knows a byte order mark by all of its bytes', () => {
    expect(refuse(Uint8Array.of(0xef, 0xbb, 0x7b, 0x7d))).toMatch(/^not-text: /)
    expect(refuse(Uint8Array.of(0xff, 0x7b, 0x7d))).toMatch(/^not-text: /)
    expect(refuse(Uint8Array.of(0xfe, 0x7b, 0x7d))).toMatch(/^not-text: /)
  })
})

describe('JSON that is cut off, and JSON that is none', () => {
  it.each(['{"a":1', '{"a":1,\n', '{"a":', '{"a', '[1,2\n', '[{"a":"x\\', '{"a":"\\u12', '{"a":"x\n', '{"a":tru', '['])(
    '%j is truncated',
    (text) => expect(refuse(text)).toBe(CUT),
  )

  it.each(['{a:1}', '{a:1', '[1 2]', '{"a":1,}', '[\n1 2\n]', '{"a":bad,"b":[', '{"a":1,}\n{"b":2}'])(
    '%j is malformed',
    (text) => expect(refuse(text)).toBe(BROKEN),
  )

  it('says how far a stream could be read', () => {
    expect(refuse('{"a":1}\n{"b":2}\n{"c":')).toBe(
      'truncated: JSON value number 3 ends in the middle: the scanner or the copy stopped before it was done.',
    )
    expect(refuse('{"a":1}\n{"b":}')).toBe(
      'malformed: JSON value number 2 in a row is none: something else may have been written into the file.',
    )
    expect(refuse('{"a":1}\n{"b":x')).toBe(
      'malformed: JSON value number 2 in a row is none: something else may have been written into the file.',
    )
  })

  it('quotes nothing of the file, in message, cause or stack', () => {
    for (const text of ['{"password": CANARY}', '{"a":"CANARY', 'x\n{"k":CANARY}']) {
      try {
        parse(text)
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableReport)
        const { message, cause, stack } = error as UnreadableReport
        expect(`${message} ${String(cause)} ${stack}`).not.toContain('CANARY')
        expect(cause).toBeUndefined()
      }
    }
  })

  it('reads a million brackets without running out of stack', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
    expect(parse(deep).kind).toBe('json')
    expect(refuse(deep.slice(0, -1))).toBe(CUT)
    expect(parse(`${deep}\n${deep}`)).toMatchObject({ kind: 'json-stream', skipped: 0 })
  })
})

describe('streams and text', () => {
  it('reads values in a row, on one line, on lines and over lines', () => {
    expect(parse('{"a":1}{"b":[2]}[3]')).toEqual({
      kind: 'json-stream',
      values: [{ a: 1 }, { b: [2] }, [3]],
      skipped: 0,
    })
    expect(parse('{"a":1}\n\n{"b":2}\n')).toEqual({ kind: 'json-stream', values: [{ a: 1 }, { b: 2 }], skipped: 0 })
    expect(parse('{\n "a": "}\\"{"\n}\n{\n "b": 2\n}')).toEqual({
      kind: 'json-stream',
      values: [{ a: '}"{' }, { b: 2 }],
      skipped: 0,
    })
  })

  it('passes over log lines and counts them', () => {
    expect(parse('scanning [1]\n[INFO] ready\n{"a":1}\ndone')).toEqual({
      kind: 'json-stream',
      values: [{ a: 1 }],
      skipped: 3,
    })
    expect(parse('{"a":1} trailing')).toEqual({ kind: 'json-stream', values: [{ a: 1 }], skipped: 1 })
  })

  it('gives everything else as text', () => {
    expect(parse('<a/>')).toEqual({ kind: 'text', text: '<a/>' })
    expect(parse('a,b\n1,2\n')).toEqual({ kind: 'text', text: 'a,b\n1,2\n' })
    expect(parse('[INFO] one\ntwo')).toEqual({ kind: 'text', text: '[INFO] one\ntwo' })
    expect(parse('"abc')).toEqual({ kind: 'text', text: '"abc' })
  })

  it('comes to an end on many open brackets', () => {
    expect(refuse(`x\n${'{\n'.repeat(200_000)}`)).toMatch(/^truncated|^malformed/)
    expect(parse(`x\n${'[a]\n'.repeat(200_000)}`)).toMatchObject({ kind: 'text' })
  })
})
