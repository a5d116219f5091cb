import type { Account } from '../github/fields.ts'
import type { PullRequest } from '../github/pull-request.ts'
import type { Review as GivenReview, PullCommit } from '../github/pull-request-lists.ts'
import type { ReviewedChange } from '../ownership/approvals.ts'
import type { Contribution } from '../ownership/exclusion.ts'
import type { Person } from '../ownership/person.ts'
import type { BranchFacts } from './carried.ts'

/**
 * A pull request as the rule of approvals takes it.
 * @param branch what git knows of its commits; without it only approvals of the head count, and every merge is a part
 */
export function reviewedChange(
  pull: Pick<PullRequest, 'author' | 'reviews' | 'commits'> & { readonly head: { readonly sha: string } },
  { mode, apps, branch }: Pick<ReviewedChange, 'mode' | 'apps'> & { readonly branch?: BranchFacts },
): ReviewedChange {
  const isUpdate = ({ commit }: Contribution): boolean => branch?.updates.has(commit) === true
  return {
    head: pull.head.sha,
    author: pull.author === undefined ? null : personOf(pull.author),
    contributors: pull.commits.listed
      .flatMap(contributionsOf)
      .map((one) => (isUpdate(one) ? { ...one, isUpdate: true } : one)),
    reviews: pull.reviews.map(reviewOf),
    ...(branch !== undefined && { carried: branch.carried, stale: branch.stale }),
    mode,
    ...(apps !== undefined && { apps }),
  }
}

export const personOf = ({ id, login, kind }: Account): Person => ({ id, login, kind: kind === 'bot' ? 'app' : 'user' })

const orNobody = (account: Account | undefined): Person | null => (account === undefined ? null : personOf(account))

const WORDS = {
  approved: 'APPROVED',
  changes_requested: 'CHANGES_REQUESTED',
  commented: 'COMMENTED',
  dismissed: 'DISMISSED',
} as const

const reviewOf = ({ author, state, commit, submittedAt, mayPush }: GivenReview) => ({
  person: orNobody(author),
  state: WORDS[state],
  commit: commit ?? null,
  submittedAt,
  canWrite: mayPush,
})

/** GitHub commits in nobody's name what is made on its pages; its own address is no person's. */
const GITHUB = 'web-flow'

function contributionsOf({ oid: commit, author, committer, authors }: PullCommit): Contribution[] {
  const people: Contribution[] = [{ commit, as: 'author', person: orNobody(author.account) }]
  if (committer.account?.login !== GITHUB) {
    people.push({ commit, as: 'committer', person: orNobody(committer.account) })
  }
  return [
    ...people,
    ...authors.slice(1).map(({ account }) => ({ commit, as: 'co-author' as const, person: orNobody(account) })),
  ]
}
