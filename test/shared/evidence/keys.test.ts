import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyPair, parseSigningKey, parseVerifierKey } from '../../../shared/evidence/keys.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

/** The worked example of https://pkg.go.dev/golang.org/x/mod/sumdb/note, written by another implementation. */
const NEUMANN = {
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  skey: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature: 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
}
const seed = new Uint8Array(32).fill(7)
const ours = keyPair('production-gates/test', seed)

describe('a key of another implementation', () => {
  test('verifies what it signed', () => {
    const key = parseVerifierKey(NEUMANN.vkey)
    const signature = Buffer.from(NEUMANN.signature, 'base64')
    expect(key).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3', vkey: NEUMANN.vkey })
    expect(signature.subarray(0, 4).toString('hex')).toBe(key.id)
    expect(verify(null, Buffer.from(NEUMANN.text), key.key, signature.subarray(4))).toBe(true)
  })

  test('signs the same bytes here', () => {
    const key = parseSigningKey(`${NEUMANN.skey}\n`)
    expect(key).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3', vkey: NEUMANN.vkey })
    expect(sign(null, Buffer.from(NEUMANN.text), key.key).toString('base64')).toBe(
      Buffer.from(NEUMANN.signature, 'base64').subarray(4).toString('base64'),
    )
  })
})

describe('keyPair', () => {
  test('is two halves of one key, the same for the same seed', () => {
    expect(parseSigningKey(ours.skey).vkey).toBe(ours.vkey)
    expect(parseVerifierKey(ours.vkey).name).toBe('production-gates/test')
    expect(keyPair('production-gates/test', seed)).toEqual(ours)
  })

  test.each(['', 'a b', 'a+b', 'a\nb', 'ä', 'x'.repeat(101)])('refuses the name %j', (name) => {
    expect(() => keyPair(name, seed)).toThrow('A key name is 1 to 100 printable characters without spaces and "+".')
  })

  test('takes every other printable character, 100 of them', () => {
    const name = `!*,-./:~${'x'.repeat(92)}`
    expect(parseVerifierKey(keyPair(name, seed).vkey).name).toBe(name)
  })
})

describe('parseVerifierKey refuses', () => {
  const [name = '', id = '', bytes = ''] = ours.vkey.split('+', 2).concat(ours.vkey.split('+').slice(2).join('+'))
  test.each<[string, string, string]>([
    ['nothing', '', 'is not in the form'],
    ['a key without its id', `${name}+${bytes}`, 'is not in the form'],
    ['an id in capitals', `${name}+${id.toUpperCase()}x+${bytes}`, 'is not in the form'],
    ['text before it', ` ${ours.vkey}`, 'is not in the form'],
    ['text after it', `${ours.vkey}\n`, 'is not in the form'],
    ['a short key', ours.vkey.slice(0, -1), 'is not in the form'],
    ['a long key', `${ours.vkey}A`, 'is not in the form'],
    ['another name', `other+${id}+${bytes}`, 'does not belong to its name and bytes'],
    ['another id', `${name}+00000000+${bytes}`, 'does not belong to its name and bytes'],
    [
      'other bytes',
      `${name}+${id}+${bytes.slice(0, -1)}${bytes.endsWith('A') ? 'B' : 'A'}`,
      'does not belong to its name and bytes',
    ],
    ['another kind of key', `${name}+${id}+Ag${bytes.slice(2)}`, 'is not of kind 1, Ed25519'],
    ['a private key', ours.skey, 'is not in the form'],
  ])('%s', (_, vkey, why) => {
    const error = caught(() => parseVerifierKey(vkey))
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toContain(`public key ${why}`.replace('public key does', 'The id in a public key does'))
    expect(String(error)).not.toContain(ours.skey.slice(-20))
    expect(String(error)).toContain('keygen` makes a pair.')
  })
})

describe('parseSigningKey', () => {
  const pem = (type: 'ed25519' | 'x25519' | 'ed448') =>
    String(
      (type === 'ed448'
        ? generateKeyPairSync('ed448')
        : type === 'x25519'
          ? generateKeyPairSync('x25519')
          : generateKeyPairSync('ed25519')
      ).privateKey.export({ format: 'pem', type: 'pkcs8' }),
    )
  const oursAsPem = String(parseSigningKey(ours.skey).key.export({ format: 'pem', type: 'pkcs8' }))

  test('takes PEM and finds its name among the trusted keys', () => {
    const key = parseSigningKey(oursAsPem, [NEUMANN.vkey, ours.vkey])
    expect(key).toMatchObject({ name: 'production-gates/test', vkey: ours.vkey, id: parseVerifierKey(ours.vkey).id })
    expect(key.key.equals(parseSigningKey(ours.skey).key)).toBe(true)
    expect(parseSigningKey(oursAsPem.replaceAll('\n', '\r\n'), [ours.vkey]).vkey).toBe(ours.vkey)
  })

  test.each<[string, string, string]>([
    ['nothing', '', 'The signing key is in neither form that is read.'],
    ['a public key', ours.vkey, 'The signing key is in neither form that is read.'],
    ['a cut key', ours.skey.slice(0, -4), 'A signing key is not in the form that is read.'],
    [
      'a key under another name',
      ours.skey.replace('/test', '/prod'),
      'The id in the signing key does not belong to its name and bytes.',
    ],
    ['a key of another kind', ours.skey.replace(/\+AQ([^+]*)$/, '+Ag$1'), 'A signing key is not of kind 1'],
    ['PEM that is not trusted', pem('ed25519'), 'whose public half is not in `trust.keys`'],
    ['PEM of a key for exchange', pem('x25519'), 'PEM, but not of an Ed25519 key'],
    ['PEM of a longer curve', pem('ed448'), 'not an unencrypted PKCS8 PEM of an Ed25519 key'],
    [
      'PEM of a public key',
      '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n',
      'not an unencrypted PKCS8 PEM',
    ],
    ['PEM without a body', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n', 'not an unencrypted PKCS8 PEM'],
    ['PEM after which comes more', `${oursAsPem}more`, 'not an unencrypted PKCS8 PEM'],
  ])('refuses %s and never repeats the text', (_, text, why) => {
    const error = caught(() => parseSigningKey(text, [ours.vkey]))
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toContain(why)
    const body = text
      .replace(/-----[^-]*-----/g, '')
      .trim()
      .slice(-16)
    if (body.length === 16) expect(String(error)).not.toContain(body)
  })
})

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
