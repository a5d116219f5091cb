import { hash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import type { PolicyPart } from './evidence.ts'

/** Lower-case hex, as `sha256sum` prints it. */
export const sha256 = (bytes: Uint8Array | string): string => hash('sha256', bytes)

/**
 * The policy in one digest: of a single file, its own (`sha256sum .github/production.yml`); of a file that extends
 * others, the SHA-256 of the canonical JSON list of all digests, in the order of `parts`.
 */
export function policyDigest(digests: readonly string[]): string {
  const [only, ...others] = digests
  return only !== undefined && others.length === 0 ? only : sha256(canonicalJson(digests))
}

export const digestsOf = (parts: readonly PolicyPart[]): string[] => parts.map((part) => part.sha256)
