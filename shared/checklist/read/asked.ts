import type { GitHub } from '../../github/client.ts'
import type { RepositoryName } from '../../github/fields.ts'
import type { Policy } from '../../policy/policy.ts'
import type { HandedStatement } from '../../run/handed-statements.ts'
import type { Remote } from '../../run/judged.ts'
import type { Log } from '../../run/log.ts'
import type { RosterReader } from '../../run/roster.ts'
import type { TrackerAccess } from '../../tickets/tracker.ts'
import type { Source } from '../../verdict/finding.ts'
import type { Subject } from '../../verdict/verdict.ts'
import type { ChecklistFacts } from '../facts.ts'
import type { Needs } from '../needs.ts'

/** What the readers of a checklist are given. */
export interface AskedChecklist {
  readonly needs: Required<Needs>
  readonly policy: Policy
  readonly subject: Subject
  /** SHA-256 of the live policy (`policyDigest`). */
  readonly policySha256: string
  /** Statements that were handed in as files, each with the evidence.json beside it. */
  readonly statements: readonly HandedStatement[]
  readonly remote: Remote
  /** Who is in teams that the token is not shown. */
  readonly roster: RosterReader
  readonly github: GitHub
  readonly repository: RepositoryName
  /** How the tracker that the policy names is asked. */
  readonly tracker: Omit<TrackerAccess, 'github' | 'repository'>
  /** ISO 8601 UTC. */
  readonly now: string
  readonly log: Log
  /** Milliseconds. */
  readonly elapsed: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** The input `wait`, in milliseconds: for runs that are still at work. */
  readonly waitMs: number
}

/** A part of the facts, and the sources it came from. */
export interface ReadPart {
  readonly facts: Partial<ChecklistFacts>
  readonly sources: readonly Source[]
}
