import type { ScanKind, Severity } from '../scanners/report.ts'
import type { PackageRef } from './purl.ts'

/** A finding as the judge holds it after all scanners were put together: what exceptions and VEX are held against. */
export interface JudgedFinding {
  /** Unique among the findings of one judgement. */
  readonly key: string
  readonly kind: ScanKind
  readonly severity: Severity
  readonly ruleIds: readonly string[]
  /** Advisory ids of the same thing, and CWE ids as `CWE-89`. */
  readonly aliases: readonly string[]
  readonly package?: PackageRef
  readonly location?: { readonly path: string; readonly line?: number }
  readonly fingerprint?: string
  /**
   * Secrets: hex SHA-256 of the file at `location.path`, as it is in the judged commit. A fingerprint says where a
   * secret stands, so another secret in the same place would have the same one; without this, no exception covers it.
   */
  readonly contentSha256?: string
  /** Secrets: the scanner tried it and it works. */
  readonly verified?: boolean
  /**
   * Where else the same finding occurs, when the judge puts several packages (other qualifiers of one purl) or places
   * into one. Each of them has to be covered.
   */
  readonly also?: readonly Occurrence[]
}

export interface Occurrence {
  readonly package?: PackageRef
  readonly location?: { readonly path: string; readonly line?: number }
  readonly contentSha256?: string
}

/** Every place of the finding; `also` says only what is different there. */
export function occurrencesOf(finding: JudgedFinding): readonly JudgedFinding[] {
  return [finding, ...(finding.also ?? []).map((occurrence) => ({ ...finding, ...occurrence }))]
}

/** What an advisory or a VEX statement may name it by, upper case. A CWE is a kind of weakness, not a vulnerability. */
export function advisoryIds(finding: JudgedFinding): string[] {
  const ids = [...finding.ruleIds, ...finding.aliases].map((id) => id.toUpperCase())
  return [...new Set(ids)].filter((id) => !/^CWE-\d+$/.test(id))
}
