/**
 * A pull request in one question, for everything that judges one.
 *
 * One GraphQL request brings the pull request, its base, and up to 100 each of commits, reviews and status contexts,
 * together with the files of the base's and the default branch's tip that decide how it is judged (policy, our own
 * workflow) and the listings that prove a file is not there. Each further hundred of a list is one request more. Changed
 * files are not asked for: they come from git, so that 3,000 of them cost what one costs.
 *
 * What policy-bot (palantir/policy-bot at fc09d7a, 2024-10-23, read in its source) needs for one evaluation, lazily and
 * once per context: 0 or 1 GraphQL for the pull request (none when the webhook brings it), 1 contents for the policy and
 * 1 more for a shared one, one REST request for every 100 files, one GraphQL for every 100 commits, one GraphQL for each
 * page of comments and reviews together, REST pages of statuses and of check runs, workflow runs by REST, 1 REST for
 * every pair of team and candidate, 1 GraphQL for every user's permission, the statuses of a commit for the time of a
 * push, and 1 POST.
 */

import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { type Page, readWhole, torn } from './connection.ts'
import type { Account, RepositoryName } from './fields.ts'
import type { PullCommit, Review, StatusContext } from './pull-request-lists.ts'
import {
  commitsPage,
  contextsPage,
  type PullAnswer,
  pageDocument,
  pullAnswer,
  pullDocument,
  reviewsPage,
} from './pull-request-query.ts'
import { askTip, type Tip } from './tip-files.ts'

export interface PullQuestion extends RepositoryName {
  readonly number: number
  /** Files to read at the tips of the base and of the default branch, relative to the root. */
  readonly files?: readonly string[]
  /** `false` leaves out checks and statuses, and the permissions they need. */
  readonly contexts?: boolean
  /** The caller has the commits from git: more than 250 are then no fault, and only the first page is listed. */
  readonly commitsByGit?: boolean
}

export interface MergeCommit {
  readonly oid: string
  readonly tree: string
  readonly parents: readonly string[]
}

export interface QueueEntry {
  /** From 1. */
  readonly position: number
  readonly state: 'queued' | 'awaiting_checks' | 'mergeable' | 'unmergeable' | 'locked'
  readonly enqueuedAt: string
  readonly enqueuer?: Account
  /** The group's commit, and the commit it was made on. */
  readonly headSha?: string
  readonly baseSha?: string
}

export interface PullRequest {
  readonly repository: {
    readonly id: number
    readonly owner: Account
    /** As it is now, whatever it was asked for as. */
    readonly nameWithOwner: string
    readonly private: boolean
    /** Absent in a repository without commits. */
    readonly defaultBranch?: { readonly name: string; readonly tip: Tip }
  }
  readonly number: number
  readonly title: string
  readonly body: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly crossRepository: boolean
  /** Absent when the account was deleted. */
  readonly author?: Account
  readonly createdAt: string
  readonly updatedAt: string
  readonly mergedAt?: string
  /** Of the body; the title's changes are not among them. */
  readonly lastEditedAt?: string
  /** The newest ten, newest first. The last of fewer is the text as it was written at first, and no edit. */
  readonly edits: readonly { readonly at: string; readonly by?: Account }[]
  /** `repositoryId` is absent when the fork was deleted. */
  readonly head: { readonly sha: string; readonly ref: string; readonly repositoryId?: number }
  /** `tip` is the live one; absent when the branch was deleted. Never `base.sha`, which stands still between pushes. */
  readonly base: { readonly ref: string; readonly tip?: Tip }
  /** GitHub's test merge; absent while it is being made, and when the two conflict. */
  readonly potentialMerge?: MergeCommit
  readonly mergeCommit?: MergeCommit
  readonly changedFiles: number
  readonly labels: readonly string[]
  /** Oldest first. */
  readonly reviews: readonly Review[]
  /** `listed` is all of them unless the caller reads commits by git. */
  readonly commits: { readonly total: number; readonly listed: readonly PullCommit[] }
  /** Of the head. */
  readonly contexts: readonly StatusContext[]
  readonly queueEntry?: QueueEntry
}

/** More are `partial`. REST lists no more commits than that: docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
const COMMITS = 250
const REVIEWS = 1000
const CONTEXTS = 1000

export async function readPull(client: GitHub, question: PullQuestion): Promise<Reading<PullRequest>> {
  const { owner, repo, number, commitsByGit = false } = question
  const withContexts = question.contexts !== false
  const about = {
    needs: `pull requests: read, contents: read${withContexts ? ', checks: read and commit statuses: read' : ''}`,
    missing: 'forbidden',
  } as const
  const name = { owner, repo, number }
  const tip = askTip(question.files ?? [])
  const variables = { ...name, withContexts, ...tip.variables }
  const answer = await client.query(pullDocument(tip), variables, pullAnswer(tip), about)
  if (answer.state !== 'read') return answer
  const { repository } = answer.value
  const { pullRequest: pull } = repository
  const head = pull.headRefOid

  const further =
    <Value extends { readonly repository: { readonly pullRequest: { readonly headRefOid: string } } }, T>(
      list: Parameters<typeof pageDocument>[0],
      schema: Parameters<typeof client.query<Value>>[2],
      pick: (pull: Value['repository']['pullRequest']) => Page<T> | undefined,
    ) =>
    async (after: string): Promise<Reading<Page<T>>> => {
      const next = await client.query<Value>(pageDocument(list), { ...name, after }, schema, about)
      if (next.state !== 'read') return next
      const found = next.value.repository.pullRequest
      const page = pick(found)
      return page === undefined || found.headRefOid !== head ? torn(MOVED) : read(page)
    }

  const reviews = await readWhole(pull.reviews, {
    what: 'reviews',
    max: REVIEWS,
    id: ({ id }) => id,
    next: further('reviews', reviewsPage, (found) => found.reviews),
  })
  if (reviews.state !== 'read') return reviews

  const commits =
    commitsByGit && pull.commits.totalCount > COMMITS
      ? read(pull.commits.nodes)
      : await readWhole(pull.commits, {
          what: 'commits',
          max: COMMITS,
          id: ({ oid }) => oid,
          next: further('commits', commitsPage, (found) => found.commits),
        })
  if (commits.state !== 'read') return commits
  const listed = commits.value
  const whole = listed.length === pull.commits.totalCount
  if (whole && pull.state === 'open' && listed.length > 0 && !listed.some(({ oid }) => oid === head))
    return torn('The commits that GitHub lists are without the head: it moved meanwhile, or the list is cut.')

  const rollup = pull.statusCheckRollup
  if (rollup != null && rollup.commit?.oid !== head) return torn(MOVED)
  const contexts =
    rollup == null
      ? read([])
      : await readWhole(rollup.contexts, {
          what: 'checks and statuses',
          max: CONTEXTS,
          id: ({ nodeId }) => nodeId,
          next: further('contexts', contextsPage, ({ statusCheckRollup: next }) =>
            next?.commit?.oid === head ? next.contexts : undefined,
          ),
        })
  if (contexts.state !== 'read') return contexts

  return read({
    ...pullOf(repository),
    reviews: reviews.value,
    commits: { total: pull.commits.totalCount, listed },
    contexts: contexts.value,
  })
}

const MOVED = 'The pull request was pushed to while it was read.'

function pullOf(repository: PullAnswer['repository']): Omit<PullRequest, 'reviews' | 'commits' | 'contexts'> {
  const { pullRequest: pull, defaultBranchRef, owner, databaseId: id, nameWithOwner, isPrivate } = repository
  const { author, mergedAt, lastEditedAt, userContentEdits, headRepository, baseRef, mergeQueueEntry: entry } = pull
  const kind = owner.__typename === 'User' ? 'user' : 'organization'
  return {
    repository: {
      id,
      owner: { id: owner.databaseId, login: owner.login, kind },
      nameWithOwner,
      private: isPrivate,
      ...(defaultBranchRef !== null && {
        defaultBranch: { name: defaultBranchRef.name, tip: defaultBranchRef.target },
      }),
    },
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: pull.isDraft,
    crossRepository: pull.isCrossRepository,
    ...(author !== undefined && { author }),
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    ...(mergedAt !== null && { mergedAt }),
    ...(lastEditedAt !== null && { lastEditedAt }),
    edits: (userContentEdits?.nodes ?? []).map(({ editedAt: at, editor: by }) => ({
      at,
      ...(by !== undefined && { by }),
    })),
    head: {
      sha: pull.headRefOid,
      ref: pull.headRefName,
      ...(headRepository !== null && { repositoryId: headRepository.databaseId }),
    },
    base: { ref: pull.baseRefName, ...(baseRef !== null && { tip: baseRef.target }) },
    ...(pull.potentialMergeCommit !== null && { potentialMerge: mergeOf(pull.potentialMergeCommit) }),
    ...(pull.mergeCommit !== null && { mergeCommit: mergeOf(pull.mergeCommit) }),
    changedFiles: pull.changedFiles,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    ...(entry !== null && { queueEntry: queueEntryOf(entry) }),
  }
}

type Merge = NonNullable<PullAnswer['repository']['pullRequest']['mergeCommit']>

const mergeOf = ({ oid, tree, parents }: Merge): MergeCommit => ({
  oid,
  tree: tree.oid,
  parents: parents.nodes.map((parent) => parent.oid),
})

type Entry = NonNullable<PullAnswer['repository']['pullRequest']['mergeQueueEntry']>

const queueEntryOf = ({ position, state, enqueuedAt, enqueuer, headCommit, baseCommit }: Entry): QueueEntry => ({
  position,
  state,
  enqueuedAt,
  ...(enqueuer !== undefined && { enqueuer }),
  ...(headCommit !== null && { headSha: headCommit.oid }),
  ...(baseCommit !== null && { baseSha: baseCommit.oid }),
})
