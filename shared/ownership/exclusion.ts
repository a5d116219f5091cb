import { loginKey, mayBeSamePerson, type Person } from './person.ts'

/** The policy's `owned.contributors`. */
export type Contributors = 'pushers-and-authors' | 'everyone'

/** Somebody's part in one commit of the change. A commit made and signed by GitHub itself has no committer here. */
export interface Contribution {
  readonly commit: string
  readonly as: 'author' | 'committer' | 'pusher' | 'co-author'
  /** null: GitHub knows no account for it, because the address is nobody's or the account is gone. */
  readonly person: Person | null
  /**
   * The commit merges the base into the branch, and its tree is what git makes of that by itself: whoever pressed
   * "Update branch" wrote nothing.
   */
  readonly isUpdate?: boolean
}

export interface Change {
  readonly author: Person | null
  readonly contributors: readonly Contribution[]
  readonly mode: Contributors
}

export interface Exclusion {
  readonly why: 'author' | 'contributor'
  readonly detail: string
}

/**
 * The one exclusion rule (decisions 3.1): author, committers and pushers of a change do not approve it. A
 * `Co-authored-by` line counts with `everyone` only, or an author could disqualify whomever he names in one.
 */
export function exclusionOf({ author, contributors, mode }: Change): (person: Person) => Exclusion | undefined {
  const counting = contributors.filter((contribution) => counts(contribution, mode))
  return (person) => {
    if (author !== null && mayBeSamePerson(author, person)) {
      return { why: 'author', detail: `${person.login} opened this pull request, and nobody approves their own.` }
    }
    const own = counting.find(
      (contribution) => contribution.person !== null && mayBeSamePerson(contribution.person, person),
    )
    if (own === undefined) return undefined
    const detail = `${person.login} ${DID[own.as]} ${own.commit.slice(0, 7)}, and nobody approves their own commits.`
    return { why: 'contributor', detail }
  }
}

const DID: Readonly<Record<Contribution['as'], string>> = {
  author: 'wrote',
  committer: 'committed',
  pusher: 'pushed',
  'co-author': 'is a co-author of',
}

/** Commits somebody without a known account had a part in that counts. */
export const unattributedIn = ({ contributors, mode }: Change): Contribution[] =>
  contributors.filter((contribution) => contribution.person === null && counts(contribution, mode))

/** Everyone the rule keeps out, once each: who cannot be named as somebody who could approve. */
export function excludedPeople({ author, contributors, mode }: Change): Person[] {
  const people = contributors.filter((contribution) => counts(contribution, mode)).map(({ person }) => person)
  const byLogin = new Map<string, Person>()
  for (const person of [author, ...people])
    if (person !== null && !byLogin.has(loginKey(person))) byLogin.set(loginKey(person), person)
  return [...byLogin.values()]
}

const counts = ({ as, isUpdate }: Contribution, mode: Contributors): boolean =>
  isUpdate !== true && (as !== 'co-author' || mode === 'everyone')
