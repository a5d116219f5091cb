import type { CheckState } from '../../shared/checklist/enforcement/check.ts'
import type { GateStrength } from '../../shared/checklist/enforcement/required-checks.ts'
import { SIGNS } from '../../shared/report/model.ts'
import type { SourceRow } from './diagnosis.ts'

export const CHECK_SIGNS: Readonly<Record<CheckState, string>> = {
  met: SIGNS.ok,
  unmet: SIGNS.bad,
  unproven: SIGNS.blind,
  'not-applicable': '➖',
}

export const SOURCE_SIGNS: Readonly<Record<SourceRow['readable'], string>> = {
  yes: SIGNS.ok,
  no: SIGNS.bad,
  unknown: SIGNS.blind,
  'not-applicable': '➖',
}

/** `no: 403`, `unknown: ...` */
export const readableText = ({ readable, why }: SourceRow): string => {
  const word = readable === 'not-applicable' ? 'nothing to ask' : readable
  return why === undefined ? word : `${word}: ${why}`
}

const STRENGTHS = [
  'required by nothing',
  'a job as check',
  'a check run that the repository can forge',
  'an App’s check or a required workflow',
] as const

export const strengthText = ({ strength, unproven }: GateStrength): string =>
  `${unproven ? 'at least ' : ''}${strength}, ${STRENGTHS[strength]}`

/** A list is read to its end or not at all. */
export const ROWS = 100
