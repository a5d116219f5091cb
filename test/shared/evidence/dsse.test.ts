import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IN_TOTO, pae, parseDsse, signDsse, signersOf } from '../../../shared/evidence/dsse.ts'
import { parseVerifierKey } from '../../../shared/evidence/keys.ts'
import { pair } from './sample.ts'

const payload = Buffer.from('{"a":1}')
const [first, second, third] = [pair('one', 1), pair('two', 2), pair('three', 3)]
const [one, two] = [parseVerifierKey(first.vkey), parseVerifierKey(second.vkey)]
const line = signDsse(IN_TOTO, payload, first.signing)

interface Loose {
  payload: unknown
  payloadType: unknown
  signatures: { keyid: unknown; sig: unknown }[]
}
const loose = (text = line): Loose => JSON.parse(text)
const changed = (change: (envelope: Loose) => void) => {
  const envelope = loose()
  change(envelope)
  return JSON.stringify(envelope)
}
const check = (text: string, keys = [one, two]) => {
  const envelope = parseDsse(text)
  return envelope === undefined ? undefined : signersOf(envelope, keys)
}

describe('pae', () => {
  test('is the example of the DSSE protocol page', () => {
    expect(pae('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    )
  })

  test('counts bytes, not characters', () => {
    expect(pae('ä', Buffer.from('€')).toString()).toBe('DSSEv1 2 ä 3 €')
    expect(pae('', new Uint8Array()).toString()).toBe('DSSEv1 0  0 ')
  })
})

describe('signDsse', () => {
  test('writes one line that says who signed what', () => {
    expect(line).toMatch(
      /^\{"payload":"eyJhIjoxfQ==","payloadType":"application\/vnd.in-toto\+json","signatures":\[\{"keyid":"[0-9a-f]{8}","sig":"[A-Za-z0-9+/]{86}=="\}\]\}\n$/,
    )
    expect(loose().signatures[0]?.keyid).toBe(one.id)
    expect(signDsse(IN_TOTO, payload, first.signing)).toBe(line)
  })

  test('and reads back, for any type and body', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.uint8Array({ maxLength: 300 }), (type, body) => {
        const envelope = parseDsse(signDsse(type, body, first.signing))
        expect(envelope?.payloadType).toBe(type)
        expect(Buffer.from(envelope?.payload ?? [])).toEqual(Buffer.from(body))
        expect(check(signDsse(type, body, first.signing))).toEqual({ kind: 'signed', by: [one] })
      }),
      { numRuns: 50 },
    )
  })
})

describe('parseDsse gives nothing for', () => {
  test.each<[string, string]>([
    ['no JSON', 'hello'],
    ['an empty line', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a further field', changed((envelope) => Object.assign(envelope, { more: 1 }))],
    [
      'a further field in a signature',
      changed((envelope) => Object.assign(envelope.signatures[0] ?? {}, { cert: '' })),
    ],
    ['no signatures', changed((envelope) => envelope.signatures.splice(0))],
    [
      '65 signatures',
      changed((envelope) => envelope.signatures.push(...Array.from({ length: 64 }, () => ({ keyid: 'x', sig: '' })))),
    ],
    ['a payload that is no text', changed((envelope) => (envelope.payload = 1))],
    ['base64 without padding', changed((envelope) => (envelope.payload = 'eyJhIjoxfQ'))],
    ['base64 for URLs', changed((envelope) => (envelope.payload = '_-8='))],
    ['base64 with white space', changed((envelope) => (envelope.payload = 'eyJh\nIjoxfQ=='))],
    ['base64 with loose bits', changed((envelope) => (envelope.payload = 'eyJhIjoxfR=='))],
    [
      'a signature with loose bits',
      changed((envelope) => Object.assign(envelope.signatures[0] ?? {}, { sig: 'QR==' })),
    ],
    ['a long payload type', changed((envelope) => (envelope.payloadType = 'x'.repeat(201)))],
    ['a long key id', changed((envelope) => Object.assign(envelope.signatures[0] ?? {}, { keyid: 'x'.repeat(201) }))],
    ['deep nesting', '['.repeat(100_000)],
  ])('%s', (_, text) => {
    expect(parseDsse(text)).toBeUndefined()
  })

  test('and takes 64 signatures', () => {
    const text = changed((envelope) =>
      envelope.signatures.push(...Array.from({ length: 63 }, () => ({ keyid: 'x', sig: '' }))),
    )
    expect(check(text)).toEqual({ kind: 'signed', by: [one] })
  })
})

describe('signersOf', () => {
  const withBoth = changed((envelope) =>
    envelope.signatures.push(...loose(signDsse(IN_TOTO, payload, second.signing)).signatures),
  )

  test('names every known signer, in the order of the signatures', () => {
    expect(check(withBoth)).toEqual({ kind: 'signed', by: [one, two] })
    expect(check(withBoth, [two, one])).toEqual({ kind: 'signed', by: [one, two] })
  })

  test('ignores signatures of keys it does not know, good or bad', () => {
    expect(check(withBoth, [two])).toEqual({ kind: 'signed', by: [two] })
    expect(check(changed((envelope) => envelope.signatures.unshift({ keyid: '00000000', sig: 'AAAA' })))).toEqual({
      kind: 'signed',
      by: [one],
    })
  })

  test('knows nobody when no key is named', () => {
    expect(check(line, [two])).toEqual({ kind: 'unknown' })
    expect(check(line, [])).toEqual({ kind: 'unknown' })
    expect(check(signDsse(IN_TOTO, payload, third.signing))).toEqual({ kind: 'unknown' })
  })

  test('refuses all when one known key did not make its signature', () => {
    const foreign = loose(signDsse(IN_TOTO, Buffer.from('{"a":2}'), second.signing)).signatures
    expect(check(changed((envelope) => envelope.signatures.push(...foreign)))).toEqual({ kind: 'bad', keyid: two.id })
    expect(check(changed((envelope) => (envelope.payload = 'eyJhIjoyfQ==')))).toEqual({ kind: 'bad', keyid: one.id })
    expect(check(changed((envelope) => (envelope.payloadType = 'text/plain')))).toEqual({ kind: 'bad', keyid: one.id })
    expect(check(changed((envelope) => Object.assign(envelope.signatures[0] ?? {}, { sig: '' })))).toEqual({
      kind: 'bad',
      keyid: one.id,
    })
  })

  test('tries each key of a shared id', () => {
    const twin = { ...two, id: one.id }
    expect(check(line, [twin, one])).toEqual({ kind: 'signed', by: [one] })
    expect(check(line, [twin])).toEqual({ kind: 'bad', keyid: one.id })
  })
})
