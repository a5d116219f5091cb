import { type Fields, fieldsOf, listOf } from '../fields.ts'
import { cleanText } from '../text.ts'
import { textOf } from './values.ts'

/**
 * An advisory id at the start of a rule id: OSV-Scanner's rules are advisories (`GHSA-...`), Grype writes
 * `CVE-2021-1234-package`, Trivy before 0.20 `CVE-2021-1234/package`.
 */
const ADVISORY =
  /^(?:CVE-\d{4}-\d{4,19}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|(?:MAL|GO|PYSEC|RUSTSEC|OSV|GSD|GMS|HSEC|RSEC|BIT|ALSA|RLSA|RHSA|ELSA|DSA|DLA|USN|TEMP)-\d{1,4}[-:][\w:.]{1,30}(?:-\d{1,6})?|SNYK-[A-Z]{2,20}-[A-Z0-9]{1,100}-\d{1,12})(?![0-9a-zA-Z])/i
const CWE = /(?:^|[^a-z])cwe-(\d{1,5})(?!\d)/i

/** Aliases of one thing; more is noise, and a hostile file could hold a million. */
const MAX_ALIASES = 64

/** @returns the id as its source spells it: GHSA ids in lower case behind their prefix, all others in upper case */
export function advisoryAtStart(text: string): string | undefined {
  const id = ADVISORY.exec(text)?.[0]
  if (id === undefined) return undefined
  return /^ghsa/i.test(id) ? `GHSA${id.slice(4).toLowerCase()}` : id.toUpperCase()
}

/** `CWE-89` out of `CWE-89: SQL Injection`, `external/cwe/cwe-089`; also out of `89` where only a CWE can stand. */
export function cweIn(value: unknown, bare = false): string | undefined {
  const text = typeof value === 'number' ? String(value) : textOf(value)
  if (text === undefined || text.length > 200) return undefined
  const number = CWE.exec(text)?.[1] ?? (bare && /^\d{1,5}$/.test(text) ? text : undefined)
  return number === undefined ? undefined : `CWE-${Number(number)}`
}

/** Properties in which tools keep the ids of an advisory, beside the tags. */
const ADVISORY_KEYS = ['aliases', 'cve', 'cves', 'ghsa', 'ghsas', 'tags'] as const

/** Ids of the same advisory: the rule's own, `deprecatedIds` (OSV-Scanner keeps aliases there), and its properties. */
export function advisoriesOfRule(rule: Fields): readonly string[] {
  const properties = fieldsOf(rule['properties'])
  const ids = new Set<string>()
  for (const value of [
    rule['id'],
    ...some(rule['deprecatedIds']),
    ...ADVISORY_KEYS.flatMap((key) => some(properties[key])),
  ]) {
    const text = cleanText(value)
    add(ids, text === undefined ? undefined : advisoryAtStart(text))
  }
  return [...ids].slice(0, MAX_ALIASES)
}

/** CWE ids: tags, properties, and relationships that imply the taxon (`superset`, `equal`; SARIF 3.53.3). */
export function cwesOfRule(rule: Fields, taxonomies: readonly unknown[]): readonly string[] {
  const properties = fieldsOf(rule['properties'])
  const ids = new Set<string>()
  for (const value of some(properties['tags'])) add(ids, cweIn(value))
  for (const key of ['cwe', 'cwes']) {
    for (const value of some(properties[key])) add(ids, cweIn(value, true))
  }
  for (const relationship of some(rule['relationships'])) {
    const kinds = listOf(fieldsOf(relationship)['kinds'])
    if (kinds.includes('superset') || kinds.includes('equal'))
      add(ids, cweOfTaxon(fieldsOf(relationship)['target'], taxonomies))
  }
  return [...ids].slice(0, MAX_ALIASES)
}

/**
 * The CWE of a reference into a taxonomy (SARIF 3.52): by its id where the taxonomy is CWE, else by its index.
 * @param taxonomies the run's `taxonomies`
 */
export function cweOfTaxon(value: unknown, taxonomies: readonly unknown[]): string | undefined {
  const reference = fieldsOf(value)
  const component = fieldsOf(reference['toolComponent'])
  const position = component['index']
  const taxonomy = fieldsOf(typeof position === 'number' ? taxonomies[position] : undefined)
  const isCwe = [component['name'], taxonomy['name']].some((name) => textOf(name)?.toLowerCase().startsWith('cwe'))
  const at = reference['index']
  const taxon = fieldsOf(typeof at === 'number' ? listOf(taxonomy['taxa'])[at] : undefined)
  return cweIn(reference['id'] ?? taxon['id'], isCwe)
}

/** The values of a list, or the one value in its place, but not more than can be of use. */
function some(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.slice(0, MAX_ALIASES) : [value]
}

function add(aliases: Set<string>, alias: string | undefined): void {
  if (alias !== undefined) aliases.add(alias)
}
