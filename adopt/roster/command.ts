import { join } from 'node:path'
import { createClient, type GitHub } from '../../shared/github/client.ts'
import { readTeams } from '../../shared/github/teams.ts'
import { readTips } from '../../shared/github/tips.ts'
import { parseRoster, ROSTER_PATH, type Roster, type RosterTeam, rosterText } from '../../shared/ownership/roster.ts'
import { readEvent } from '../../shared/run/event.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Command, Io } from '../io.ts'
import { requiredToken } from '../secrets.ts'
import { askedTeams, unread } from './asked.ts'
import { ROSTER_USAGE, readOptions } from './options.ts'

/**
 * Prints `.github/production-roster.yml`, whole or not at all: half a roster would look like one that knows every team.
 * In a workflow it also leaves the file, and says where.
 */
export const ROSTER: Command = {
  usage: ROSTER_USAGE,
  async run(args, io) {
    const { name, policyPath } = readOptions(args, io.env)
    const token = requiredToken(io.env, 'roster')
    const { apiUrl, graphqlUrl } = readEvent({ ...io.env, GITHUB_EVENT_PATH: '' }, () => '', io.cwd)
    const client = createClient({ ...io.pace, token, apiUrl, graphqlUrl, now: io.now })
    // Before anything is read: members who leave while it is read are as old as the file says.
    const written = io
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
    const tips = await readTips(client, { ...name, ref: 'HEAD', policyPath })
    if (tips.state !== 'read') throw new InputError(unread(`${name.owner}/${name.repo}`, tips))
    const { repository, defaultBranch } = tips.value
    const login = repository.name.split('/')[0] ?? ''
    const at = { ...name, ref: defaultBranch.commit }
    const { teams, foreign } = await askedTeams(client, at, policyPath, login, io.now())
    for (const team of foreign) io.err(`${team} is no team of ${login}: no roster of ${login} can say who is in it.`)
    const roster = { organization: { id: repository.ownerId, login }, teams: await membersOf(client, teams, written) }
    io.out(textOf(roster).trimEnd())
    leave(io, textOf(roster))
    return 0
  },
}

/** @throws InputError with a line for each team that was not read */
async function membersOf(client: GitHub, teams: readonly string[], written: string): Promise<Roster['teams']> {
  const readings = await readTeams(client, teams)
  const known: [string, RosterTeam][] = []
  const problems: string[] = []
  for (const [team, members] of readings) {
    if (members.state === 'read') {
      known.push([team, { written, members: members.value.map(({ login, id }) => ({ login, id })) }])
    } else problems.push(unread(team, members))
  }
  if (problems.length > 0) throw new InputError([...problems, 'Nothing was printed: a roster names every team.'])
  return new Map(known)
}

/** What the gates would not take is not handed to anybody to approve. */
function textOf(roster: Roster): string {
  const text = rosterText(roster)
  parseRoster(Buffer.from(text), ROSTER_PATH)
  return text
}

function leave(io: Io, text: string): void {
  const { RUNNER_TEMP: temp = '', GITHUB_OUTPUT: output = '', INPUT_COMMAND: asAction } = io.env
  if (asAction === undefined || temp === '' || output === '') return
  const file = join(temp, 'production-roster.yml')
  io.write(file, text)
  io.append(output, `roster=${file}\n`)
}
