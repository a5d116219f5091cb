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

/** An older commit whose approvals do not count on the head. */
export interface Stale {
  readonly commit: string
  /** Goes on from "the head is another now, and ". */
  readonly why: string
}

export interface ReviewedChange {
  readonly head: string
  /** Of the pull request; null: the account is gone. */
  readonly author: Person | null
  readonly contributors: readonly Contribution[]
  readonly reviews: readonly Review[]
  readonly carried?: readonly Carried[]
  /** Why older commits are not among those that are carried, where it is known. */
  readonly stale?: readonly Stale[]
  readonly mode: Contributors
  /** Slugs of the apps that a role of the policy names: no other app's approval counts. */
  readonly apps?: readonly string[]
}

/** A valid approval, one for each person. Whether it is enough is for roles and owners to say. */
export interface Approval {
  readonly person: Person
  readonly commit: string
  readonly submittedAt: string
  /** Given for older commits only, and shown as that: all that count, those with fewer exceptions first. */
  readonly carried?: readonly Carried[]
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
  const reviews = [...change.reviews].sort(byTime)
  for (const review of reviews)
    if (isByGhost(review) && wasApproval(review)) ignored.push(ignoredFor(GHOST, 'ghost', review))
  for (const { person, own } of byPerson(reviews)) {
    const refusal = refusalOf(person, change, excluded(person))
    const takenBack = lastOf(own.filter(({ state }) => state === 'CHANGES_REQUESTED' || state === 'DISMISSED'))
    const standing = own.filter(({ state, submittedAt }) => state === 'APPROVED' && isAfter(submittedAt, takenBack))
    const counting = refusal === undefined ? best(person, standing, change) : undefined
    if (counting !== undefined) {
      approved.push(counting)
      continue
    }
    for (const review of own.filter(wasApproval)) {
      const reason = refusal ?? shortcoming(person.login, review, takenBack, change)
      ignored.push(ignoredFor(reason, person.login, review))
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

/** GitHub turns a review that is dismissed into one that says so: most of them were approvals. */
const wasApproval = ({ state }: Review): boolean => state === 'APPROVED' || state === 'DISMISSED'

const byTime = (a: Review, b: Review): number =>
  compare(a.submittedAt, b.submittedAt) || compare(a.state, b.state) || compare(a.commit ?? '', b.commit ?? '')

const isByGhost = ({ person }: Review): boolean => person === null || isGhost(person)

/** Without ghosts: nobody knows which of them are the same. */
function byPerson(reviews: readonly Review[]): { readonly person: Person; readonly own: Review[] }[] {
  const groups: { readonly person: Person; readonly own: Review[] }[] = []
  for (const review of reviews) {
    const { person } = review
    if (person === null || isGhost(person)) continue
    const known = groups.find((group) => isSamePerson(group.person, person))
    if (known === undefined) groups.push({ person, own: [review] })
    else known.own.push(review)
  }
  return groups
}

const isAfter = (time: string, review: Review | undefined): boolean => review === undefined || time > review.submittedAt

const ignoredFor = (reason: Reason, login: string, { commit, submittedAt }: Review) => ({
  login,
  commit,
  ...reason,
  at: submittedAt,
})

type Reason = Pick<IgnoredApproval, 'why' | 'detail'>

const GHOST: Reason = { why: 'ghost', detail: 'The account that approved is gone; nobody can say who it was.' }

/** What keeps this person from approving anything here. */
function refusalOf(person: Person, { apps = [] }: ReviewedChange, excluded: Reason | undefined): Reason | undefined {
  if (excluded !== undefined) return excluded
  const isNamed = apps.some((slug) => loginKey({ login: slug, kind: 'app' }) === loginKey(person))
  if (!isApp(person) || isNamed) return undefined
  return { why: 'app', detail: `${person.login} is an app that no role of the policy names, and only people approve.` }
}

/** On the head before any older commit. */
function best(
  person: Person,
  standing: readonly Review[],
  { head, carried = [] }: ReviewedChange,
): Approval | undefined {
  const counting = standing.filter(({ canWrite }) => canWrite)
  const on = (commit: string) => lastOf(counting.filter((each) => each.commit === commit))
  const onHead = on(head)
  if (onHead !== undefined) return { person, commit: head, submittedAt: onHead.submittedAt }
  const older = carried
    .flatMap((commit) => {
      const review = on(commit.commit)
      return review === undefined ? [] : [{ commit, submittedAt: review.submittedAt }]
    })
    .sort((a, b) => a.commit.except.length - b.commit.except.length || compare(a.commit.commit, b.commit.commit))
  const [first] = older
  if (first === undefined) return undefined
  const { commit, submittedAt } = first
  return { person, commit: commit.commit, submittedAt, carried: older.map((each) => each.commit) }
}

/** Of an approval that nothing about its giver speaks against. */
function shortcoming(
  login: string,
  { canWrite, commit, submittedAt }: Review,
  takenBack: Review | undefined,
  { head, stale = [] }: ReviewedChange,
): Reason {
  if (takenBack !== undefined && !isAfter(submittedAt, takenBack)) return takenBackBy(login, takenBack)
  if (!canWrite) {
    const detail = `${login} has no write access to this repository, and only who could merge can approve.`
    return { why: 'no-write-access', detail }
  }
  const known = stale.find((one) => one.commit === commit)
  const between = known?.why ?? 'what came between is more than merges of the base'
  return { why: 'stale', detail: `${login} approved ${short(commit)}; the head is ${short(head)} now, and ${between}.` }
}

function takenBackBy(login: string, { state, commit }: Review): Reason {
  const since = 'and no approval came after it.'
  return state === 'DISMISSED'
    ? { why: 'dismissed', detail: `The review of ${login} on ${short(commit)} was dismissed, ${since}` }
    : { why: 'changes-requested', detail: `${login} asked for changes on ${short(commit)}, ${since}` }
}

/** Reviews of one person, which stand in order of time. */
const lastOf = (reviews: readonly Review[]): Review | undefined => reviews.at(-1)

/** Long enough to find it, as git and GitHub shorten. */
const short = (commit: string | null): string => commit?.slice(0, 7) ?? 'a commit that is gone'
