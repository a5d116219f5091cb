import { CRITERIA } from './dod-check/criteria.ts'
import { SUBJECT } from './dod-check/subject.ts'

/** In the order in which a run meets them. */
export const DOD_CHECK = { ...SUBJECT, ...CRITERIA } as const

export type DoneReason = keyof typeof DOD_CHECK
