import type { Reading } from '../evidence/reading.ts'
import type { BareRepository } from '../git/bare.ts'
import type { RepositoryFiles } from '../git/files.ts'
import type { Git } from '../git/git.ts'
import type { GitHub } from '../github/client.ts'
import type { OpenPull } from '../github/open-pulls.ts'
import type { PullTips, Tips } from '../github/tips.ts'
import type { ReadPolicy } from '../policy/load.ts'
import type { Source } from '../verdict/finding.ts'
import type { Subject } from '../verdict/verdict.ts'
import type { RunEvent } from './event.ts'
import { judgedClone } from './judged/clone.ts'
import { judgedCommit } from './judged/commit.ts'
import { judgedGroup } from './judged/group.ts'
import { judgedPull, judgedPullsAt } from './judged/pull.ts'

/** What is judged, and by whose word. */
export interface Judged {
  readonly subject: Subject
  /** What had to be read to know it: the pull request, the change, the base, the workflow that runs us. */
  readonly sources: readonly Source[]
  /** The live tip of the base, where policy and exceptions come from; absent when it could not be read. */
  readonly base?: RepositoryFiles
  /** What git knows of the judged commit; absent without a clone. */
  readonly git?: Git
  /** Absent without GitHub. */
  readonly remote?: Remote
}

/** What only GitHub and a fetch of the change can tell. */
export interface Remote {
  readonly bare: BareRepository
  readonly tips: Tips
  readonly baseTip: string
  /** The judged commit. */
  readonly head: string
  /** Not yet part of the base: its author could have written whatever speaks for it. */
  readonly unmerged: boolean
  /** What the change is compared with; absent for unrelated histories. */
  readonly mergeBase?: string
  readonly pull?: PullTips
  /** Pull requests that a merge group brings in. */
  readonly group?: readonly number[]
  /** The base is protected and named: what is said of it may be shown on GitHub. */
  readonly publishable: boolean
  /** Pull requests closed since an instant (ISO 8601 UTC). */
  readonly closedSince: (instant: string) => Promise<Reading<readonly OpenPull[]>>
  /** Whether a branch is protected, and named by the policy of the default branch. */
  readonly governs: (ref: string) => Promise<Reading<boolean>>
  /** When a pull request was last pointed at another base; undefined when it never was. */
  readonly pointedAt: (pull: number) => Promise<Reading<string | undefined>>
  /** Asks GitHub again, just before the verdict counts: what is no longer as this run began with. */
  readonly recheck: () => Promise<Reading<readonly Move[]>>
}

/** Something that the verdict rests on and that is another by now (decisions.md 2.5). */
export interface Move {
  readonly moved: 'head' | 'base' | 'policy' | 'workflow'
  /** A sentence. */
  readonly detail: string
}

/** What every way to a subject needs. */
export interface Place {
  readonly event: RunEvent
  /** The input `commit`. */
  readonly commit?: string | undefined
  /** The input `pull`, where the event is about no change of its own. */
  readonly pull?: number | undefined
  /** The input `policy`. */
  readonly policyPath: string
  /** ISO 8601 UTC. */
  readonly now: string
}

export interface OnlinePlace extends Place {
  readonly github: GitHub
  /** Makes one when first called, and gives the same one from then on. */
  readonly bare: () => Promise<BareRepository>
  readonly owner: string
  readonly repo: string
  /** Reads what a policy extends. */
  readonly readPolicy: ReadPolicy
}

/**
 * Everything that this run has to judge, what was asked for first. More than one only where open pull requests share
 * one head: what is shown on it must be the worst of them (decisions.md 2.5).
 */
export async function gatherJudged(place: Place | OnlinePlace): Promise<readonly [Judged, ...Judged[]]> {
  const { event, commit, pull } = place
  if (!('github' in place)) return [await judgedClone(place)]
  if (commit !== undefined) return [await judgedCommit(place, commit)]
  if (pull !== undefined) return judgedPull(place, { number: pull })
  if (event.pull !== undefined) return judgedPull(place, event.pull)
  if (event.mergeGroup !== undefined) return [await judgedGroup(place, event.mergeGroup)]
  if (event.ended !== undefined) return judgedPullsAt(place, event.ended)
  return [await judgedCommit(place, undefined)]
}
