import { scoreOfAll } from './cvss.ts'
import { fieldsOf, listOf, nameOf } from './fields.ts'
import type { Severity } from './report.ts'
import { type Assessment, assess, bucketOf, labelOf, worst } from './severity.ts'

/** Ids that name one advisory wherever they stand; a tool's own numbers do not. */
const ADVISORY_ID =
  /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|MAL-\d{4}-\d+|GO-\d{4}-\d+|PYSEC-\d{4}-\d+|RUSTSEC-\d{4}-\d+|OSV-\d{4}-\d+|GMS-\d{4}-\d+|USN-\d+-\d+|DSA-\d+-\d+|DLA-\d+-\d+|[A-Z]{2,12}SA-\d{4}[:-]\d+|[A-Z]{3,10}-CVE-\d{4}-\d{4,}|ALPINE-\d+|SNYK-[A-Z]+-[A-Z0-9]+-\d+)$/i
const GHSA = /GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}/i
const CWE = /^(?:CWE-)?(\d{1,5})(?:$|[^\d])/i

/** GHSA ids are lower case behind their prefix; every other id is upper case. */
export function advisoryIdOf(value: unknown): string | undefined {
  const name = nameOf(value)
  if (name === undefined || !ADVISORY_ID.test(name)) return undefined
  return /^GHSA-/i.test(name) ? `GHSA${name.slice(4).toLowerCase()}` : name.toUpperCase()
}

/** The GHSA id inside an advisory's address. */
export function ghsaIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 2048 ? advisoryIdOf(GHSA.exec(value)?.[0]) : undefined
}

/** `CWE-89` out of `CWE-89`, `CWE-89: SQL Injection`, `89` and 89. */
export function cweOf(value: unknown): string | undefined {
  const name = nameOf(value)
  const number = name === undefined ? undefined : CWE.exec(name)?.[1]
  return number === undefined ? undefined : `CWE-${Number(number)}`
}

export function cwesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(cweOf).filter((cwe) => cwe !== undefined)
}

/** Each once, in the order in which they are met, without the id that already names the finding. */
export function aliasesOf(ruleId: string, ...ids: readonly (readonly (string | undefined)[])[]): string[] {
  const aliases = new Set<string>()
  for (const id of ids.flat()) {
    if (id !== undefined && id !== ruleId) aliases.add(id)
  }
  return [...aliases]
}

/**
 * What an advisory about a dependency weighs. Malware has no CVSS vector (OSV `MAL-*` has neither score nor label), and
 * nothing is worse to install: it is critical whatever the report says.
 */
export function assessAdvisory(
  ids: readonly string[],
  score: number | undefined,
  label: Severity | undefined,
): Assessment {
  const assessment = assess(score, label)
  return ids.some((id) => /^MAL-/i.test(id)) ? { ...assessment, severity: 'critical' } : assessment
}

/** The higher of two scores that count; 0 and `undefined` do not. */
export function higher(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || bucketOf(a) === undefined) return b
  return b === undefined || bucketOf(b) === undefined || a >= b ? a : b
}

/**
 * Scores that carry their CVSS version (Grype, CycloneDX): the highest version counts, and the worst score in it
 * (spec security-gate 3.10).
 */
export function highestVersion(
  scores: readonly { readonly version: number; readonly score: number | undefined }[],
): number | undefined {
  let best: { version: number; score: number } | undefined
  for (const { version, score } of scores) {
    if (score === undefined || bucketOf(score) === undefined) continue
    if (best === undefined || version > best.version || (version === best.version && score > best.score)) {
      best = { version, score }
    }
  }
  return best?.score
}

/**
 * Score and label of an advisory in OSV format (https://ossf.github.io/osv-schema/): `severity[]` at the top and in
 * every `affected[]`, and the label GitHub puts into `database_specific.severity`. A few converters write the label
 * into `severity` itself.
 */
export function osvSeverity(advisory: unknown): { score: number | undefined; label: Severity | undefined } {
  const osv = fieldsOf(advisory)
  const vectors: string[] = []
  let label = worstLabel([labelOf(osv['severity']), labelOf(fieldsOf(osv['database_specific'])['severity'])])
  for (const holder of [osv, ...listOf(osv['affected']).map(fieldsOf)]) {
    for (const entry of listOf(holder['severity']).map(fieldsOf)) {
      const value = entry['score']
      if (typeof value !== 'string') continue
      vectors.push(value)
      // Ubuntu writes a word where the others write a vector.
      label = worstLabel([label, labelOf(value)])
    }
  }
  return { score: scoreOfAll(vectors), label }
}

export function worstLabel(labels: readonly (Severity | undefined)[]): Severity | undefined {
  let result: Severity | undefined
  for (const label of labels) {
    if (label !== undefined) result = result === undefined ? label : worst(result, label)
  }
  return result
}

/** CVE, GHSA and CWE ids of an advisory in OSV format. */
export function osvIds(advisory: unknown): { ids: string[]; cwes: string[] } {
  const osv = fieldsOf(advisory)
  const ids = [osv['id'], ...listOf(osv['aliases']), ...listOf(osv['upstream'])].map(nameOf)
  return {
    ids: ids.filter((id) => id !== undefined),
    cwes: cwesOf(listOf(fieldsOf(osv['database_specific'])['cwe_ids'])),
  }
}
