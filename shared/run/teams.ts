import type { GitHub } from '../github/client.ts'
import { readTeams } from '../github/teams.ts'
import type { Team, Teams } from '../ownership/roles.ts'
import { personOf } from './approvals.ts'

/** Members of teams as roles take them; one request for each distinct team. */
export async function teamsFor(github: GitHub, slugs: readonly string[]): Promise<Teams> {
  const read = await readTeams(github, slugs)
  return new Map(
    [...read].map(([name, team]): [string, Team] => {
      if (team.state === 'read') return [name, { state: 'read', members: team.value.map(personOf) }]
      const state = team.state === 'forbidden' || team.state === 'absent' ? team.state : 'partial'
      const { detail, needs } = team
      return [name, { state, detail: needs === undefined ? detail : `${detail} It needs ${needs}.` }]
    }),
  )
}
