import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, type Page, readWhole } from './connection.ts'
import type { Account } from './fields.ts'

/** A longer list is nobody's reviewers, and is refused. */
const MEMBERS = 5000
const NEEDS = 'members: read of the organization, which GITHUB_TOKEN cannot have'
/** GitHub says null for a team that is not there, and for any team when the token may not see teams. */
const ABOUT = { needs: NEEDS, missing: 'forbidden' } as const

/** `membership: ALL` counts the members of the teams inside as GitHub does when it asks a team for a review. */
const QUERY = `query TeamMembers($org: String!, $slug: String!, $after: String) {
  rateLimit { cost }
  organization(login: $org) {
    team(slug: $slug) {
      members(first: ${PAGE}, after: $after, membership: ALL) {
        totalCount pageInfo { hasNextPage endCursor } nodes { login databaseId }
      }
    }
  }
}`

const member = z.pipe(
  z.object({ login: z.string().check(z.maxLength(100)), databaseId: z.int() }),
  z.transform(({ login, databaseId }): Account => ({ id: databaseId, login, kind: 'user' })),
)

const answerSchema = z.object({
  organization: z.nullable(z.object({ team: z.nullable(z.object({ members: connection(member) })) })),
})

const SLUG = /^@?([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,255})$/

/**
 * The members of teams, those of child teams among them. Each distinct team is asked for once, in whatever case it is
 * written; the keys are the names as they were given.
 * @param names `org/slug`, as in CODEOWNERS with or without `@`
 */
export async function readTeams(
  client: GitHub,
  names: readonly string[],
): Promise<ReadonlyMap<string, Reading<readonly Account[]>>> {
  const known = new Map<string, Reading<readonly Account[]>>()
  const byName = new Map<string, Reading<readonly Account[]>>()
  for (const name of names) {
    const key = name.replace(/^@/, '').toLowerCase()
    const members = known.get(key) ?? (await readTeam(client, name))
    known.set(key, members)
    byName.set(name, members)
  }
  return byName
}

async function readTeam(client: GitHub, name: string): Promise<Reading<readonly Account[]>> {
  const [, org, slug] = SLUG.exec(name) ?? []
  if (org === undefined || slug === undefined)
    return { state: 'absent', detail: `${name.slice(0, 100)} names no team; write organization/team.` }
  const page = async (after?: string): Promise<Reading<Page<Account>>> => {
    const answer = await client.query(QUERY, { org, slug, after: after ?? null }, answerSchema, ABOUT)
    if (answer.state !== 'read') return answer
    const team = answer.value.organization?.team
    return team == null ? hidden(`${org}/${slug}`) : read(team.members)
  }
  const first = await page()
  if (first.state !== 'read') return first
  return readWhole(first.value, { what: `members of ${org}/${slug}`, max: MEMBERS, id: ({ id }) => id, next: page })
}

/** "Not a member" would be a claim about a list nobody has seen. */
const hidden = (team: string): Unread => ({
  state: 'forbidden',
  detail: `There is no team ${team}, or this token is not shown the teams of the organization.`,
  needs: NEEDS,
})
