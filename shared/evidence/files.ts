import type { Gate, Verdict } from '../verdict/verdict.ts'
import { canonicalJson, NotCanonical, wellFormed } from './canonical.ts'
import { sha256 } from './digest.ts'
import type { Evidence } from './evidence.ts'

/** Evidence and the bytes that say it: judge `evidence`, never what it was sealed from. */
export interface SealedEvidence<Facts, Policy> {
  readonly evidence: Evidence<Facts, Policy>
  readonly bytes: Uint8Array
  readonly sha256: string
}

export interface EvidenceFile {
  /** Relative to the evidence directory, `/`-separated. */
  readonly path: string
  readonly bytes: Uint8Array
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

/**
 * The files of one run (DESIGN.md, "Files"), to be written by the caller. What the caller has no bytes for is left out;
 * a file of an earlier run in its place must be removed by the caller, or it would speak for this one.
 */
export function evidenceFiles(
  evidence: SealedEvidence<unknown, unknown>,
  verdict: Verdict,
  extra: { readonly statement?: Uint8Array; readonly sarif?: Uint8Array } = {},
): EvidenceFile[] {
  const { gate } = evidence.evidence
  const files = [
    { path: evidencePath(gate, 'evidence.json'), bytes: evidence.bytes },
    { path: evidencePath(gate, 'verdict.json'), bytes: verdictBytes(verdict) },
  ]
  if (extra.statement !== undefined) files.push({ path: evidencePath(gate, STATEMENT_FILE), bytes: extra.statement })
  if (extra.sarif !== undefined) files.push({ path: evidencePath(gate, 'findings.sarif'), bytes: extra.sarif })
  return files
}

export const STATEMENT_FILE = 'statement.intoto.jsonl'
export type EvidenceFileName = 'evidence.json' | 'verdict.json' | typeof STATEMENT_FILE | 'findings.sarif'

export const evidencePath = (gate: Gate, file: EvidenceFileName): string => `${gate}/${file}`

/** Name of the workflow artifact that carries the files to other gates. */
export const artifactName = (gate: Gate, commit: string): string => `production-gates-${gate}-${commit}`
