import { botExemption } from '../../shared/checklist/bots.ts'
import type { CheckContext } from '../../shared/checklist/context.ts'
import type { Judgeable } from '../../shared/checklist/judge-criterion.ts'
import { judgeProof, needsOfProof } from '../../shared/checklist/judge-proof.ts'
import { type Needs, together } from '../../shared/checklist/needs.ts'
import { notApplicable, type Proof } from '../../shared/checklist/proof.ts'
import type { CriterionSettings } from '../../shared/checklist/proof-settings.ts'
import { excludedBy } from '../../shared/checklist/when.ts'
import type { CriterionLevel, Policy } from '../../shared/policy/policy.ts'
import { DONE_CRITERIA } from '../../shared/policy/sections/definition-of-done.ts'
import type { DoneReason } from '../../shared/verdict/reasons/dod-check.ts'
import { BUILT_IN } from './criteria.ts'
import { unbuiltCriterion } from './unbuilt.ts'

/** A criterion that the policy asks for, with what has to be read for it. */
export interface AskedCriterion extends Judgeable {
  readonly needs: Needs
}

/** A criterion that is not judged, and why: the report lists what is off. */
export interface OffCriterion {
  readonly id: string
  readonly why: 'switched-off' | 'not-named'
}

/** Built-in ones that preset or policy name, then the team's own. */
export function askedCriteria(policy: Policy): readonly AskedCriterion[] {
  const done = policy['definition-of-done']
  const builtIn = DONE_CRITERIA.flatMap((id) => {
    const settings = done[id as keyof typeof done]
    if (settings === undefined || settings === false || id === 'criteria') return []
    const level = levelOf(id, 'level' in settings ? settings.level : 'block', policy)
    const known = BUILT_IN.find((one) => one.id === id)
    if (known === undefined) return [unbuiltCriterion(id, level, policy)]
    const { title, owner, needs } = known
    const judge = WORDS.has(id) ? unlessBot(known.judge) : known.judge
    return [
      {
        id,
        title,
        level,
        ...(owner !== undefined && { owner }),
        ...(known.overridable && { overridable: known.overridable }),
        codes: codesOf(id),
        needs: needs(policy),
        judge,
      },
    ]
  })
  return [...builtIn, ...(done.criteria ?? []).map((one) => ownCriterion(one, policy))]
}

/** What a person has to write, say or design; of the others the probes that read a description know bots themselves. */
const WORDS: ReadonlySet<string> = new Set(['planned', 'runbook', 'announced', 'flagged', 'traceable'])

/** A dependency bot that changes only manifests and lockfiles has no words (decisions.md 3.5). */
const unlessBot =
  (judge: Judgeable['judge']) =>
  (context: CheckContext): Proof => {
    const exempt = context.change === undefined ? undefined : botExemption(context.change)
    return exempt === undefined ? judge(context) : notApplicable(exempt)
  }

export function offCriteria(policy: Policy): readonly OffCriterion[] {
  const done = policy['definition-of-done']
  return DONE_CRITERIA.flatMap((id): OffCriterion[] => {
    const settings = done[id as keyof typeof done]
    if (settings === false) return [{ id, why: 'switched-off' }]
    return settings === undefined ? [{ id, why: 'not-named' }] : []
  })
}

export const needsOfAll = (criteria: readonly AskedCriterion[]): Required<Needs> =>
  together(criteria.map(({ needs }) => needs))

/** `rollout.criteria` may soften a criterion for a while; `gate-integrity` is never softened. */
function levelOf(id: string, level: CriterionLevel, { rollout }: Policy): CriterionLevel {
  if (id === 'gate-integrity') return 'block'
  const { criteria = {} } = rollout
  return (Object.hasOwn(criteria, id) ? criteria[id] : undefined) ?? level
}

const codesOf = (id: string) => ({
  unmet: `dod-check/${id}` as DoneReason,
  unproven: `dod-check/${id}-unproven` as DoneReason,
})

function ownCriterion(one: CriterionSettings, policy: Policy): AskedCriterion {
  const { id, title, when, proof, level = 'block', owner } = one
  return {
    id,
    title,
    level: levelOf(id, level, policy),
    ...(owner !== undefined && { owner }),
    codes: { unmet: 'dod-check/criterion', unproven: 'dod-check/criterion-unproven' },
    needs: needsOfProof(proof, policy),
    judge(context): Proof {
      const excluded = excludedBy(when, context.change, policy)
      return excluded === undefined ? judgeProof(proof, { ...context, box: title }) : notApplicable(excluded)
    },
  }
}
