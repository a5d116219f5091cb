import { compare } from '../verdict/conclude.ts'
import { type Contribution, type Contributors, exclusionOf, unattributedIn } from './exclusion.ts'
import { isApp, isGhost, isSamePerson, loginKey, type Person } from './person.ts'

/** One review as GitHub keeps it: bound to the commit it was given for. */
export interface Review {
  /** null: the account is gone (GitHub shows it as ghost), so nobody can say who it was. */
  readonly person: Person | null
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED' | 'COMMENTED' | 'PENDING'
  /** null: GitHub no longer knows the commit. */
  readonly commit: string | null
  /** ISO 8601 in UTC and whole seconds, as GitHub writes it. */
  readonly submittedAt: string
  /** GraphQL `authorCanPushToRepository`: anybody who can read a public repository can approve its pull requests. */
  readonly canWrite: boolean
}

/** An older commit whose approvals count on the head, because only clean merges of the base came after it. */
export interface Carried {
  readonly commit: string
  /** Paths whose net change differs from the head's: there an approval of this commit is stale. */
  readonly except: readonly string[]
}

export interface ReviewedChange {
  readonly head: string
  /** Of the pull request; null: the account is gone. */
  readonly author: Person | null
  readonly contributors: readonly Contribution[]
  readonly reviews: readonly Review[]
  readonly carried?: readonly Carried[]
  readonly mode: Contributors
  /** Slugs of the apps that a role of the policy names: no other app's approval counts. */
  readonly apps?: readonly string[]
}

/** A valid approval, one for each person. Whether it is enough is for roles and owners to say. */
export interface Approval {
  readonly person: Person
  readonly commit: string
  readonly submittedAt: string
  /** Given for an older commit, and shown as that. */
  readonly carried?: Carried
}

export type IgnoredBecause =
  | 'ghost'
  | 'app'
  | 'author'
  | 'contributor'
  | 'no-write-access'
  | 'changes-requested'
  | 'dismissed'
  | 'stale'

export interface IgnoredApproval {
  /** `ghost` for an account that is gone. */
  readonly login: string
  /** The commit that was approved; null: GitHub no longer knows it. */
  readonly commit: string | null
  readonly why: IgnoredBecause
  /** Plain words, a whole sentence. */
  readonly detail: string
}

export interface Approvals {
  /** By login. */
  readonly approved: readonly Approval[]
  /** By login, then in order of time. Approvals of people whose newer one counts are not among them. */
  readonly ignored: readonly IgnoredApproval[]
  /** Commits of people without a known account. Any approver may be one of them: what is approved is then unproven. */
  readonly unattributed: readonly Contribution[]
}

/**
 * Whose approval counts on the head (decisions 3.1 and 3.2). A comment takes no approval back; asking for changes or a
 * dismissal takes back everything that person approved until then, on whichever commit. Two reviews of one second are
 * read against the approval.
 */
export function approvals(change: ReviewedChange): Approvals {
  const excluded = exclusionOf(change)
  const approved: Approval[] = []
  const ignored: (IgnoredApproval & { readonly at: string })[] = []
  for (const { person, reviews } of byPerson([...change.reviews].sort(byTime))) {
    const given = reviews.filter(({ state }) => state === 'APPROVED')
    const ignore = (review: Review, why: IgnoredBecause, detail: string) =>
      ignored.push({ login: person?.login ?? 'ghost', commit: review.commit, why, detail, at: review.submittedAt })

    if (person === null) {
      for (const review of given)
        ignore(review, 'ghost', `The account that approved ${short(review.commit)} is gone; nobody can say who it was.`)
      continue
    }
    const refusal = refusalOf(person, change, excluded(person))
    const takenBack = lastOf(reviews.filter(({ state }) => state === 'CHANGES_REQUESTED' || state === 'DISMISSED'))
    const standing = given.filter(({ submittedAt }) => takenBack === undefined || submittedAt > takenBack.submittedAt)
    const counting = refusal === undefined ? best(person, standing, change) : undefined
    if (counting !== undefined) {
      approved.push(counting)
      continue
    }
    for (const review of given) {
      if (refusal !== undefined) ignore(review, refusal.why, refusal.detail)
      else if (!standing.includes(review) && takenBack !== undefined) ignore(review, ...takenBackBy(person, takenBack))
      else if (!review.canWrite)
        ignore(
          review,
          'no-write-access',
          `${person.login} has no write access to this repository, and only who could merge can approve.`,
        )
      else ignore(review, 'stale', staleDetail(person, review, change))
    }
  }
  return {
    approved: approved.sort((a, b) => compare(loginKey(a.person), loginKey(b.person))),
    ignored: ignored
      .sort((a, b) => compare(a.login, b.login) || compare(a.at, b.at) || compare(a.commit ?? '', b.commit ?? ''))
      .map(({ at: _, ...rest }) => rest),
    unattributed: unattributedIn(change),
  }
}

const byTime = (a: Review, b: Review): number =>
  compare(a.submittedAt, b.submittedAt) || compare(a.state, b.state) || compare(a.commit ?? '', b.commit ?? '')

/** Nobody is grouped with a ghost, not even another ghost. */
function byPerson(reviews: readonly Review[]): { person: Person | null; reviews: Review[] }[] {
  const groups: { person: Person | null; reviews: Review[] }[] = []
  for (const review of reviews) {
    const person = review.person !== null && isGhost(review.person) ? null : review.person
    const known = groups.find((group) => group.person !== null && person !== null && isSamePerson(group.person, person))
    if (known === undefined) groups.push({ person, reviews: [review] })
    else known.reviews.push(review)
  }
  return groups
}

/** What keeps this person from approving anything here. */
function refusalOf(
  person: Person,
  { apps = [] }: ReviewedChange,
  excluded: { readonly why: 'author' | 'contributor'; readonly detail: string } | undefined,
): { readonly why: IgnoredBecause; readonly detail: string } | undefined {
  if (excluded !== undefined) return excluded
  const isNamed = apps.some((slug) => loginKey({ login: slug, kind: 'app' }) === loginKey(person))
  if (!isApp(person) || isNamed) return undefined
  return { why: 'app', detail: `${person.login} is an app that no role of the policy names, and only people approve.` }
}

/** On the head before an older commit, and the older commit with fewer exceptions first: it is worth more. */
function best(
  person: Person,
  standing: readonly Review[],
  { head, carried = [] }: ReviewedChange,
): Approval | undefined {
  const counting = standing.filter(({ canWrite }) => canWrite)
  const onHead = lastOf(counting.filter(({ commit }) => commit === head))
  if (onHead !== undefined) return { person, commit: head, submittedAt: onHead.submittedAt }
  const older = [...carried].sort((a, b) => a.except.length - b.except.length || compare(a.commit, b.commit))
  for (const commit of older) {
    const review = lastOf(counting.filter((each) => each.commit === commit.commit))
    if (review !== undefined) return { person, commit: commit.commit, submittedAt: review.submittedAt, carried: commit }
  }
  return undefined
}

function takenBackBy({ login }: Person, { state, commit }: Review): [IgnoredBecause, string] {
  return state === 'DISMISSED'
    ? ['dismissed', `The review of ${login} on ${short(commit)} was dismissed, and no approval came after it.`]
    : ['changes-requested', `${login} asked for changes on ${short(commit)}, and no approval came after it.`]
}

function staleDetail({ login }: Person, { commit }: Review, { head }: ReviewedChange): string {
  return `${login} approved ${short(commit)}; the head is ${short(head)} now, and what came between is more than merges of the base.`
}

/** Reviews of one person, which stand in order of time. */
const lastOf = (reviews: readonly Review[]): Review | undefined => reviews.at(-1)

/** Long enough to find it, as git and GitHub shorten. */
const short = (commit: string | null): string => commit?.slice(0, 7) ?? 'a commit that is gone'
