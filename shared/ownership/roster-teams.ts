import type { Role } from '../policy/policy.ts'
import { compare } from '../verdict/conclude.ts'
import type { Codeowners } from './codeowners.ts'
import { foldCase } from './person.ts'
import { teamsOf, teamsOfOwners } from './roles.ts'

/** The teams that a roster has to name: those of an organization that any role or any line of CODEOWNERS asks for. */
export function teamsForRoster(
  roles: Readonly<Record<string, Role>>,
  { rules }: Codeowners,
  organization: string,
): readonly string[] {
  const named = [...teamsOf(roles, Object.keys(roles)), ...teamsOfOwners(rules.flatMap(({ owners }) => owners))]
  return [...new Set(named)].filter((team) => team.startsWith(`${foldCase(organization)}/`)).sort(compare)
}
