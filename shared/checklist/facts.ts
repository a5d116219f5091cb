import type { ProducerFact } from '../evidence/producer.ts'
import type { Reading } from '../evidence/reading.ts'
import type { ReviewedChange } from '../ownership/approvals.ts'
import type { Person } from '../ownership/person.ts'
import type { Holds, Team } from '../ownership/roles.ts'
import type { Gate } from '../verdict/verdict.ts'

/**
 * What the probes of a checklist judge by: plain JSON. A part that nobody asked for is absent, and a probe that needs an
 * absent part is unproven, never met.
 */
export interface ChecklistFacts {
  /** The pull requests that are judged: one, or each one of a merge group. Empty where no change is judged. */
  readonly changes: readonly ChangeFact[]
  /** CODEOWNERS of the live base tip. `absent`: there is none, which is an answer. */
  readonly codeowners?: Reading<CodeownersFact>
  /** By `org/team` in lower case. */
  readonly teams?: Readonly<Record<string, Team>>
  /** By path of the workflow: its runs for the judged commit. */
  readonly workflows?: Readonly<Record<string, Reading<WorkflowFact>>>
  /** Check runs and statuses of the judged commit. */
  readonly checks?: Reading<readonly CheckFact[]>
  readonly verdicts?: Readonly<Partial<Record<Gate, Reading<VerdictFact>>>>
  /** Every path of the judged commit's tree, sorted. */
  readonly tree?: Reading<readonly string[]>
  /** By path, at the judged commit. `absent`: the tree has no such file, which is an answer. */
  readonly files?: Readonly<Record<string, Reading<FileFact>>>
  /** By path, at the live base tip. */
  readonly baseFiles?: Readonly<Record<string, Reading<FileFact>>>
  /** What descriptions begin with, at the live base tip. */
  readonly templates?: Reading<readonly TemplateFact[]>
  /** By key, as the description names it. */
  readonly tickets?: Readonly<Record<string, Reading<TicketFact>>>
  /** By number of the pull request: the keys that its description names, in its order; all of them, also unread ones. */
  readonly ticketsNamed?: Readonly<Record<string, readonly string[]>>
  /** By number of the pull request: who ticked the boxes that are ticked now. */
  readonly ticks?: Readonly<Record<string, Reading<readonly TickFact[]>>>
  /** By path of the file on the live base tip. */
  readonly attestations?: Readonly<Record<string, Reading<readonly AttestationFact[]>>>
  /** By GitHub environment. */
  readonly deployments?: Readonly<Record<string, Reading<DeploymentFact>>>
}

/** One pull request, as far as its description, files and reviews speak for it. */
export interface ChangeFact {
  readonly number: number
  readonly title: string
  /** At most 65,536 characters, as its author last left it. */
  readonly body: string
  readonly labels: readonly string[]
  readonly author: Person | null
  /** Of the branch that is merged, without `refs/heads/`. */
  readonly headRef: string
  readonly baseRef: string
  readonly crossRepository: boolean
  /** ISO 8601 UTC, like every time here. */
  readonly createdAt: string
  /** Of the body, newest first; more may have been than are listed. */
  readonly edits: readonly { readonly at: string; readonly by: Person | null }[]
  /** Net, against the merge base, by path. */
  readonly files: readonly ChangedFact[]
  readonly review: ReviewedChange
  /** What is not known of who pushed: a sentence. */
  readonly pushersUnread?: string
}

export interface ChangedFact {
  /** `/`-separated, as git writes it. */
  readonly path: string
  /** Where it was before it was moved or copied. */
  readonly previousPath?: string
  readonly status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'typechanged'
  readonly kind: 'file' | 'symlink' | 'submodule'
  /** Git's object id of the content at the head; absent when it was removed. */
  readonly blob?: string
}

export interface CodeownersFact {
  readonly path: string
  readonly text: string
}

export interface WorkflowFact {
  /** Of the judged commit, the newest last. */
  readonly runs: readonly RunFact[]
  /** The base's own `paths` filter of that workflow leaves out every changed file. */
  readonly excluded?: boolean
}

export interface RunFact {
  readonly id: number
  readonly attempt: number
  readonly event: string
  readonly status: string
  /** Absent until it has ended. */
  readonly conclusion?: string
  readonly commit: string
  readonly updatedAt: string
  readonly producer: ProducerFact
}

export interface CheckFact {
  readonly kind: 'check-run' | 'status'
  readonly name: string
  /** Of the App that made it; a status has none. */
  readonly app?: { readonly id: number; readonly slug: string }
  readonly status: string
  readonly conclusion?: string
  readonly completedAt?: string
}

/** What another gate says of the judged commit, by everything that could say it. */
export interface VerdictFact {
  /** The newest artifact's statement, or that of a file handed in; `refused` says why it does not count. */
  readonly statement:
    | {
        readonly kind: 'verified'
        readonly result: 'PASSED' | 'FAILED'
        readonly signer: string
        /** ISO 8601 UTC. */
        readonly madeAt: string
        readonly validUntil?: string
        /** It failed, and an override stands for that. */
        readonly override?: { readonly ticket: string; readonly until: string }
      }
    | { readonly kind: 'refused'; readonly problem: string; readonly detail: string }
    | { readonly kind: 'none'; readonly detail: string }
  /** Of an App that the policy lists, or, with `trust.check-runs: token`, one that anybody could forge. */
  readonly checkRun?: {
    readonly app: string
    readonly forgeable: boolean
    readonly status: string
    readonly conclusion?: string
  }
  /** Check runs of that name by somebody else. */
  readonly foreign: readonly string[]
}

export interface FileFact {
  /** UTF-8 text; bytes that are none become U+FFFD. */
  readonly text: string
  readonly bytes: number
}

export interface TemplateFact {
  readonly path: string
  readonly text: string
}

/** A box of the description as it is now, by its words (`sameWords`), and whose edit began its being ticked. */
export interface TickFact {
  readonly task: string
  /** ISO 8601 UTC. */
  readonly at: string
  /** null: the account is gone. `unknown`: an edit in between cannot be read. */
  readonly by: Person | null | 'unknown'
}

/** What somebody vouches for in a file on the base branch, and whether it is really theirs. */
export interface AttestationFact {
  readonly criterion: string
  readonly role: string
  readonly person: string
  /** Days, UTC; it holds through the whole of the last one. */
  readonly date: string
  readonly expires: string
  readonly line: number
  /** CODEOWNERS makes the role an owner of the file. */
  readonly owned: boolean
  readonly holds: Holds
  /** The person approved every pull request that wrote the entry, before it was merged. */
  readonly approved: boolean
  /** A sentence. */
  readonly detail: string
}

export interface TicketFact {
  readonly key: string
  readonly url: string
  readonly project: string
  readonly type: string
  readonly status: string
  readonly statusCategory: 'new' | 'indeterminate' | 'done'
  readonly createdAt: string
}

/** The newest deployment to an environment, whichever commit it is of. */
export interface DeploymentFact {
  /** Absent when there has been none. */
  readonly newest?: {
    readonly id: number
    readonly commit: string
    /** Whether what ran there is what is judged: the commit itself, or an ancestor of it with the same tree. */
    readonly same: 'commit' | 'tree' | 'no' | 'unknown'
    /** Login; absent when the account was deleted. */
    readonly creator?: string
    readonly createdAt: string
    /** Newest first. */
    readonly statuses: readonly { readonly state: string; readonly at: string }[]
    /** Who could have written what the workflow did that deployed it; absent when no run of ours is named. */
    readonly producer?: ProducerFact
  }
}
