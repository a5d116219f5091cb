import type { CriterionLevel } from '../policy/policy.ts'
import type { Finding, ReasonCode } from '../verdict/finding.ts'
import { reasonOf } from '../verdict/reasons.ts'
import type { Criterion } from '../verdict/verdict.ts'
import type { CheckContext } from './context.ts'
import type { ChangeFact } from './facts.ts'
import { allOf, type Lack, type Proof } from './proof.ts'
import { touchedCriticalPaths } from './when.ts'

/** A criterion as it is judged, whoever wrote it. */
export interface Judgeable {
  /** Stable: findings carry it. */
  readonly id: string
  readonly title: string
  readonly level: CriterionLevel
  /** Role named to whoever asks who can settle it. */
  readonly owner?: string
  /** An override may stand in for it: `security-scanned` alone (decisions.md 4.1). */
  readonly overridable?: true
  /** Code of what is missing, and of what could not be seen. */
  readonly codes: { readonly unmet: ReasonCode; readonly unproven: ReasonCode }
  readonly judge: (context: CheckContext) => Proof
}

export interface JudgedCriterion {
  readonly criterion: Criterion
  readonly proof: Proof
  /** Whether what is missing holds the change back. */
  readonly blocks: boolean
  readonly findings: readonly Finding[]
}

/** Of a merge group each pull request is judged, and the group is no better than the worst of them. */
export function judgeCriterion(one: Judgeable, given: Omit<CheckContext, 'change'>): JudgedCriterion {
  const context = { ...given, criterion: one.id }
  const { changes } = context.facts
  const several = changes.length > 1
  const proofs =
    changes.length === 0
      ? [one.judge(context)]
      : changes.map((change) => named(one.judge({ ...context, change }), several ? change : undefined))
  const proof = allOf(proofs)
  const blocking = isBlocking(one.level, changes, context)
  const blocks = blocking && (proof.lacks.length === 0 || proof.lacks.some(({ warns }) => warns !== true))
  return {
    criterion: { id: one.id, title: one.title, state: stateOf(one, proof), detail: proof.looked },
    proof,
    blocks,
    findings: proof.lacks.map((lack) => findingOf(one, lack, blocking && lack.warns !== true)),
  }
}

export function isBlocking(
  level: CriterionLevel,
  changes: readonly ChangeFact[],
  { policy }: Pick<CheckContext, 'policy'>,
): boolean {
  switch (level) {
    case 'block':
      return true
    case 'warn':
      return false
    case 'critical-paths':
      return changes.some(({ files }) => touchedCriticalPaths(files, policy).length > 0)
  }
}

/** Which pull request of a group it is about; what is said of the group's commit is the same for all and stays one. */
function named(proof: Proof, change: ChangeFact | undefined): Proof {
  if (change === undefined || proof.state === 'not-applicable') return proof
  const which = `Pull request ${change.number}: `
  const isOfCommit = (lack: Lack): boolean => lack.key.startsWith('workflow:') || lack.key.startsWith('verdict:')
  return {
    ...proof,
    lacks: proof.lacks.map((lack) =>
      isOfCommit(lack) ? lack : { ...lack, key: `${change.number}:${lack.key}`, detail: which + lack.detail },
    ),
  }
}

function findingOf({ id, title, owner, codes, overridable }: Judgeable, lack: Lack, blocks: boolean): Finding {
  const code = lack.state === 'unproven' ? codes.unproven : codes.unmet
  const who = lack.owner ?? owner
  return {
    code,
    level: blocks ? 'block' : 'warn',
    key: `${code}:${id}:${lack.key}`,
    title,
    detail: lack.detail,
    remedy: lack.remedy === '' ? reasonOf(code).remedy : lack.remedy,
    ...(lack.place !== undefined && { place: lack.place }),
    ...(lack.source !== undefined && { source: lack.source }),
    ...(who !== undefined && { owner: who }),
    ...(lack.state === 'waiting' && { waiting: true }),
    ...(overridable && isCovered(lack) && { coveredBy: lack.coveredBy }),
  }
}

function stateOf({ overridable }: Judgeable, { state, lacks }: Proof): Criterion['state'] {
  return overridable && lacks.length > 0 && lacks.every(isCovered) ? 'overridden' : state
}

/** What is still due, and what was not seen, nothing covers. */
const isCovered = ({ state, coveredBy }: Lack): boolean => state === 'unmet' && coveredBy !== undefined
