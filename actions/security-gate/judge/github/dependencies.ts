import type { DependabotAlertFact, DependenciesFact, DependencyChangeFact, GitHubFacts } from '../../github-facts.ts'
import { assessAdvisory } from '../../scanners/advisory.ts'
import { placeOf } from '../../scanners/fields.ts'
import type { ScannerFinding } from '../../scanners/report.ts'
import { labelOf } from '../../scanners/severity.ts'
import { boundOf } from '../age.ts'
import type { Standing } from '../binding.ts'
import { finding } from '../findings.ts'
import { type Context, type Judged, membersBy, unreadStanding } from './context.ts'
import { packageIn } from './packages.ts'

/** Sets of changes that are wholly known, and are of the commit that is judged. */
export type WholeChanges = Extract<DependenciesFact, { state: 'read' }>

/** The dependency changes, where they are read and about this commit and its base: nothing else may call a finding inherited. */
export function wholeChanges({ dependencies }: GitHubFacts, { subject }: Context): WholeChanges | undefined {
  if (dependencies?.state !== 'read' || !subject.accepted.includes(dependencies.head)) return undefined
  return dependencies.base === subject.base?.mergeBase ? dependencies : undefined
}

/**
 * A whole compare proves what a change brings in, and nothing of what was there before. The whole is known only with the
 * Dependabot alerts of the branch the change starts from (decisions.md 1.3, 1.6).
 */
export function dependencies(fact: DependenciesFact, facts: GitHubFacts, context: Context): Judged {
  const what = 'The dependency compare'
  if (fact.state !== 'read') {
    const code = fact.state === 'partial' ? 'security-gate/compare-partial' : 'security-gate/alerts-unreadable'
    return { members: [], standing: unreadStanding(fact, what, code) }
  }
  const members = membersBy('GitHub dependency review', fact.changes.flatMap(findingsOf), context)
  return { members, standing: standingOf(fact, facts, context) }
}

function standingOf(fact: WholeChanges, facts: GitHubFacts, context: Context): Standing {
  const { source } = fact
  if (wholeChanges(facts, context) === undefined) {
    const detail = `The dependency compare is about ${short(fact.base)}...${short(fact.head)}; judged is ${short(context.subject.head)}.`
    return {
      state: 'foreign',
      findings: [finding('security-gate/report-foreign', { source, detail })],
      about: ['sca'],
      proves: [],
    }
  }
  const ms = boundOf(context.policy, 'sca')?.ms
  const expires = ms === undefined ? undefined : Date.parse(fact.readAt) + ms
  if (expires !== undefined && expires < context.now) {
    const detail = `The dependency compare was read at ${fact.readAt}.`
    return {
      state: 'stale',
      findings: [finding('security-gate/report-stale', { source, detail })],
      about: ['sca'],
      proves: [],
    }
  }
  const base = {
    state: 'read',
    commit: fact.head,
    ...(expires !== undefined && { validUntil: new Date(expires).toISOString() }),
  } as const
  const gap = context.scope === 'all' ? gapOf(facts) : undefined
  if (gap === undefined) return { ...base, findings: [], about: ['sca'], proves: ['sca'] }
  const detail = `The scope of this event is \`all\`, and the compare shows what the change brings in: ${gap}.`
  const title = 'Dependency changes are no scan of all dependencies'
  const remedy = 'Hand in the report of a dependency scan for this commit.'
  return {
    ...base,
    findings: [finding('security-gate/report-note', { source, title, detail, remedy })],
    about: [],
    proves: [],
  }
}

/** Why the compare and the alerts together do not cover everything; undefined when they do. */
function gapOf({ dependabot, subject }: GitHubFacts): string | undefined {
  if (dependabot === undefined) return 'Dependabot alerts were not asked for'
  if (dependabot.state !== 'read') return 'Dependabot alerts could not be read'
  if (subject.base === undefined || subject.base.ref !== subject.defaultBranch) {
    return 'Dependabot alerts describe the default branch, and the change is for another one'
  }
  return undefined
}

function findingsOf(change: DependencyChangeFact): ScannerFinding[] {
  if (change.change !== 'added') return []
  const { ecosystem, name, version, purl, manifest } = change
  const pack = packageIn(ecosystem, name, { version, ...(purl !== undefined && { purl }) })
  return change.vulnerabilities.map(({ ghsa, severity }) => ({
    run: 0,
    kind: 'sca',
    ...assessAdvisory([ghsa], undefined, labelOf(severity)),
    ruleId: ghsa,
    aliases: [],
    ...(pack !== undefined && { package: pack }),
    ...placeOf(manifest),
  }))
}

/** PyPI reads `Foo_Bar` and `foo-bar` as one (PEP 503); elsewhere such a pair is at worst touched where it was not. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** What a change does to the package of an alert. By name alone: the two APIs name some ecosystems differently. */
export function effectOn(alert: DependabotAlertFact, { changes }: WholeChanges): 'untouched' | 'mended' | 'touched' {
  const same = changes.filter(({ name }) => plain(name) === plain(alert.package))
  if (same.length === 0) return 'untouched'
  const has = ({ vulnerabilities }: DependencyChangeFact) => vulnerabilities.some(({ ghsa }) => ghsa === alert.ghsa)
  const added = same.some((one) => one.change === 'added' && has(one))
  const removed = same.some((one) => one.change === 'removed' && one.manifest === alert.manifest && has(one))
  return removed && !added ? 'mended' : 'touched'
}

const short = (commit: string): string => commit.slice(0, 7)
