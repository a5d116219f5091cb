import type { CheckContext } from '../../../shared/checklist/context.ts'
import { isBlocking } from '../../../shared/checklist/judge-criterion.ts'
import { judgeProof, needsOfProof } from '../../../shared/checklist/judge-proof.ts'
import { together } from '../../../shared/checklist/needs.ts'
import { tick } from '../../../shared/checklist/probes/tick.ts'
import { allOf, type Lack, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import type { BoxSettings } from '../../../shared/checklist/proof-settings.ts'
import { excludedBy } from '../../../shared/checklist/when.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

/** definition-of-production.md S18: evidence where there can be evidence, a named person's tick where there cannot. */
export const checklist: BuiltIn = {
  id: 'checklist',
  title: 'Every box of the change checklist is proved, or ticked by somebody who may',
  about: {
    proof:
      'for each box of `change-management.checklist` that applies: its `proof`; without one, its box in the description, ticked by a person (GitHub keeps who edited it)',
    permissions: '`pull-requests: read`, and what the proofs of the boxes need',
  },
  needs: (policy) =>
    together(
      boxesOf(policy).map(({ proof }) => (proof === undefined ? tick.needs({}, policy) : needsOfProof(proof, policy))),
    ),
  judge(context) {
    if (context.change === undefined) return notApplicable('No pull request is judged.')
    const boxes = boxesOf(context.policy)
    if (boxes.length === 0) return notApplicable('Not declared: `change-management.checklist`.')
    return allOf(boxes.map((box) => judgeBox(box, context)))
  },
}

const boxesOf = (policy: Policy): readonly BoxSettings[] => policy['change-management']?.checklist ?? []

function judgeBox(box: BoxSettings, given: CheckContext): Proof {
  const { id, text, when, proof, owner, level = 'block' } = box
  const context = { ...given, criterion: id, box: text }
  const excluded = excludedBy(when, context.change, context.policy)
  if (excluded !== undefined) return notApplicable(`${text}: ${excluded}`)
  const warns = context.change !== undefined && !isBlocking(level, [context.change], context)
  const judged = proof === undefined ? tick.judge({}, context) : judgeProof(proof, context)
  return {
    ...judged,
    looked: `${text}: ${judged.looked}`,
    lacks: judged.lacks.map((lack): Lack => {
      const who = lack.owner ?? owner
      return {
        ...lack,
        key: `${id}:${lack.key}`,
        detail: `${text}: ${lack.detail}`,
        ...(who !== undefined && { owner: who }),
        ...(warns && { warns }),
      }
    }),
  }
}
