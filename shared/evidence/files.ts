import type { Verdict } from '../verdict/verdict.ts'
import { canonicalJson, NotCanonical, wellFormed } from './canonical.ts'
import { sha256 } from './digest.ts'
import type { Evidence } from './evidence.ts'

/** Evidence and the bytes that say it: judge `evidence`, never what it was sealed from. */
export interface SealedEvidence<Facts, Policy> {
  readonly evidence: Evidence<Facts, Policy>
  readonly bytes: Uint8Array
  readonly sha256: string
}

/**
 * Canonical JSON of the evidence. Half a surrogate pair, which a scanner's file may hold, becomes U+FFFD; then the
 * sealed evidence is a copy that says so too, so that a replay from the file judges what was judged here.
 * @throws NotCanonical when the evidence holds anything else that is no JSON: a mistake in `gather`
 */
export function sealEvidence<Facts, Policy>(evidence: Evidence<Facts, Policy>): SealedEvidence<Facts, Policy> {
  const { value, text } = canonical(evidence)
  const bytes = Buffer.from(text)
  return { evidence: value, bytes, sha256: sha256(bytes) }
}

/** The bytes of verdict.json. No newline at the end: the file is the canonical text and nothing else. */
export const verdictBytes = (verdict: Verdict): Uint8Array => Buffer.from(canonical(verdict).text)

function canonical<T>(value: T): { readonly value: T; readonly text: string } {
  try {
    return { value, text: canonicalJson(value) }
  } catch (error) {
    if (!(error instanceof NotCanonical) || error.reason !== 'lone-surrogate') throw error
    const mended = wellFormed(value) as T
    return { value: mended, text: canonicalJson(mended) }
  }
}
