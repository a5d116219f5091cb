import { compare } from '../../../shared/verdict/conclude.ts'
import {
  type CoverageProblem,
  entryProblem,
  exceptionProblems,
  newTally,
  sorted,
  type Tally,
  unverifiedProblems,
  vexProblems,
  voidStatement,
} from './coverage-problems.ts'
import { type VexAnswer, vexReader } from './effective-vex.ts'
import type { ExceptionEntry } from './exceptions.ts'
import { type JudgedFinding, occurrencesOf } from './judged-finding.ts'
import { exceptionFinder, type LiveException, type Validity, validityOf } from './live-exceptions.ts'
import type { VexStatement } from './statement.ts'

export interface Given {
  readonly exceptions: readonly ExceptionEntry[]
  /** Documents in the order of their paths: of two statements with one timestamp the later one wins. */
  readonly vex: readonly VexStatement[]
  /** ISO 8601. */
  readonly now: string
  readonly maxAgeMs: number
  readonly maxOpen: number
  /** By id of the entry or the statement; one that is not in it is unverified. */
  readonly verify: Readonly<Record<string, 'verified' | 'unverified'>>
  /** Why nobody stands behind an entry or a statement, by its id: it has no effect. */
  readonly voids?: Readonly<Record<string, string>>
  /** When an entry was merged, ISO 8601 UTC, by its id: its longest life runs from then, whatever it says itself. */
  readonly since?: Readonly<Record<string, string>>
  /** purls of what is judged, such as `pkg:oci/app@sha256:...`: VEX may speak of it and of its parts. */
  readonly subjects?: readonly string[]
}

export interface Cover {
  readonly by: `exception:${string}` | `vex:${string}`
  readonly verified: boolean
  /** ISO 8601 UTC: the instant from which the finding is no longer covered. */
  readonly expires?: string
}

export interface Coverage {
  /** By finding key. What is not in it is not covered. */
  readonly coveredBy: ReadonlyMap<string, Cover>
  readonly problems: readonly CoverageProblem[]
  /** Entries that are in force, whether or not they match anything. */
  readonly open: number
}

/** What lets a finding through, and what tried to and may not. Pure; order matters only among equal VEX timestamps. */
export function coverage(findings: Iterable<JudgedFinding>, given: Given): Coverage {
  const now = Date.parse(given.now)
  const validities = given.exceptions.map((entry) => [entry, validityBy(entry, given, now)] as const)
  const live = validities.flatMap(([entry, validity]) =>
    validity.state === 'live' ? [{ entry, until: validity.until }] : [],
  )
  const isVerified = (id: string) => Object.hasOwn(given.verify, id) && given.verify[id] === 'verified'
  const exceptionsFor = exceptionFinder(live)
  const vex = given.vex.filter(({ id }) => voidOf(given, id) === undefined)
  const vexFor = vexReader({ vex, now, subjects: given.subjects ?? [], isVerified })

  const tally = newTally()
  const coveredBy = new Map<string, Cover>()
  const uncovered = new Set<string>()
  const hasAny = live.length > 0 || vex.length > 0
  for (const finding of hasAny ? findings : []) {
    const candidates = occurrencesOf(finding).map((occurrence) => [
      ...vexCandidates(vexFor(occurrence), isVerified, tally),
      ...exceptionCandidates(occurrence, exceptionsFor(occurrence), isVerified, tally),
    ])
    const covers = candidates.flatMap((list) => strongest(list.filter((cover) => mayCover(finding, cover))) ?? [])
    const cover = covers.length === candidates.length ? together(covers) : undefined
    if (cover === undefined) {
      uncovered.add(finding.key)
      const refused = candidates.flat().filter((candidate) => !mayCover(finding, candidate))
      for (const { by } of refused) tally.refused.push({ by, key: finding.key })
    } else {
      coveredBy.set(finding.key, cover)
      for (const { by, verified } of covers) if (!verified) tally.used.push({ by, key: finding.key })
    }
  }
  // Two findings with one key would be a mistake of the caller; it must not let one through for the other.
  for (const key of uncovered) coveredBy.delete(key)

  const problems = [
    ...validities.flatMap(([entry, validity]) => (validity.state === 'live' ? [] : [entryProblem(entry, validity)])),
    ...exceptionProblems(live, given.maxOpen, tally),
    ...vexProblems(tally),
    ...given.vex.flatMap(({ id }) => voidStatement(id, voidOf(given, id))),
    ...unverifiedProblems(given.exceptions, tally),
  ]
  return { coveredBy, problems: sorted(problems), open: live.length }
}

function validityBy(entry: ExceptionEntry, given: Given, now: number): Validity {
  const why = voidOf(given, entry.id)
  if (why !== undefined) return { state: 'void', detail: why }
  const { since = {} } = given
  const merged = Object.hasOwn(since, entry.id) ? since[entry.id] : undefined
  return validityOf(merged === undefined ? entry : { ...entry, created: merged.slice(0, 10) }, now, given.maxAgeMs)
}

const voidOf = ({ voids = {} }: Given, id: string): string | undefined =>
  Object.hasOwn(voids, id) ? voids[id] : undefined

/** Nobody has seen that the named person approved it: good enough for what is not critical, and shown. */
const mayCover = (finding: JudgedFinding, cover: Cover): boolean => cover.verified || finding.severity !== 'critical'

function vexCandidates(answer: VexAnswer | undefined, isVerified: (id: string) => boolean, tally: Tally): Cover[] {
  if (answer === undefined) return []
  for (const { id, detail } of answer.void) tally.voidStatements.set(id, detail)
  for (const id of answer.relevant) tally.relevantStatements.add(id)
  for (const id of answer.elsewhere) tally.statementsElsewhere.add(id)
  const statement = answer.suppressing ?? answer.refused
  return statement === undefined ? [] : [{ by: `vex:${statement.id}`, verified: isVerified(statement.id) }]
}

function exceptionCandidates(
  finding: JudgedFinding,
  matching: readonly LiveException[],
  isVerified: (id: string) => boolean,
  tally: Tally,
): Cover[] {
  for (const { entry } of matching) tally.matchedEntries.add(entry.id)
  if (finding.kind === 'secret' && finding.verified === true) {
    for (const { entry } of matching) tally.entriesOnLiveSecrets.add(entry.id)
    return []
  }
  return matching.map(({ entry, until }) => ({
    by: `exception:${entry.id}`,
    verified: isVerified(entry.id),
    expires: until,
  }))
}

/** Sorts after every instant. */
const NEVER = '~'

/** Verified before unverified; then what holds longest, so a VEX statement before an exception. */
function strongest(covers: readonly Cover[]): Cover | undefined {
  return [...covers].sort(byStrength)[0]
}

/** What is said of a finding that several together cover: it stands with the weakest and falls with the first to end. */
function together(covers: readonly Cover[]): Cover | undefined {
  const weakest = [...covers].sort(byStrength).at(-1)
  const ends = covers.flatMap(({ expires }) => expires ?? []).sort(compare)
  return weakest && { by: weakest.by, verified: weakest.verified, ...(ends[0] !== undefined && { expires: ends[0] }) }
}

function byStrength(a: Cover, b: Cover): number {
  return (
    Number(b.verified) - Number(a.verified) || compare(b.expires ?? NEVER, a.expires ?? NEVER) || compare(a.by, b.by)
  )
}
