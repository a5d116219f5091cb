import type { DefinitionOfDonePolicy } from '../../shared/policy/policy.ts'

export type DoneId = Exclude<keyof DefinitionOfDonePolicy, 'criteria'>
