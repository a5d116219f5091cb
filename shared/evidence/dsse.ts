import { sign, verify } from 'node:crypto'
import * as z from 'zod/mini'
import { canonicalJson } from './canonical.ts'
import type { SigningKey, VerifierKey } from './keys.ts'

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface DsseEnvelope {
  readonly payload: Uint8Array
  readonly payloadType: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: Uint8Array }[]
}

export const IN_TOTO = 'application/vnd.in-toto+json'

/** Generous: a witness, a rotation and a second signer together are four. */
const MAX_SIGNATURES = 64

/** Pre-authentication encoding: lengths in bytes, so that no text can be shifted between type and body. */
export function pae(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** One line for `statement.intoto.jsonl`, with its newline. Ed25519 is deterministic: same input, same line. */
export function signDsse(payloadType: string, payload: Uint8Array, key: SigningKey): string {
  const sig = sign(null, pae(payloadType, payload), key.key).toString('base64')
  const envelope = {
    payload: Buffer.from(payload).toString('base64'),
    payloadType,
    signatures: [{ keyid: key.id, sig }],
  }
  return `${canonicalJson(envelope)}\n`
}

const base64 = z.string().check(z.refine((text) => Buffer.from(text, 'base64').toString('base64') === text))
const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.string().check(z.maxLength(200)),
  signatures: z
    .array(z.strictObject({ keyid: z.string().check(z.maxLength(200)), sig: base64 }))
    .check(z.minLength(1), z.maxLength(MAX_SIGNATURES)),
})

/** Undefined for anything that is not exactly a DSSE envelope: a bundle may hold lines of other tools. */
export function parseDsse(line: string): DsseEnvelope | undefined {
  const parsed = envelopeSchema.safeParse(jsonOf(line))
  if (!parsed.success) return undefined
  const { payload, payloadType, signatures } = parsed.data
  return {
    payload: Buffer.from(payload, 'base64'),
    payloadType,
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: Buffer.from(sig, 'base64') })),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type Signers =
  | { readonly kind: 'signed'; readonly by: readonly VerifierKey[] }
  /** No signature names a key that was handed in. */
  | { readonly kind: 'unknown' }
  /** A signature names a known key and is not by it: a forgery or a broken file, never "unknown, so ignore". */
  | { readonly kind: 'bad'; readonly keyid: string }

/** Unknown signatures are ignored; one bad signature of a known key refuses all (C2SP signed-note says the same). */
export function signersOf(envelope: DsseEnvelope, keys: readonly VerifierKey[]): Signers {
  const message = pae(envelope.payloadType, envelope.payload)
  const by: VerifierKey[] = []
  for (const { keyid, sig } of envelope.signatures) {
    const named = keys.filter((key) => key.id === keyid)
    // Two keys may share an id of four bytes: the signature is good when it is by one of them.
    const signer = named.find((key) => verify(null, message, key.key, sig))
    if (signer !== undefined) by.push(signer)
    else if (named.length > 0) return { kind: 'bad', keyid }
  }
  return by.length > 0 ? { kind: 'signed', by } : { kind: 'unknown' }
}
