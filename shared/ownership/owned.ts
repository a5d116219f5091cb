import { compare } from '../verdict/conclude.ts'
import type { Approval } from './approvals.ts'
import { type Codeowners, type CodeownersRule, isTooLarge, ruleFor } from './codeowners.ts'
import type { Contribution } from './exclusion.ts'
import { parseOwner } from './owner.ts'
import { foldCase, isSamePerson, loginKey, type Person } from './person.ts'
import { ignoredEmails, owns, type Team, type Teams } from './roles.ts'

export interface ChangedFile {
  /** Relative to the repository root, as git writes it. */
  readonly path: string
  /** Of a rename or copy: its owner lost a file, and has a say too (S36). */
  readonly previousPath?: string
}

export interface OwnedQuestion {
  /** From the live tip of the base branch, never the change's own. */
  readonly codeowners: Codeowners
  /** All of them, deleted files too. */
  readonly files: readonly ChangedFile[]
  readonly approved: readonly Approval[]
  /** Commits whose author nobody knows (`approvals(...).unattributed`). */
  readonly unattributed: readonly Contribution[]
  /** Who cannot approve, so is not named as somebody who could (`excludedPeople`). */
  readonly excluded: readonly Person[]
  readonly teams: Teams
}

/** Paths with the same owners. One approval of any of them is enough for all of its paths (S32). */
export interface Domain {
  /** As written on the rule of its first path. */
  readonly owners: readonly string[]
  readonly rules: readonly CodeownersRule[]
  /** Old and new names, sorted. */
  readonly paths: readonly string[]
  readonly state: 'met' | 'unmet' | 'unknown'
  /** Approvals of its owners that count for its paths. */
  readonly approvedBy: readonly Approval[]
  /** Carried approvals of its owners, which are stale here because these paths differ since. */
  readonly stale: readonly { readonly approval: Approval; readonly paths: readonly string[] }[]
  /** Owners who could still approve; empty: nobody can, whoever else is asked. */
  readonly couldApprove: readonly string[]
  /** Addresses passed over because another owner can be read. */
  readonly ignoredEmails: readonly string[]
  /** What could not be read of it, in plain sentences; with `unknown`, why. */
  readonly blind: readonly string[]
}

export interface Owned {
  /**
   * `none`: no changed path has an owner, which is not an approval. `unknown`: something that could not be read would
   * decide it.
   */
  readonly state: 'met' | 'unmet' | 'unknown' | 'none'
  readonly domains: readonly Domain[]
  /** Paths nobody owns: no rule matches, or `rule` takes the owners away. Whether that blocks is the policy's. */
  readonly unowned: readonly { readonly path: string; readonly rule?: CodeownersRule }[]
  /** Why nothing could be said about any path. */
  readonly blind?: string
}

/** Each touched domain needs an approval of one of its owners. */
export function owned(question: OwnedQuestion): Owned {
  const { codeowners, files } = question
  if (isTooLarge(codeowners)) {
    const blind =
      'The CODEOWNERS file has 3 MB or more, GitHub does not load it, and so nobody owns anything; make it smaller.'
    return { state: 'unknown', domains: [], unowned: [], blind }
  }
  const touched = new Set(
    files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath])),
  )
  const unowned: { path: string; rule?: CodeownersRule }[] = []
  const byOwners = new Map<string, { paths: string[]; rules: Set<CodeownersRule>; owners: readonly string[] }>()
  for (const path of [...touched].sort(compare)) {
    const rule = ruleFor(codeowners, path)
    if (rule === undefined) unowned.push({ path })
    else if (rule.owners.length === 0) unowned.push({ path, rule })
    else {
      const key = [...new Set(rule.owners.map(foldCase))].sort(compare).join(' ')
      const domain = byOwners.get(key) ?? { paths: [], rules: new Set(), owners: rule.owners }
      byOwners.set(key, domain)
      domain.paths.push(path)
      domain.rules.add(rule)
    }
  }
  const domains = [...byOwners.values()].map(({ owners, paths, rules }) =>
    domainOf(owners, paths, [...rules], question),
  )
  return { state: stateOf(domains), domains, unowned }
}

/** What nobody could read comes first: a gate that does not see must not call it unmet, or met. */
function stateOf(domains: readonly Domain[]): Owned['state'] {
  for (const state of ['unknown', 'unmet', 'met'] as const) {
    if (domains.some((domain) => domain.state === state)) return state
  }
  return 'none'
}

function domainOf(
  owners: readonly string[],
  paths: readonly string[],
  rules: readonly CodeownersRule[],
  { approved, unattributed, excluded, teams }: OwnedQuestion,
): Domain {
  const votes = approved.map((approval) => ({
    approval,
    answer: owns(owners, approval.person, teams),
    differs: differing(approval, paths),
  }))
  const valid = votes.filter(({ differs }) => differs.length === 0)
  const approvedBy = valid.filter(({ answer }) => answer === 'yes').map(({ approval }) => approval)
  const stale = votes
    .filter(({ answer, differs }) => answer === 'yes' && differs.length > 0)
    .map(({ approval, differs }) => ({ approval, paths: differs }))
  const unread = unreadOwners(owners, teams)
  const isDoubtful = valid.some(({ answer }) => answer === 'unknown')
  const state = approvedBy.length > 0 ? (unattributed.length > 0 ? 'unknown' : 'met') : isDoubtful ? 'unknown' : 'unmet'
  return {
    owners,
    rules,
    paths,
    state,
    approvedBy,
    stale,
    couldApprove: owners.filter((owner) => canApprove(owner, excluded, teams)),
    ignoredEmails: ignoredEmails(owners, teams),
    blind: approvedBy.length > 0 ? unattributed.map(unattributedText) : unread,
  }
}

/** Of the commits a carried approval was given for, the one that fits these paths best. */
function differing({ carried }: Approval, paths: readonly string[]): readonly string[] {
  if (carried === undefined) return []
  const lists = carried.map(({ except }) => paths.filter((path) => except.includes(path)))
  return lists.reduce((least, list) => (list.length < least.length ? list : least))
}

function unattributedText({ commit, as }: Contribution): string {
  return `GitHub knows no account for the ${as} of ${commit.slice(0, 7)}, who may be the one that approved; add that address to an account, or commit again with one that is known.`
}

function unreadOwners(owners: readonly string[], teams: Teams): string[] {
  const passedOver = ignoredEmails(owners, teams)
  return owners.flatMap((text) => {
    const owner = parseOwner(text)
    if (owner?.kind === 'team') return unreadTeam(text, teams.get(owner.team))
    if (owner?.kind !== 'email' || passedOver.includes(text)) return []
    return [`GitHub tells nobody whose address ${text} is; name the account or a team in CODEOWNERS.`]
  })
}

function unreadTeam(name: string, team: Team | undefined): string[] {
  switch (team?.state) {
    case 'read':
      return []
    case 'forbidden':
      return [`The members of ${name} may not be read: ${team.detail}`]
    case 'absent':
      return [`The team ${name} was not found: ${team.detail}`]
    case 'partial':
      return [`Only a part of the members of ${name} could be read: ${team.detail}`]
    case undefined:
      return [`The members of ${name} were not read.`]
  }
}

/** A team that could not be read may have somebody; of one that was read, somebody must be left. */
function canApprove(text: string, excluded: readonly Person[], teams: Teams): boolean {
  const owner = parseOwner(text)
  switch (owner?.kind) {
    case 'user':
      return !excluded.some((person) => loginKey(person) === foldCase(owner.login))
    case 'team': {
      const team = teams.get(owner.team)
      return (
        team?.state !== 'read' ||
        (team.others ?? 0) > 0 ||
        team.members.some((member) => !excluded.some((person) => isSamePerson(person, member)))
      )
    }
    case 'email':
    case undefined:
      return false
  }
}
