import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, MAX_DEPTH, NotCanonical, wellFormed } from '../../../shared/evidence/canonical.ts'

const parsed = (text: string): unknown => JSON.parse(text)

describe('canonicalJson', () => {
  test('agrees with npm canonicalize on any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value))
      }),
      { numRuns: 1000 },
    )
  })

  test('agrees with npm canonicalize on keys that look like numbers, prototypes and other scripts', () => {
    const key = fc.constantFrom(
      '1',
      '10',
      '9',
      '01',
      '-1',
      '1.5',
      '4294967295',
      '',
      'a',
      'A',
      '\u20ac',
      '\ufb33',
      '\u{1f600}',
      'constructor',
      'toString',
    )
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.dictionary(key, fc.double({ noNaN: true, noDefaultInfinity: true }))),
        (value) => {
          expect(canonicalJson(value)).toBe(canonicalize(value))
        },
      ),
    )
  })

  test('says the same on its exact road, which a key that looks like a number takes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        expect(canonicalJson({ 1: [value, null] })).toBe(`{"1":[${canonicalize(value)},null]}`)
      }),
    )
  })

  test('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonicalJson(parsed(canonicalJson(value)))).toBe(canonicalJson(value))
      }),
    )
  })

  test.each<[string, unknown, string]>([
    ['sorts keys at every level', { b: [{ d: 1, c: 2 }], a: null }, '{"a":null,"b":[{"c":2,"d":1}]}'],
    [
      'sorts keys that look like integers as text',
      { 2: 'b', 10: 'a', x: 'c', 1: '' },
      '{"1":"","10":"a","2":"b","x":"c"}',
    ],
    ['sorts zero and leading zeros as text', { 0: 1, '00': 2, '-': 3 }, '{"-":3,"0":1,"00":2}'],
    ['keeps a __proto__ key', parsed('{"b":1,"__proto__":{"x":2}}'), '{"__proto__":{"x":2},"b":1}'],
    ['sorts by UTF-16 code units, not by code points', { '\ufb33': 1, '\u{1f600}': 2 }, '{"\u{1f600}":2,"\ufb33":1}'],
    ['writes -0 as 0', [-0], '[0]'],
    ['writes -0 as 0 on the exact road too', { 1: -0 }, '{"1":0}'],
    [
      'writes large numbers as ECMAScript does',
      [1e21, 1e20, 1e-7, 0.000001, 5e-324],
      '[1e+21,100000000000000000000,1e-7,0.000001,5e-324]',
    ],
    ['escapes only what must be', '"\\/\b\f\n\r\t\u0001\u007f\u2028é', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u2028é"'],
    ['takes text that only looks like an escaped surrogate', { a: '\\ud800', b: true }, '{"a":"\\\\ud800","b":true}'],
    [
      'takes objects without a prototype',
      Object.assign(Object.create(null), { b: false, a: [] }),
      '{"a":[],"b":false}',
    ],
    ['writes empty things', { a: {}, b: [], c: '' }, '{"a":{},"b":[],"c":""}'],
    ['writes a bare null', null, 'null'],
    [
      'knows objects of different shape with the same first key',
      [
        { z: 1, a: 2 },
        { z: 1, b: 2 },
        { z: 1, a: 2, c: 3 },
      ],
      '[{"a":2,"z":1},{"b":2,"z":1},{"a":2,"c":3,"z":1}]',
    ],
  ])('%s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected)
  })

  test('the worked example of RFC 8785, 3.2.3 in its order', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
    expect([...canonicalJson(value).matchAll(/:(\d)/g)].map((match) => match[1]).join('')).toBe('2467153')
  })

  test.each<[string, unknown, NotCanonical['reason'], string]>([
    [
      'undefined',
      { a: [1, undefined] },
      'not-json',
      'a value of type undefined at $.a[1] cannot be written as canonical JSON',
    ],
    [
      'a hole',
      { a: new Array(1) },
      'not-json',
      'a value of type undefined at $.a[0] cannot be written as canonical JSON',
    ],
    ['NaN', { a: Number.NaN }, 'not-json', 'NaN at $.a cannot be written as canonical JSON'],
    ['Infinity', -Infinity, 'not-json', '-Infinity at $ cannot be written as canonical JSON'],
    ['a bigint', [1n], 'not-json', 'a value of type bigint at $[0] cannot be written as canonical JSON'],
    [
      'a function',
      { toJSON: () => 1 },
      'not-json',
      'a value of type function at $.toJSON cannot be written as canonical JSON',
    ],
    ['a symbol', [Symbol('a')], 'not-json', 'a value of type symbol at $[0] cannot be written as canonical JSON'],
    ['a Date', { at: new Date(0) }, 'not-json', 'an object with a class at $.at cannot be written as canonical JSON'],
    ['a Map', new Map(), 'not-json', 'an object with a class at $ cannot be written as canonical JSON'],
    [
      'a lone high surrogate',
      { a: 'x\ud800' },
      'lone-surrogate',
      'text with half of a surrogate pair at $.a cannot be written as canonical JSON',
    ],
    [
      'a lone low surrogate',
      ['\udc00x'],
      'lone-surrogate',
      'text with half of a surrogate pair at $[0] cannot be written as canonical JSON',
    ],
    [
      'a lone surrogate in a key',
      { '\ud800': 1 },
      'lone-surrogate',
      'text with half of a surrogate pair at $.\ufffd cannot be written as canonical JSON',
    ],
  ])('refuses %s and says where', (_, value, reason, message) => {
    const refusal = caught(() => canonicalJson(value))
    expect(refusal).toBeInstanceOf(NotCanonical)
    expect(refusal).toMatchObject({ name: 'NotCanonical', reason, message })
  })

  test('takes as many levels as it says, and no more', () => {
    expect(canonicalJson(nested(MAX_DEPTH))).toBe('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH))
    expect(caught(() => canonicalJson(nested(MAX_DEPTH + 1)))).toMatchObject({ reason: 'too-deep' })
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(caught(() => canonicalJson(cycle))).toMatchObject({ reason: 'too-deep' })
  })

  test('a path in a message is cut', () => {
    const message = `${(caught(() => canonicalJson({ ['k'.repeat(5000)]: undefined })) as Error).message}`
    expect(message).toBe(`a value of type undefined at $.${'k'.repeat(299)} cannot be written as canonical JSON`)
  })
})

describe('wellFormed', () => {
  test('replaces lone surrogates in text and keys, and nothing else', () => {
    expect(wellFormed({ 'a\ud800': ['\udc00', '\u{1f600}', 1, null, true, { b: '\ud83d' }] })).toEqual({
      'a\ufffd': ['\ufffd', '\u{1f600}', 1, null, true, { b: '\ufffd' }],
    })
  })

  test('what it gives can always be written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.integer({ min: 0xd800, max: 0xdfff }), (value, unit) => {
        const broken = { value, [String.fromCharCode(unit)]: `a${String.fromCharCode(unit)}` }
        expect(canonicalJson(wellFormed(broken))).toContain('"a\ufffd"')
      }),
    )
  })

  test('keeps a __proto__ key as a key', () => {
    expect(canonicalJson(wellFormed(parsed('{"__proto__":{"x":"\\ud800"}}')))).toBe('{"__proto__":{"x":"\ufffd"}}')
  })
})

function nested(levels: number): unknown {
  let value: unknown = []
  for (let level = 1; level < levels; level++) value = [value]
  return value
}

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
