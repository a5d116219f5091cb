import type { Scenario } from '../scenario.ts'
import { alerts } from './security-gate/alerts.ts'
import { events } from './security-gate/events.ts'
import { exceptions } from './security-gate/exceptions.ts'
import { lists } from './security-gate/lists.ts'
import { overrides } from './security-gate/overrides.ts'
import { people } from './security-gate/people.ts'
import { refused } from './security-gate/refused.ts'

/** Every story that security-gate is run through; a new kind of evidence is a new row of one of these. */
export const scenarios: readonly Scenario[] = [
  ...events,
  ...people,
  ...lists,
  ...exceptions,
  ...alerts,
  ...refused,
  ...overrides,
]
