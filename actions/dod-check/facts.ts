import type { ChecklistFacts } from '../../shared/checklist/facts.ts'

/** What was read for dod-check: plain JSON, allow-listed fields, nothing decided yet. */
export type DoneFacts = ChecklistFacts
