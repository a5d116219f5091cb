import { compare } from '../../../shared/verdict/conclude.ts'
import type { Place } from '../../../shared/verdict/finding.ts'
import type { SecurityReason } from '../../../shared/verdict/reasons/security-gate.ts'
import type { ExceptionEntry } from './exceptions.ts'
import type { LiveException } from './live-exceptions.ts'

/** What is wrong with an entry or a statement, or what it could not do. */
export interface CoverageProblem {
  readonly code: Extract<
    SecurityReason,
    | 'security-gate/exception-expired'
    | 'security-gate/exception-void'
    | 'security-gate/exception-unmatched'
    | 'security-gate/exception-unverified'
    | 'security-gate/exceptions-too-many'
    | 'security-gate/vex-void'
  >
  /** Of the entry or the statement; `exceptions` for all of them. */
  readonly id: string
  readonly detail: string
  readonly place?: Place
}

type By = `exception:${string}` | `vex:${string}`

/** What happened while findings were held against entries and statements. */
export interface Tally {
  readonly matchedEntries: Set<string>
  readonly entriesOnLiveSecrets: Set<string>
  /** Why, by id of the statement. */
  readonly voidStatements: Map<string, string>
  readonly relevantStatements: Set<string>
  readonly statementsElsewhere: Set<string>
  /** Unverified, and still what lets a finding through. */
  readonly used: { readonly by: By; readonly key: string }[]
  /** Unverified, and for that not allowed to let a critical finding through. */
  readonly refused: { readonly by: By; readonly key: string }[]
}

export const newTally = (): Tally => ({
  matchedEntries: new Set(),
  entriesOnLiveSecrets: new Set(),
  voidStatements: new Map(),
  relevantStatements: new Set(),
  statementsElsewhere: new Set(),
  used: [],
  refused: [],
})

export function entryProblem(
  entry: ExceptionEntry,
  { state, detail }: { readonly state: 'expired' | 'void'; readonly detail: string },
): CoverageProblem {
  return { code: `security-gate/exception-${state}`, id: entry.id, detail, place: entry.place }
}

export function exceptionProblems(live: readonly LiveException[], maxOpen: number, tally: Tally): CoverageProblem[] {
  const problems: CoverageProblem[] = live.flatMap(({ entry }): CoverageProblem[] => {
    const { id, owner, place } = entry
    if (!tally.matchedEntries.has(id)) {
      return [
        { code: 'security-gate/exception-unmatched', id, detail: `It matches no finding. Owner: ${owner}.`, place },
      ]
    }
    if (!tally.entriesOnLiveSecrets.has(id)) return []
    const detail =
      'It names a secret that a scanner has tried and that works: no exception covers that. Revoke the secret.'
    return [{ code: 'security-gate/exception-void', id, detail, place }]
  })
  if (live.length <= maxOpen) return problems
  const detail = `${live.length} exceptions are open, and the policy allows ${maxOpen}.`
  return [...problems, { code: 'security-gate/exceptions-too-many', id: 'exceptions', detail }]
}

export function vexProblems(tally: Tally): CoverageProblem[] {
  const elsewhere = [...tally.statementsElsewhere].filter((id) => !tally.relevantStatements.has(id))
  return [
    ...[...tally.voidStatements].map(([id, detail]) => vexVoid(id, detail)),
    ...elsewhere.map((id) =>
      vexVoid(id, 'It is about a vulnerability that was found, but none of its products is where it was found.'),
    ),
  ]
}

const vexVoid = (id: string, detail: string): CoverageProblem => ({
  code: 'security-gate/vex-void',
  id,
  detail,
  place: { path: documentOf(id) },
})

/** A statement that nobody stands behind. */
export const voidStatement = (id: string, why: string | undefined): CoverageProblem[] =>
  why === undefined ? [] : [vexVoid(id, why)]

const KEYS_SHOWN = 3

export function unverifiedProblems(entries: readonly ExceptionEntry[], tally: Tally): CoverageProblem[] {
  const places = new Map(entries.map(({ id, place }) => [id, place]))
  const problem = (by: By, detail: string): CoverageProblem => {
    const id = by.slice(by.indexOf(':') + 1)
    const place = by.startsWith('vex:') ? { path: documentOf(id) } : places.get(id)
    return { code: 'security-gate/exception-unverified', id, detail, ...(place !== undefined && { place }) }
  }
  const used = new Map<By, Set<string>>()
  for (const { by, key } of tally.used) used.set(by, (used.get(by) ?? new Set()).add(key))
  const refused = new Map(tally.refused.map(({ by, key }) => [`${by} ${key}`, { by, key }]))
  return [
    ...[...used].map(([by, keys]) =>
      problem(by, `It lets through ${listed([...keys].sort(compare))}, and nobody has confirmed it.`),
    ),
    ...[...refused.values()].map(({ by, key }) =>
      problem(by, `It does not clear ${key}: that is critical, and nobody has confirmed the entry.`),
    ),
  ]
}

function listed(keys: readonly string[]): string {
  const more = keys.length - KEYS_SHOWN
  return more > 0 ? `${keys.slice(0, KEYS_SHOWN).join(', ')} and ${more} more` : keys.join(', ')
}

const documentOf = (id: string): string => id.slice(0, id.lastIndexOf('#'))

export function sorted(problems: readonly CoverageProblem[]): CoverageProblem[] {
  return [...problems].sort((a, b) => compare(a.code, b.code) || compare(a.id, b.id) || compare(a.detail, b.detail))
}
