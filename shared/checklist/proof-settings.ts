import type { RawPolicy } from '../policy/schema.ts'

/** A criterion that the team adds, as the policy writes it. */
export type CriterionSettings = NonNullable<NonNullable<RawPolicy['definition-of-done']>['criteria']>[number]

/** A box of the change checklist. */
export type BoxSettings = NonNullable<NonNullable<RawPolicy['change-management']>['checklist']>[number]

/** One probe, or all/any of several. */
export type ProofSettings = CriterionSettings['proof']

export type SingleProof = Omit<ProofSettings, 'all' | 'any'>
export type ProbeName = keyof SingleProof
export type SettingsOf<N extends ProbeName> = NonNullable<SingleProof[N]>

export type When = NonNullable<CriterionSettings['when']>
