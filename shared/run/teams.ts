import type { GitHub } from '../github/client.ts'
import { readTeams } from '../github/teams.ts'
import type { Team, Teams } from '../ownership/roles.ts'
import { compare } from '../verdict/conclude.ts'
import { personOf } from './approvals.ts'

/** By client, because a client is of one run. */
const asked = new WeakMap<GitHub, Map<string, Promise<Team>>>()

/** Members of teams as roles take them; one request for each distinct team of a run, whoever asks. */
export async function teamsFor(github: GitHub, slugs: readonly string[]): Promise<Teams> {
  const known = asked.get(github) ?? new Map<string, Promise<Team>>()
  asked.set(github, known)
  const teams: [string, Team][] = []
  for (const slug of [...new Set(slugs)].sort(compare)) {
    const team = known.get(slug) ?? teamOf(github, slug)
    known.set(slug, team)
    teams.push([slug, await team])
  }
  return new Map(teams)
}

async function teamOf(github: GitHub, slug: string): Promise<Team> {
  const team = (await readTeams(github, [slug])).get(slug)
  if (team?.state === 'read') return { state: 'read', members: team.value.map(personOf) }
  const state = team?.state === 'forbidden' || team?.state === 'absent' ? team.state : 'partial'
  const { detail = `${slug} was not read.`, needs } = team ?? {}
  return { state, detail: needs === undefined ? detail : `${detail} It needs ${needs}.` }
}
