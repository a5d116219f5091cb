import type { Attack } from './attack.ts'
import { ANALYSED } from './register/analyses.ts'
import { BASES } from './register/bases.ts'
import { BRANCHES } from './register/branches.ts'
import { CLAIMS } from './register/claims.ts'
import { COMMITS } from './register/commits.ts'
import { DONE_ATTACKS } from './register/done.ts'
import { EVIDENCE } from './register/evidence.ts'
import { ALLOWED } from './register/exceptions.ts'
import { INTENTS } from './register/intents.ts'
import { MOMENT } from './register/moment.ts'
import { OVERRIDE } from './register/override.ts'
import { PEOPLE } from './register/people.ts'
import { PRODUCER } from './register/producer.ts'
import { READING } from './register/reading.ts'
import { ROSTERS } from './register/rosters.ts'
import { STATEMENTS } from './register/statements.ts'
import { SUPPRESSED } from './register/suppressions.ts'
import { SWEPT } from './register/sweep.ts'
import { VERDICTS } from './register/verdicts.ts'

/**
 * How many numbered rules each section of the decisions has (1 evidence, 2 verdicts, 3 people, 4 override, 5 reading the
 * change; the paragraphs of 5 count from 1). Each of them has one attack here at least.
 */
export const DECISIONS: Readonly<Record<number, number>> = { 1: 10, 2: 8, 3: 6, 4: 6, 5: 4 }

/** Every attack that is known, by the number of its rule. */
export const ATTACKS: readonly Attack[] = [
  ...PRODUCER,
  ...BASES,
  ...ANALYSED,
  ...COMMITS,
  ...EVIDENCE,
  ...SUPPRESSED,
  ...ALLOWED,
  ...VERDICTS,
  ...MOMENT,
  ...STATEMENTS,
  ...SWEPT,
  ...DONE_ATTACKS,
  ...PEOPLE,
  ...BRANCHES,
  ...ROSTERS,
  ...INTENTS,
  ...CLAIMS,
  ...OVERRIDE,
  ...READING,
]
