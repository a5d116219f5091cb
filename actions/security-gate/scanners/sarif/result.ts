import { hash } from 'node:crypto'
import { type Fields, fieldsOf, listOf } from '../fields.ts'
import type { ScannerFinding, Severity } from '../report.ts'
import { cleanText } from '../text.ts'
import type { ToolProfile } from '../tools.ts'
import { advisoryAtStart, cweOfTaxon } from './advisories.ts'
import type { Overrides } from './overrides.ts'
import type { Places } from './place.ts'
import { factsOfRule, type RuleFacts } from './rule-facts.ts'
import { findRule, type Rules, referenceOfResult } from './rules.ts'
import {
  labelIn,
  type SecuritySeverity,
  securitySeverity,
  severityOfLevel,
  stanceOf,
  trivySeverity,
  weigh,
  worstOf,
} from './severity.ts'
import { suppressionOf } from './suppression.ts'
import { count, type Oddities, textOf } from './values.ts'

/** What the results of one run share. */
export interface RunContext {
  readonly index: number
  readonly profile: ToolProfile | undefined
  readonly rules: Rules
  readonly overrides: Overrides
  readonly places: Places
  readonly taxonomies: readonly unknown[]
  readonly facts: Map<unknown, RuleFacts>
  readonly oddities: Oddities
}

/** @returns undefined for what is no finding: `kind: pass` and the like, and results that are gone (`baselineState: absent`) */
export function findingOf(result: Fields, run: RunContext): ScannerFinding | undefined {
  const { oddities } = run
  const stance = stanceOf(result['kind'], oddities)
  if (stance === 'absent' || result['baselineState'] === 'absent') return undefined

  const reference = referenceOfResult(result)
  const rule = findRule(run.rules, reference, oddities)
  const facts = factsFor(rule, reference.id, run)
  const properties = fieldsOf(result['properties'])
  const own = securitySeverity(properties)
  if (own.invalid || facts.securitySeverity.invalid)
    count(oddities, 'a `security-severity` that is neither 0 to 10 nor a word')

  const level = severityOfLevel(levelOf(result, rule, facts, run.overrides), oddities)
  const id = rule?.['id'] === reference.id ? facts.id : (cleanText(reference.id) ?? facts.id)
  const { severity, scored, labelled, score } = weigh({
    kind: facts.kind,
    stance,
    score: own.score ?? facts.securitySeverity.score,
    label: labelOf(result, properties, own, facts, run.profile, level),
    level,
    malicious: facts.malicious || (facts.kind === 'sca' && id.startsWith('MAL-')),
    review: run.profile?.quirk === 'zizmor' ? 'info' : 'medium',
  })
  const finding: Mutable<ScannerFinding> = {
    run: run.index,
    kind: facts.kind,
    severity,
    ruleId: id,
    aliases: aliasesOf(id, result, facts, run.taxonomies),
  }
  if (scored !== undefined) finding.scored = scored
  if (labelled !== undefined) finding.labelled = labelled
  if (score !== undefined) finding.score = score
  // The first location is the one every viewer shows (spec security-gate 3.12).
  const first = fieldsOf(listOf(result['locations'])[0])
  const named = facts.package ?? (facts.kind === 'sca' ? packageAt(first) : undefined)
  if (named !== undefined) finding.package = named
  const location = first['physicalLocation'] === undefined ? undefined : run.places(first['physicalLocation'])
  if (location !== undefined) finding.location = location
  const fingerprint = fingerprintOf(result)
  if (fingerprint !== undefined) finding.fingerprint = fingerprint
  const suppression = suppressionOf(result['suppressions'], oddities)
  return suppression === undefined ? finding : { ...finding, ...suppression }
}

/** A quarter of a file's time went into spreading optional fields, 25,000 times. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function factsFor(rule: Fields | undefined, id: string | undefined, run: RunContext): RuleFacts {
  // A rule without an id takes that of each result, so nothing can be shared.
  if (rule !== undefined && textOf(rule['id']) === undefined) return factsOfRule(rule, run, cleanText(id))
  // Results without a rule share by their id; a string and an object never meet as keys.
  const key = rule ?? id
  let facts = run.facts.get(key)
  if (facts === undefined) {
    facts = factsOfRule(rule ?? {}, run, cleanText(id))
    run.facts.set(key, facts)
  }
  return facts
}

/** SARIF 3.27.10: the result's own level, an override of its invocation, the rule's default, `warning`. */
function levelOf(result: Fields, rule: Fields | undefined, facts: RuleFacts, overrides: Overrides): unknown {
  const level = result['level']
  if (level !== undefined && level !== null) return level
  return overrides(result, rule) ?? facts.level ?? 'warning'
}

function labelOf(
  result: Fields,
  properties: Fields,
  own: SecuritySeverity,
  facts: RuleFacts,
  profile: ToolProfile | undefined,
  level: Severity,
): Severity | undefined {
  // A number of the result's own stands for the rule's; a word only adds to it.
  const words = worstOf(own.label, own.score === undefined ? facts.securitySeverity.label : undefined)
  const label = worstOf(words, worstOf(labelIn(properties), facts.label))
  // Trivy's rule holds the severity of whichever package was written last; level and text are those of this result.
  return profile?.quirk === 'trivy' ? worstOf(label, worstOf(trivySeverity(result), level)) : label
}

function aliasesOf(id: string, result: Fields, facts: RuleFacts, taxonomies: readonly unknown[]): readonly string[] {
  const taxa = listOf(result['taxa'])
  const advisory = facts.kind === 'sca' && id !== facts.id ? advisoryAtStart(id) : undefined
  if (taxa.length === 0 && advisory === undefined && !facts.aliases.includes(id)) return facts.aliases
  const aliases = new Set(facts.aliases)
  if (advisory !== undefined) aliases.add(advisory)
  for (const taxon of taxa.slice(0, MAX_TAXA)) {
    const cwe = cweOfTaxon(taxon, taxonomies)
    if (cwe !== undefined) aliases.add(cwe)
  }
  aliases.delete(id)
  return [...aliases]
}

const MAX_TAXA = 64

/** Snyk names the package in the logical location: `lodash@4.17.15`, `org.apache:commons@1.2`. */
function packageAt(location: Fields): ScannerFinding['package'] | undefined {
  const logical = fieldsOf(listOf(location['logicalLocations'])[0])
  const text = cleanText(logical['fullyQualifiedName'])
  const at = text?.lastIndexOf('@') ?? -1
  if (text === undefined || at < 1) return undefined
  const version = text.slice(at + 1)
  return { name: text.slice(0, at), ...(version !== '' && { version }) }
}

/** Longer than every real fingerprint (Semgrep's has 130 characters). */
const FINGERPRINT_LENGTH = 1024

/**
 * Hashed again, so that no text of the tool gets through; and only from keys that hold a hash already: gitleaks keeps
 * the author's email and the commit message beside them.
 */
function fingerprintOf(result: Fields): string | undefined {
  const partial = fieldsOf(result['partialFingerprints'])
  const text =
    textOf(partial['primaryLocationLineHash']) ??
    textOf(partial['primaryLocationLineHash/v1']) ??
    textOf(fieldsOf(result['fingerprints'])['matchBasedId/v1'])
  return text === undefined || text.length > FINGERPRINT_LENGTH ? undefined : hash('sha256', text)
}
