import type { Account, Repository } from './model.ts'

export interface Label {
  readonly id: number
  readonly name: string
}

/** One change of a text; the newest is last. */
export interface Edit {
  readonly at: string
  readonly editor: Account
  /** The whole text as it then was. */
  readonly text: string
  /** When somebody deleted its text from the history; the edit stays listed. */
  deletedAt?: string
}

export interface Signature {
  readonly email: string
  readonly signer: Account | null
  /** GitHub makes and signs merges and commits of its web pages by itself. */
  readonly byGitHub: boolean
}

export interface Review {
  readonly id: number
  /** `null` is a ghost: the account was deleted. */
  user: Account | null
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  /** The commit it was given on; a later push does not move it. */
  readonly commit: string
  body: string
  readonly submittedAt: string
  readonly edits: Edit[]
}

export interface Comment {
  readonly id: number
  readonly user: Account | null
  body: string
  readonly createdAt: string
  updatedAt: string
  readonly edits: Edit[]
}

type At<Type extends string, Fields> = Readonly<{ type: Type; at: string; actor: Account } & Fields>

export type TimelineEvent =
  | At<'MergedEvent', { commit: string }>
  | At<'AddedToMergeQueueEvent', object>
  | At<'RemovedFromMergeQueueEvent', { enqueuer: Account; head: string; reason: string }>
  | At<'HeadRefForcePushedEvent', { before: string; after: string }>
  | At<'BaseRefChangedEvent', { from: string; to: string }>
  | At<'LabeledEvent', { label: Label }>
  | At<'UnlabeledEvent', { label: Label }>
  | At<'RenamedTitleEvent', { from: string; to: string }>
  | At<'ConvertToDraftEvent' | 'ReadyForReviewEvent', object>
  | At<'ReviewDismissedEvent', { review: Review; previous: Review['state'] }>

export interface Pull {
  readonly id: number
  readonly number: number
  title: string
  body: string | null
  user: Account | null
  draft: boolean
  state: 'open' | 'closed'
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string; deleted: boolean }
  /** `sha` is the base's tip when the pull request was opened or last pushed to: not the live tip. */
  readonly base: { ref: string; sha: string }
  readonly labels: Label[]
  readonly reviews: Review[]
  readonly comments: Comment[]
  readonly timeline: TimelineEvent[]
  readonly createdAt: string
  updatedAt: string
  closedAt: string | null
  mergedAt: string | null
  mergedBy: Account | null
  mergeCommit: string | null
  /** Of the body. */
  readonly edits: Edit[]
}

/** One pull request in a merge queue, with the group that its checks run on. */
export interface QueueEntry {
  readonly id: number
  readonly pull: Pull
  readonly enqueuer: Account
  readonly enqueuedAt: string
  readonly method: 'merge' | 'squash' | 'rebase'
  /** `refs/heads/main`. */
  readonly baseRef: string
  /** The base's tip, or the group before this one. */
  baseSha: string
  /** The group: everything ahead of this pull request, and it. Empty when it conflicts. */
  headSha: string
  /** `refs/heads/gh-readonly-queue/main/pr-1-<base sha>`. */
  headRef: string
  state: 'QUEUED' | 'AWAITING_CHECKS' | 'MERGEABLE' | 'UNMERGEABLE' | 'LOCKED'
}
