import * as z from 'zod/mini'
import { explain } from '../policy/explain.ts'
import { lazy } from '../policy/key.ts'
import { formatProblems, type Problem } from '../policy/problem.ts'
import { readYaml } from '../policy/yaml.ts'
import { compare } from '../verdict/conclude.ts'
import { InputError } from '../verdict/input-error.ts'
import { teamSlug } from './owner.ts'
import { foldCase } from './person.ts'

export const ROSTER_PATH = '.github/production-roster.yml'

/** Who is in which team, as one job that may read members wrote it down (decisions 3.3). */
export interface Roster {
  readonly organization: { readonly id: number; readonly login: string }
  /** By `org/team` in lower case. */
  readonly teams: ReadonlyMap<string, RosterTeam>
}

/** Everything about a team stands on one line of the file, so that whoever approved the line approved all of it. */
export interface RosterTeam {
  /** ISO 8601 UTC, whole seconds: when its members were read. */
  readonly written: string
  readonly members: readonly RosterMember[]
}

export interface RosterMember {
  readonly login: string
  readonly id: number
}

const KIND = { noun: 'a roster', begin: 'let the roster job write the file' }
const BYTES = 1024 * 1024
const TEAMS = 500
/** As many as are read of a team by the API. */
const MEMBERS = 5_000
const PROBLEMS = 5

const login = () => z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'is no login'))
const id = () => z.int().check(z.minimum(1, 'is no number of an account'))
const instant = () =>
  z
    .string()
    .check(
      z.refine(
        (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && isReal(text),
        'is no moment in UTC: write it as 2026-11-20T12:00:00Z',
      ),
    )

/** V8 takes 30 February for 2 March. */
function isReal(text: string): boolean {
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString() === text.replace('Z', '.000Z')
}

const schema = lazy(() =>
  z.strictObject({
    version: z.literal(1),
    organization: z.strictObject({ id: id(), login: login() }),
    teams: z.record(
      z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]{0,99}\/[a-z0-9._-]{1,255}$/, 'is no org/team in lower case')),
      z.strictObject({
        written: instant(),
        members: z
          .array(z.strictObject({ login: login(), id: id() }))
          .check(z.maxLength(MEMBERS, `has more than ${MEMBERS} members`)),
      }),
    ),
  }),
)

/**
 * The only form there is of a roster: byte for byte what the reader takes, one line for each team. Comments, other
 * quotes or an anchor would say something in another line than the one that somebody approved.
 */
export function rosterText({ organization, teams }: Roster): string {
  const lines = [...teams]
    .map(([name, team]) => [teamSlug(name), team] as const)
    .sort(([a], [b]) => compare(a, b))
    .map(([name, { written, members }]) => {
      const list = [...members]
        .sort((a, b) => a.id - b.id)
        .map((one) => `{ login: ${quoted(one.login)}, id: ${one.id} }`)
      return `  ${quoted(name)}: { written: ${quoted(written)}, members: [${list.join(', ')}] }\n`
    })
  const { id: number, login: name } = organization
  const head = `version: 1\norganization: { id: ${number}, login: ${quoted(name)} }\n`
  return `${head}${lines.length === 0 ? 'teams: {}\n' : `teams:\n${lines.join('')}`}`
}

/** JSON's strings are YAML's. */
const quoted = (text: string): string => JSON.stringify(text)

/** The line of a team in `rosterText`, from 1. */
export const rosterLine = (roster: Roster, team: string): number =>
  [...roster.teams.keys()].sort(compare).indexOf(team) + 1 + HEAD_LINES

const HEAD_LINES = 3

/** @throws InputError with one line `<uri>:<line>:<column>: <problem>` for what is wrong */
export function parseRoster(bytes: Uint8Array, uri: string): Roster {
  const first = (message: string): InputError => new InputError(`${uri}:1:1: ${message}`)
  if (bytes.length > BYTES) throw first('the file is larger than 1 MiB; a roster names teams and nothing else')
  const text = Buffer.from(bytes).toString()
  const file = readYaml(text, uri, KIND)
  const refuse = (problems: readonly Problem[]): InputError =>
    new InputError(formatProblems([...problems]).slice(0, PROBLEMS))
  if (file.data === undefined || file.problems.length > 0) throw refuse(file.problems)
  const parsed = schema().safeParse(file.data)
  if (!parsed.success) throw refuse(explain(parsed.error.issues, schema(), [], file))
  const { organization, teams } = parsed.data
  const roster = { organization, teams: new Map(Object.entries(teams)) }
  const wrong = contradiction(roster)
  if (wrong !== undefined) throw first(wrong)
  if (rosterText(roster) !== text)
    throw first('the file is not written as the roster job writes it; let the job write it again, and change nothing')
  return roster
}

function contradiction({ organization, teams }: Roster): string | undefined {
  if (teams.size > TEAMS) return `more than ${TEAMS} teams`
  for (const [name, { members }] of teams) {
    if (!name.startsWith(`${foldCase(organization.login)}/`)) return `${name} is no team of ${organization.login}`
    const logins = new Set(members.map((member) => foldCase(member.login)))
    const ids = new Set(members.map((member) => member.id))
    if (logins.size < members.length || ids.size < members.length) return `somebody is in ${name} twice`
  }
  return undefined
}

const MAX_AGE_DAYS = 8
const DAY_MS = 86_400_000
/** Clocks of two machines. */
const AHEAD_MS = 5 * 60_000

export type RosterAge =
  /** `words` go on from "was written ". */
  { readonly state: 'read' | 'stale' | 'untrusted'; readonly words: string }

/** @param now ISO 8601 UTC */
export function ageOfTeam({ written }: RosterTeam, now: string): RosterAge {
  const ms = Date.parse(now) - Date.parse(written)
  if (Number.isNaN(ms) || ms < -AHEAD_MS) return { state: 'untrusted', words: `at ${written}, which is yet to come` }
  const days = Math.max(0, Math.floor(ms / DAY_MS))
  const words = `at ${written}, ${days} d ago`
  if (ms <= MAX_AGE_DAYS * DAY_MS) return { state: 'read', words }
  return { state: 'stale', words: `${words}, and ${MAX_AGE_DAYS} d is the most that counts` }
}
