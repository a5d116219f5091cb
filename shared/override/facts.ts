import type { Person } from '../ownership/person.ts'
import type { Holds } from '../ownership/roles.ts'

/** What was read because somebody seems to ask for an override: plain JSON, nothing decided. */
export type OverrideFacts = ReadOverride | UnreadOverride

interface Asking {
  readonly pull: number
  readonly title: string
  readonly labels: readonly string[]
}

/** The pull request or its conversation could not be read, or nobody asked for it. */
export interface UnreadOverride extends Asking {
  readonly state: 'unread'
  /** A sentence. */
  readonly detail: string
}

export interface ReadOverride extends Asking {
  readonly state: 'read'
  readonly head: string
  /** ISO 8601 UTC: when title, description or base last changed after it was opened; absent: never. */
  readonly changedAt?: string
  readonly description: DescriptionFact
  readonly intents: readonly IntentFact[]
  /** Ordinary approvals of the head by who may hold one of the roles. */
  readonly approvals: readonly { readonly person: Person; readonly roles: Readonly<Record<string, Holds>> }[]
  /** What is not known of who pushed the change: a sentence. */
  readonly pushersUnread?: string
  /** By key, where the policy has tickets verified. */
  readonly tickets: Readonly<Record<string, TicketFact>>
  readonly uses: UsesFact
}

/** What can be seen in the description by whoever reads it. */
export interface DescriptionFact {
  readonly tickets: readonly { readonly key: string; readonly project: string }[]
  readonly links: readonly string[]
  /** Levels it names: `[1]` for SEV-1. */
  readonly severities: readonly number[]
}

/** One comment or review with a command in it. A deleted one is not there. */
export interface IntentFact {
  /** `comment 123`, `review 45`. */
  readonly id: string
  /** ISO 8601 UTC. */
  readonly at: string
  /** null: the account is gone. */
  readonly person: Person | null
  readonly said:
    | { readonly gate: string; readonly ticket: string; readonly sha: string; readonly covers?: string }
    | { readonly error: string }
  readonly edited: boolean
  /** A sentence: what took it back. */
  readonly withdrawn?: string
  /** A sentence: why the rule of exclusion keeps this person out (shared/ownership). */
  readonly excluded?: string
  /** Part of the change is by nobody that GitHub knows: it may be this person's. */
  readonly unattributed?: string
  readonly canWrite: Holds
  /** By role: whether this person holds it. */
  readonly roles: Readonly<Record<string, Holds>>
}

export type TicketFact =
  | {
      readonly state: 'read'
      readonly project: string
      readonly type: string
      readonly closed: boolean
      /** ISO 8601. */
      readonly createdAt: string
      /** Levels that its priority and labels name. */
      readonly severities: readonly number[]
    }
  /** `moved`: it is of another project now. */
  | { readonly state: 'not-found' | 'moved' | 'unreadable'; readonly detail: string }

/** Pull requests that were merged with the tag, as far back as they were looked for. */
export type UsesFact =
  | {
      readonly state: 'read'
      readonly uses: readonly {
        readonly pull: number
        readonly mergedAt: string
        readonly tickets: readonly string[]
      }[]
    }
  | { readonly state: 'unread'; readonly detail: string }
