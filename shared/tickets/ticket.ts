import type { Reading } from '../github/reading.ts'

/** A ticket as its tracker has it now. Names are the tracker's words: plain text from outside. */
export interface Ticket {
  /** `SEC-12` or `owner/repo#12`; not the one that was asked for when the ticket has moved. */
  readonly key: string
  /** The key that was asked for, where the ticket has moved since. */
  readonly movedFrom?: string
  readonly url: string
  /** `SEC` or `owner/repo`. */
  readonly project: string
  readonly type: string
  readonly status: string
  /** Jira's three categories of states. Only `done` is done; what has no category is `indeterminate`. */
  readonly statusCategory: 'new' | 'indeterminate' | 'done'
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  readonly priority?: string
  readonly labels: readonly string[]
}

/**
 * Jira or GitHub issues. `absent`: there is no such ticket. `foreign`: there is one, in a project that the policy does not
 * allow. Everything else that is not `read`: nobody knows, and it must not be called missing.
 */
export interface Tracker {
  readonly read: (key: string) => Promise<Reading<Ticket>>
}

/** `override.ticket` of the policy, as far as a tracker needs it. */
export interface TicketPolicy {
  readonly tracker: 'jira' | 'github'
  readonly 'base-url'?: string | undefined
  readonly projects?: readonly string[] | undefined
  readonly types?: readonly string[] | undefined
}

/** From the inputs `tracker-user` and `tracker-token`. */
export interface Credentials {
  readonly user?: string | undefined
  readonly token?: string | undefined
}
