import { type Fields, fieldsOf, listOf } from '../fields.ts'
import { packageOf } from '../package.ts'
import { formatPurl, parsePurl } from '../purl.ts'
import type { ScanKind, ScannerFinding, Severity } from '../report.ts'
import { labelOf } from '../severity.ts'
import { cleanText } from '../text.ts'
import type { RuleTraits, ToolProfile } from '../tools.ts'
import { advisoriesOfRule, advisoryAtStart, cwesOfRule } from './advisories.ts'
import { labelIn, type SecuritySeverity, securitySeverity, worstOf } from './severity.ts'
import { textOf } from './values.ts'

/** What the results of one rule have in common, read once per rule. */
export interface RuleFacts {
  readonly id: string
  readonly kind: ScanKind
  /** `defaultConfiguration.level`, else `error` when CodeQL's `problem.severity` says so. */
  readonly level: unknown
  readonly securitySeverity: SecuritySeverity
  readonly label: Severity | undefined
  readonly aliases: readonly string[]
  readonly malicious: boolean
  readonly package: ScannerFinding['package'] | undefined
}

const MAX_TAGS = 200
/** GitHub shows 255 characters of an id; a result without any id is still a finding. */
export const NO_ID = 'unnamed'

/**
 * @param rule `{}` for results whose rule is not in the report
 * @param id of those results
 */
export function factsOfRule(rule: Fields, run: RunTraits, id?: string): RuleFacts {
  const { profile } = run
  const properties = fieldsOf(rule['properties'])
  const traits = traitsOfRule(rule, id)
  const kind = kindOf(profile, traits)
  const advisories = kind === 'sca' ? idsOf(rule, traits.id) : []
  const trivy = profile?.quirk === 'trivy' ? trivyTag(traits.tags) : undefined
  return {
    id: traits.id,
    kind,
    level: levelOfRule(rule, properties),
    securitySeverity: securitySeverity(properties),
    label: worstOf(labelIn(properties), trivy),
    aliases: [...advisories, ...cwesOfRule(rule, run.taxonomies)].filter((alias) => alias !== traits.id),
    malicious: advisories.some((alias) => alias.startsWith('MAL-')),
    package: kind === 'sca' ? packageIn(properties) : undefined,
  }
}

export interface RunTraits {
  readonly profile: ToolProfile | undefined
  readonly taxonomies: readonly unknown[]
}

/** The kind of one rule; `sast` for tools nobody knows, because that is judged by severity. */
export function kindOfRule(rule: Fields, profile: ToolProfile | undefined): ScanKind {
  return kindOf(profile, traitsOfRule(rule))
}

function kindOf(profile: ToolProfile | undefined, traits: RuleTraits): ScanKind {
  if (profile === undefined) return 'sast'
  return profile.kindOf?.(traits) ?? profile.kind
}

function traitsOfRule(rule: Fields, id?: string): RuleTraits {
  const properties = fieldsOf(rule['properties'])
  const severity = securitySeverity(properties)
  return {
    id: cleanText(rule['id']) ?? id ?? NO_ID,
    name: cleanText(rule['name']) ?? '',
    tags: Array.isArray(properties['tags'])
      ? properties['tags'].slice(0, MAX_TAGS).filter((tag) => typeof tag === 'string')
      : undefined,
    scored: severity.score !== undefined || severity.label !== undefined,
  }
}

/** For results without a rule the id of the result is all there is. */
function idsOf(rule: Fields, id: string): readonly string[] {
  const ids = advisoriesOfRule(rule)
  const own = advisoryAtStart(id)
  return own === undefined || ids.includes(own) ? ids : [own, ...ids]
}

function levelOfRule(rule: Fields, properties: Fields): unknown {
  const level = fieldsOf(rule['defaultConfiguration'])['level']
  if (level !== undefined && level !== null) return level
  return textOf(properties['problem.severity']) === 'error' ? 'error' : undefined
}

/** Trivy's tags: `vulnerability`, `security`, `HIGH`; its UNKNOWN stays unknown. */
function trivyTag(tags: readonly string[] | undefined): Severity | undefined {
  let label: Severity | undefined
  for (const tag of tags ?? []) {
    if (tag === tag.toUpperCase()) label = worstOf(label, tag === 'UNKNOWN' ? 'unknown' : labelOf(tag))
  }
  return label
}

/** Grype lists the packages of a rule as purls; several of them differ in version or place and share the name. */
function packageIn(properties: Fields): ScannerFinding['package'] | undefined {
  const purls = listOf(properties['purls'])
  const only = purls.length === 1
  const purl = parsePurl(cleanText(purls[0]) ?? '')
  if (purl === undefined) return undefined
  const { version: _, qualifiers: __, ...anyVersion } = purl
  return packageOf({ purl: formatPurl(only ? purl : anyVersion) })
}
