import type { Place } from '../verdict/finding.ts'

/** What a probe, or several of them, ended in. Only `met` lets anything through. */
export type ProofState =
  | 'met'
  | 'unmet'
  /** Nothing is wrong, evidence is still due. */
  | 'waiting'
  /** It does not apply; `looked` says what excluded it. */
  | 'not-applicable'
  /** A source could not be read or trusted: the answer is unknown. */
  | 'unproven'

/** One thing that is missing, for the person who can supply it. All text is plain. */
export interface Lack {
  readonly state: 'unmet' | 'waiting' | 'unproven'
  /** Stable across runs, unique in its criterion. */
  readonly key: string
  /** It counts for a criterion that can be overridden, and for no other. */
  readonly coveredBy?: `override:${string}`
  /** A whole sentence or two: what was looked at, and what is missing. */
  readonly detail: string
  /** What to do, as a sentence. */
  readonly remedy: string
  readonly place?: Place
  /** Role, team or person that can settle it. */
  readonly owner?: string
  /** Id of the source it is about. */
  readonly source?: string
  /** It holds nothing back, whatever the level of its criterion: a box of the checklist has a level of its own. */
  readonly warns?: boolean
}

export interface Proof {
  readonly state: ProofState
  /** A sentence: what was looked at and what it said. */
  readonly looked: string
  /** Empty when met or not applicable. */
  readonly lacks: readonly Lack[]
}

export const met = (looked: string): Proof => ({ state: 'met', looked, lacks: [] })
export const notApplicable = (looked: string): Proof => ({ state: 'not-applicable', looked, lacks: [] })

/** Each of these is missing; `looked` is said of all. The gravest of them names the state. */
export function lacking(looked: string, lacks: readonly [Lack, ...Lack[]]): Proof {
  const state = GRAVEST_FIRST.find((one) => lacks.some((lack) => lack.state === one)) ?? 'unproven'
  return { state, looked, lacks }
}

const GRAVEST_FIRST = ['unproven', 'unmet', 'waiting'] as const

/** Every one must hold, and all that is missing is listed. What does not apply takes no part. */
export function allOf(proofs: readonly Proof[]): Proof {
  const applying = proofs.filter(({ state }) => state !== 'not-applicable')
  const looked = sentences(applying.length === 0 ? proofs : applying)
  if (applying.length === 0) return notApplicable(looked)
  const lacks = distinct(applying.flatMap((proof) => proof.lacks))
  const [first, ...rest] = lacks
  // A proof that is not met and lacks nothing would otherwise vanish here.
  if (first === undefined) return applying.every(({ state }) => state === 'met') ? met(looked) : unknown(looked)
  return lacking(looked, [first, ...rest])
}

/** One is enough. An unproven one beside unmet ones leaves it unknown: it might have been the one. */
export function anyOf(proofs: readonly Proof[]): Proof {
  const applying = proofs.filter(({ state }) => state !== 'not-applicable')
  if (applying.length === 0) return notApplicable(sentences(proofs))
  const proved = applying.find(({ state }) => state === 'met')
  if (proved !== undefined) return met(proved.looked)
  const looked = sentences(applying)
  const state = (['unproven', 'waiting', 'unmet'] as const).find((one) => applying.some((each) => each.state === one))
  const lacks = distinct(applying.flatMap((proof) => proof.lacks))
  return lacks.length === 0 || state === undefined ? unknown(looked) : { state, looked, lacks }
}

const unknown = (looked: string): Proof => ({
  state: 'unproven',
  looked,
  lacks: [
    { state: 'unproven', key: 'unknown', detail: looked, remedy: 'Report this as a mistake of production-gates.' },
  ],
})

const sentences = (proofs: readonly Proof[]): string => [...new Set(proofs.map(({ looked }) => looked))].join(' ')

function distinct(lacks: readonly Lack[]): Lack[] {
  const byKey = new Map<string, Lack>()
  for (const lack of lacks) {
    const known = byKey.get(lack.key)
    if (known === undefined || graver(lack, known)) byKey.set(lack.key, lack)
  }
  return [...byKey.values()]
}

/** What nothing covers is graver than the same thing covered. */
function graver(one: Lack, other: Lack): boolean {
  const further = GRAVEST_FIRST.indexOf(other.state) - GRAVEST_FIRST.indexOf(one.state)
  return further > 0 || (further === 0 && one.coveredBy === undefined && other.coveredBy !== undefined)
}
