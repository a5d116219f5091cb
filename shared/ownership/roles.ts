import type { Role } from '../policy/policy.ts'
import { compare } from '../verdict/conclude.ts'
import { parseOwner, teamSlug } from './owner.ts'
import { isApp, isSamePerson, loginKey, type Person } from './person.ts'

/** Whether somebody is one of those asked for. `unknown`: it depends on a team that could not be read. */
export type Holds = 'yes' | 'no' | 'unknown'

/** What is known of a team: by the API, else by the roster (decisions 3.3). */
export type Team =
  /** `others`: how many members there are beside those listed; absent: none. */
  | { readonly state: 'read'; readonly members: readonly Person[]; readonly others?: number }
  | { readonly state: 'forbidden' | 'absent' | 'partial'; readonly detail: string }

/** By `org/team` in lower case, as `teamsOf` gives it. A team that is not in it was not read. */
export type Teams = ReadonlyMap<string, Team>

/** An app holds a role by `apps` only, a person by `users` and `teams` only. */
export function holds(role: Role, person: Person, teams: Teams): Holds {
  if (isApp(person)) {
    return (role.apps ?? []).some((slug) => isNamed(person, { login: slug, kind: 'app' })) ? 'yes' : 'no'
  }
  if ((role.users ?? []).some((login) => isNamed(person, { login, kind: 'user' }))) return 'yes'
  return anyOf((role.teams ?? []).map((team) => isMember(person, team, teams)))
}

/** @returns the distinct teams that these roles name, as `org/team` in lower case, sorted; a role nobody declared names none */
export function teamsOf(roles: Readonly<Record<string, Role>>, names: Iterable<string>): string[] {
  const teams = [...names].flatMap((name) => (Object.hasOwn(roles, name) ? (roles[name]?.teams ?? []) : []))
  return distinct(teams.map(teamSlug))
}

/** @returns the distinct teams among owners of CODEOWNERS, like `teamsOf` */
export function teamsOfOwners(owners: Iterable<string>): string[] {
  return distinct([...owners].map(parseOwner).flatMap((owner) => (owner?.kind === 'team' ? [owner.team] : [])))
}

/** Slugs of the apps that any role names: whose approvals are looked at. */
export const appsOf = (roles: Readonly<Record<string, Role>>): string[] =>
  [...new Set(Object.values(roles).flatMap(({ apps }) => apps ?? []))].sort(compare)

/**
 * Whether somebody is one of the owners of a CODEOWNERS line. An address is no answer: GitHub tells nobody whose it is
 * (S30). Alone on its line it leaves everybody unknown; beside an owner that can be read it is passed over.
 */
export function owns(owners: readonly string[], person: Person, teams: Teams): Holds {
  // Apps cannot own code (S31).
  if (isApp(person)) return 'no'
  return anyOf(owners.map((text) => isOwnedBy(text, person, teams, owners)))
}

function isOwnedBy(text: string, person: Person, teams: Teams, owners: readonly string[]): Holds {
  const owner = parseOwner(text)
  switch (owner?.kind) {
    case 'user':
      return isNamed(person, { login: owner.login, kind: 'user' }) ? 'yes' : 'no'
    case 'team':
      return isMember(person, owner.team, teams)
    case 'email':
      return isPassedOver(owners, teams) ? 'no' : 'unknown'
    case undefined:
      return 'no'
  }
}

/** The addresses among owners that are passed over, because another of them can be read (decisions 3.4). */
export const ignoredEmails = (owners: readonly string[], teams: Teams): string[] =>
  isPassedOver(owners, teams) ? owners.filter((owner) => parseOwner(owner)?.kind === 'email') : []

function isPassedOver(owners: readonly string[], teams: Teams): boolean {
  return owners.map(parseOwner).some((owner) => {
    return owner?.kind === 'user' || (owner?.kind === 'team' && teams.get(owner.team)?.state === 'read')
  })
}

function isMember(person: Person, team: string, teams: Teams): Holds {
  const known = teams.get(teamSlug(team))
  if (known?.state !== 'read') return 'unknown'
  return known.members.some((member) => isSamePerson(member, person)) ? 'yes' : 'no'
}

/** A login of a policy or CODEOWNERS file: no number is written there. */
const isNamed = (person: Person, named: Person): boolean => loginKey(person) === loginKey(named)

function anyOf(answers: readonly Holds[]): Holds {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort(compare)
