import type { Scenario } from '../scenario.ts'
import { all } from './dod-check/all.ts'
import { deployments } from './dod-check/deployments.ts'
import { owners } from './dod-check/owners.ts'
import { shown } from './dod-check/shown.ts'
import { verdicts } from './dod-check/verdicts.ts'
import { work } from './dod-check/work.ts'

/** Every story that dod-check is run through: one table for each kind of proof. */
export const scenarios: readonly Scenario[] = [...work, ...owners, ...verdicts, ...deployments, ...all, ...shown]
