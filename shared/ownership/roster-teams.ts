import type { Role } from '../policy/policy.ts'
import { compare } from '../verdict/conclude.ts'
import type { Codeowners } from './codeowners.ts'
import { foldCase } from './person.ts'
import { teamsOf, teamsOfOwners } from './roles.ts'

/** The teams that a roster has to name: those of an organization that any role or any line of CODEOWNERS asks for. */
export const teamsForRoster = (
  roles: Readonly<Record<string, Role>>,
  codeowners: Codeowners,
  organization: string,
): readonly string[] => teamsNamed(roles, codeowners).filter((team) => team.startsWith(`${foldCase(organization)}/`))

/** Every team that is asked for, of whatever organization: `org/team` in lower case, sorted. */
export function teamsNamed(roles: Readonly<Record<string, Role>>, { rules }: Codeowners): readonly string[] {
  const named = [...teamsOf(roles, Object.keys(roles)), ...teamsOfOwners(rules.flatMap(({ owners }) => owners))]
  return [...new Set(named)].sort(compare)
}
