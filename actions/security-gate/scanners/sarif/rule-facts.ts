import type { ScannerFinding, ScanKind, Severity } from '../report.ts'
import { cleanText } from '../text.ts'
import type { RuleTraits, ToolProfile } from '../tools.ts'
import { advisoryAtStart, aliasesOfRule } from './advisories.ts'
import { type Fields, fieldsOf, textOf } from './json.ts'
import { labelIn, securitySeverity, type SecuritySeverity, worstOf } from './severity.ts'
import { labelOf } from '../severity.ts'

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

/** @param rule `{}` for results whose rule is not in the report; @param id the result's own id then */
export function factsOfRule(rule: Fields, profile: ToolProfile | undefined, id?: string): RuleFacts {
  const properties = fieldsOf(rule['properties'])
  const severity = securitySeverity(properties)
  const tags = Array.isArray(properties['tags'])
    ? properties['tags'].slice(0, MAX_TAGS).filter((tag) => typeof tag === 'string')
    : undefined
  const ruleId = cleanText(rule['id']) ?? id ?? NO_ID
  const kind = kindOf(profile, {
    id: ruleId,
    name: cleanText(rule['name']) ?? '',
    tags,
    scored: severity.score !== undefined || severity.label !== undefined,
  })
  const aliases = kind === 'sca' ? withOwn(ruleId, aliasesOfRule(rule)) : aliasesOfRule(rule)
  return {
    id: ruleId,
    kind,
    level: levelOfRule(rule, properties),
    securitySeverity: severity,
    label: profile?.quirk === 'trivy' ? worstOf(labelIn(properties), trivyTag(tags)) : labelIn(properties),
    aliases: aliases.filter((alias) => alias !== ruleId),
    malicious: aliases.some((alias) => alias.startsWith('MAL-')),
    package: kind === 'sca' ? packageOf(properties) : undefined,
  }
}

export function kindOf(profile: ToolProfile | undefined, traits: RuleTraits): ScanKind {
  if (profile === undefined) return 'sast'
  return profile.kindOf?.(traits) ?? profile.kind
}

function withOwn(ruleId: string, aliases: readonly string[]): readonly string[] {
  const own = advisoryAtStart(ruleId)
  return own === undefined || aliases.includes(own) ? aliases : [own, ...aliases]
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
function packageOf(properties: Fields): ScannerFinding['package'] | undefined {
  const purls = Array.isArray(properties['purls']) ? properties['purls'] : []
  const purl = cleanText(purls[0])
  const match = purl === undefined ? null : PURL.exec(purl)
  const name = match?.[1]?.split('/').map(decode).join('/')
  if (purl === undefined || match === null || name === undefined) return undefined
  const only = purls.length === 1
  const version = only && match[2] !== undefined ? decode(match[2]) : undefined
  const text = only ? match[0] : match[0].replace(/@[^@/]*$/, '')
  return { purl: text, name, ...(version !== undefined && { version }) }
}

const PURL = /^pkg:[a-z][a-z0-9.+-]*\/((?:[^@?#]|^@)+?(?:[^@?#]+)*?)(?:@([^?#@/]+))?(?=[?#]|$)/i

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
