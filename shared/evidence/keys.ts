import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { InputError } from '../verdict/input-error.ts'
import { sha256 } from './digest.ts'

/** An Ed25519 public key in the note format of x/mod and C2SP: `name+hexid+base64(0x01 || 32 bytes)`. */
export interface VerifierKey {
  readonly name: string
  /** 8 hex digits: the first four bytes of SHA-256(name || 0x0a || 0x01 || key). */
  readonly id: string
  readonly key: KeyObject
  /** The text it was read from. */
  readonly vkey: string
}

export interface SigningKey {
  readonly name: string
  readonly id: string
  readonly key: KeyObject
  readonly vkey: string
}

const ED25519 = 0x01
const SECRET_PREFIX = 'PRIVATE+KEY+'
/** RFC 8410: an Ed25519 seed in PKCS8, and a public key in SubjectPublicKeyInfo, are these bytes and then the 32. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const PEM = /^-----BEGIN PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]{60,80}\r?\n-----END PRIVATE KEY-----\s*$/

/** @throws InputError that never repeats the text: somebody may have handed in a private key */
export function parseVerifierKey(vkey: string): VerifierKey {
  const { name, id, bytes } = noteKey(vkey, 'public key')
  if (id !== keyId(name, bytes))
    throw new InputError(`The id in a public key does not belong to its name and bytes. ${HOW}`)
  return { name, id, vkey, key: createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' }) }
}

/**
 * A private key as `PRIVATE+KEY+name+hexid+base64(0x01 || seed)` (what `keygen` writes) or as PEM (PKCS8, Ed25519).
 * PEM has no name, and a signature names its key by name and bytes: it is found among the public keys of the policy.
 * @throws InputError that never repeats any part of the text
 */
export function parseSigningKey(text: string, trusted: readonly string[] = []): SigningKey {
  if (text.startsWith('-----')) return pemKey(text, trusted)
  const secret = text.trim()
  if (!secret.startsWith(SECRET_PREFIX)) throw new InputError(`The signing key is in neither form that is read. ${HOW}`)
  const { name, id, bytes } = noteKey(secret.slice(SECRET_PREFIX.length), 'signing key')
  const key = privateKey(bytes)
  const open = publicBytes(key)
  if (id !== keyId(name, open))
    throw new InputError(`The id in the signing key does not belong to its name and bytes. ${HOW}`)
  return { name, id, key, vkey: vkeyText(name, open) }
}

function pemKey(text: string, trusted: readonly string[]): SigningKey {
  if (!PEM.test(text)) throw new InputError(`The signing key is not an unencrypted PKCS8 PEM of an Ed25519 key. ${HOW}`)
  const der = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64')
  if (der.length !== PKCS8.length + 32 || !der.subarray(0, PKCS8.length).equals(PKCS8)) {
    throw new InputError(`The signing key is PEM, but not of an Ed25519 key. ${HOW}`)
  }
  const key = privateKey(der.subarray(PKCS8.length))
  const open = publicBytes(key)
  const known = trusted.map(parseVerifierKey).find((candidate) => publicBytes(candidate.key).equals(open))
  if (known === undefined) {
    throw new InputError(
      'The signing key is a PEM key whose public half is not in `trust.keys`, so no gate would accept what it signs. ' +
        'Add its public key to the policy, or make a new pair with `node dist/verify/index.js keygen`.',
    )
  }
  return { name: known.name, id: known.id, key, vkey: known.vkey }
}

/** A new pair from 32 random bytes. */
export function keyPair(name: string, seed: Uint8Array): { readonly vkey: string; readonly skey: string } {
  if (!isName(name)) throw new InputError(`A key name is 1 to 100 printable characters without spaces and "+". ${HOW}`)
  const open = publicBytes(privateKey(seed))
  const secret = Buffer.concat([Buffer.of(ED25519), seed]).toString('base64')
  return { vkey: vkeyText(name, open), skey: `${SECRET_PREFIX}${name}+${keyId(name, open)}+${secret}` }
}

const HOW =
  'A public key reads `name+8 hex digits+base64`, a private one `PRIVATE+KEY+name+8 hex digits+base64`; `node dist/verify/index.js keygen` makes a pair.'

function noteKey(text: string, what: string): { name: string; id: string; bytes: Buffer } {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? []
  if (name === undefined || id === undefined || encoded === undefined || !isName(name)) {
    throw new InputError(`A ${what} is not in the form that is read. ${HOW}`)
  }
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes[0] !== ED25519)
    throw new InputError(`A ${what} is not of kind 1, Ed25519, the only kind that is read. ${HOW}`)
  return { name, id, bytes: bytes.subarray(1) }
}

const isName = (name: string): boolean => /^[!-*,-~]{1,100}$/.test(name)

const keyId = (name: string, open: Uint8Array): string =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), open])).slice(0, 8)

const vkeyText = (name: string, open: Uint8Array): string =>
  `${name}+${keyId(name, open)}+${Buffer.concat([Buffer.of(ED25519), open]).toString('base64')}`

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })

const publicBytes = (key: KeyObject): Buffer => {
  const open = key.type === 'private' ? createPublicKey(key) : key
  return open.export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
}
