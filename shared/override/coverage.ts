import { canonicalJson } from '../evidence/canonical.ts'
import { sha256 } from '../evidence/digest.ts'
import { compare } from '../verdict/conclude.ts'
import type { Finding } from '../verdict/finding.ts'

/** A finding that blocks and that nothing covers yet, as far as an override looks at it. */
export interface OpenFinding extends Pick<Finding, 'code' | 'key'> {
  /** A secret, a silenced scanner and the like never are. */
  readonly coverable: boolean
  /** ISO 8601: since when its evidence has been there; absent: nobody knows. */
  readonly at?: string
}

/** What is printed of the digest: nobody finds a second list with as many digits in common. */
const PRINTED = 32

/** Of the exact findings that an approver accepts, in any order. */
export function coverDigest(findings: readonly OpenFinding[]): string {
  const named = findings.filter(({ coverable }) => coverable).map(({ code, key }) => [code, key] as const)
  return sha256(canonicalJson(named.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))))
}

/** The line an approver pastes: it accepts these findings, on this head, for this ticket. */
export const commandFor = (ticket: string, head: string, findings: readonly OpenFinding[]): string =>
  `override security-gate ${ticket} ${head} covers:${coverDigest(findings).slice(0, PRINTED)}`

export interface Covered {
  /** Keys of the findings that the approver has accepted. */
  readonly keys: readonly string[]
  /** The digest in the command is of other findings. */
  readonly changed: boolean
  /** Could be covered, and came after the word of the approver, or has no date. */
  readonly later: number
}

/** What was known when the approver spoke: the list that the digest names, else whatever has an earlier date. */
export function coveredBy(
  { at, covers }: { readonly at: string; readonly covers?: string },
  findings: readonly OpenFinding[],
): Covered {
  const coverable = findings.filter((one) => one.coverable)
  if (covers !== undefined) {
    const same = coverDigest(coverable).startsWith(covers)
    return { keys: same ? keysOf(coverable) : [], changed: !same, later: 0 }
  }
  const known = coverable.filter((one) => one.at !== undefined && Date.parse(one.at) <= Date.parse(at))
  return { keys: keysOf(known), changed: false, later: coverable.length - known.length }
}

const keysOf = (findings: readonly OpenFinding[]): string[] =>
  [...new Set(findings.map(({ key }) => key))].sort(compare)
