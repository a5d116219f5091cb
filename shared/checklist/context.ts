import type { Policy } from '../policy/policy.ts'
import type { Gate } from '../verdict/verdict.ts'
import type { ChangeFact, ChecklistFacts } from './facts.ts'
import type { Needs } from './needs.ts'
import type { Proof } from './proof.ts'

/** What a probe judges by. It is pure and total: no clock, no network. */
export interface CheckContext {
  readonly gate: Gate
  readonly policy: Policy
  /** Where it lies in the repository. */
  readonly policyPath?: string | undefined
  /** ISO 8601 UTC. */
  readonly now: string
  /** The judged commit: a head, or the commit of a merge group. */
  readonly commit: string
  readonly facts: ChecklistFacts
  /** The pull request of several that is judged now; absent where no change is judged. */
  readonly change?: ChangeFact
  /** Id of the criterion, or of the box of the checklist, that is judged. */
  readonly criterion?: string
  /** Words of the box that somebody ticks for it: those of the checklist, or the title of a team's own criterion. */
  readonly box?: string
}

/** One way to prove something. Its settings are those of the policy's `proof`. */
export interface Probe<Settings> {
  readonly needs: (settings: Settings, policy: Policy) => Needs
  readonly judge: (settings: Settings, context: CheckContext) => Proof
}
