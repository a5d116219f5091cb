import { type Glob, matches, parseGlob } from '../../../shared/policy/glob.ts'
import { type Purl, parsePurl } from '../scanners/purl.ts'
import type { ExceptionEntry } from './exceptions.ts'
import { advisoryIds, type JudgedFinding } from './judged-finding.ts'
import { matchesPurl, packagePurl } from './purl.ts'

const DAY = 86_400_000
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

export type Validity =
  /** `until`: ISO 8601 UTC, the instant from which it no longer holds. */
  { readonly state: 'live'; readonly until: string } | { readonly state: 'expired' | 'void'; readonly detail: string }

/**
 * An entry holds through the whole of its last day, UTC. It is void when that day begins later than the longest life
 * after the day it was made, or after now when it does not say when it was made. NaN in any of them is never live.
 */
export function validityOf(entry: ExceptionEntry, now: number, maxAgeMs: number): Validity {
  const end = startOf(entry.expires) + DAY
  if (!(now < end)) return { state: 'expired', detail: `It held until ${entry.expires}. Owner: ${entry.owner}.` }
  const start = entry.created === undefined ? now : startOf(entry.created)
  if (!(start <= now)) return { state: 'void', detail: `It is dated ${entry.created}, in the future.` }
  if (!(startOf(entry.expires) - start <= maxAgeMs)) {
    const days = Math.floor(maxAgeMs / DAY)
    const from = entry.created === undefined ? 'today' : `its creation on ${entry.created}`
    return {
      state: 'void',
      detail: `It expires on ${entry.expires}, more than ${days} days after ${from}, which is the policy's longest.`,
    }
  }
  return { state: 'live', until: new Date(end).toISOString() }
}

export interface LiveException {
  readonly entry: ExceptionEntry
  readonly until: string
}

/** @returns the entries that name a finding as it is in one place, whatever its severity and whether or not they may */
export function exceptionFinder(live: readonly LiveException[]): (finding: JudgedFinding) => readonly LiveException[] {
  const byName = new Map<string, Matcher[]>()
  for (const exception of live) {
    const [name, matcher] = matcherOf(exception)
    const list = byName.get(name)
    if (list === undefined) byName.set(name, [matcher])
    else list.push(matcher)
  }
  return (finding) =>
    namesOf(finding)
      .flatMap((name) => byName.get(name) ?? [])
      .filter((matcher) => matcher.covers(finding))
      .map(({ exception }) => exception)
}

interface Matcher {
  readonly exception: LiveException
  readonly covers: (finding: JudgedFinding) => boolean
}

/** An entry covers findings of one name only, so it is looked up by it. */
function matcherOf(exception: LiveException): readonly [string, Matcher] {
  const { scope } = exception.entry
  switch (scope.kind) {
    case 'advisory': {
      const purl = parsePurl(scope.package)
      const covers = ({ package: ref }: JudgedFinding) => ref !== undefined && isIn(purl, packagePurl(ref))
      return [`advisory ${scope.advisory.toUpperCase()}`, { exception, covers }]
    }
    case 'rule': {
      const globs: readonly Glob[] = scope.paths.map(parseGlob)
      const covers = ({ location }: JudgedFinding) =>
        location !== undefined && globs.some((glob) => matches(glob, location.path))
      return [`rule ${ruleName(scope.rule)}`, { exception, covers }]
    }
    case 'secret': {
      const covers = ({ location, contentSha256 }: JudgedFinding) =>
        location?.path === scope.path && contentSha256 === scope.content
      return [`secret ${scope.rule}`, { exception, covers }]
    }
  }
}

const isIn = (pattern: Purl | undefined, component: Purl | undefined): boolean =>
  pattern !== undefined && component !== undefined && matchesPurl(pattern, component)

/** Rule ids are compared as they are; CWE ids without regard to case and leading zeros. */
function ruleName(rule: string): string {
  const cwe = /^cwe-0*(\d+)$/i.exec(rule)
  return cwe === null ? rule : `CWE-${cwe[1]}`
}

function namesOf(finding: JudgedFinding): string[] {
  const unique = (names: readonly string[]) => [...new Set(names)]
  if (finding.kind === 'secret') return unique(finding.ruleIds.map((rule) => `secret ${rule}`))
  if (finding.kind === 'sca') {
    const advisories = advisoryIds(finding).map((id) => `advisory ${id}`)
    // A rule with paths could hide every package of a lock file: it serves only where no package is known, and then by
    // the rule itself, never by a CWE.
    if (finding.package !== undefined) return advisories
    return unique(finding.ruleIds.map(ruleName).filter((rule) => !/^CWE-\d+$/.test(rule))).map((rule) => `rule ${rule}`)
  }
  const weaknesses = finding.aliases.map(ruleName).filter((name) => name.startsWith('CWE-'))
  return unique([...finding.ruleIds.map(ruleName), ...weaknesses]).map((name) => `rule ${name}`)
}
