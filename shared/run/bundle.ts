import { readFileSync } from 'node:fs'
import { sha256 } from '../evidence/digest.ts'

/** SHA-256 in hex of the program that is running: an auditor rebuilds the tag and compares. */
export function bundleDigest(program: string | undefined): string {
  if (program === undefined) throw new Error('the runtime does not say which program runs, so evidence cannot name it')
  return sha256(readFileSync(program))
}
