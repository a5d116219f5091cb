import type { GitHub } from '../github/client.ts'
import { readTeams } from '../github/teams.ts'
import type { Team, Teams } from '../ownership/roles.ts'
import { compare } from '../verdict/conclude.ts'
import { personOf } from './approvals.ts'
import type { RosterReader } from './roster.ts'

/** By client, because a client is of one run. */
const asked = new WeakMap<GitHub, Map<string, Promise<Team>>>()

/**
 * Members of teams as roles take them; one request for each distinct team of a run, whoever asks.
 * @param roster answers for a team that the token is not shown. Not for one that could not be read just now: that mends
 * itself, and the list of last week does not
 */
export async function teamsFor(github: GitHub, slugs: readonly string[], roster?: RosterReader): Promise<Teams> {
  const known = asked.get(github) ?? new Map<string, Promise<Team>>()
  asked.set(github, known)
  const teams: [string, Team][] = []
  for (const slug of [...new Set(slugs)].sort(compare)) {
    const team = known.get(slug) ?? teamOf(github, slug)
    known.set(slug, team)
    const shown = await team
    teams.push([slug, roster === undefined ? shown : await listed(slug, shown, roster)])
  }
  return new Map(teams)
}

async function listed(slug: string, shown: Team, roster: RosterReader): Promise<Team> {
  if (shown.state !== 'forbidden') return shown
  const found = await roster.team(slug)
  if (found.state === 'read') return { state: 'read', members: found.value.members }
  return { state: 'forbidden', detail: `${shown.detail} ${found.detail}` }
}

async function teamOf(github: GitHub, slug: string): Promise<Team> {
  const team = (await readTeams(github, [slug])).get(slug)
  if (team?.state === 'read') return { state: 'read', members: team.value.map(personOf) }
  const state = team?.state === 'forbidden' || team?.state === 'absent' ? team.state : 'partial'
  const { detail = `${slug} was not read.`, needs } = team ?? {}
  return { state, detail: needs === undefined ? detail : `${detail} It needs ${needs}.` }
}
