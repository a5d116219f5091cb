import * as z from 'zod/mini'
import type { ActorFacts } from '../checklist/enforcement/facts.ts'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'

const numbered = z.object({ id: z.int() })
/** A name in a policy is part of an address here. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/
const ACTORS = 100

/** The number behind each name that the policy allows on a bypass list: GitHub's lists hold numbers. */
export async function readActors(
  client: GitHub,
  names: readonly Pick<ActorFacts, 'kind' | 'name'>[],
): Promise<readonly ActorFacts[]> {
  const actors: ActorFacts[] = []
  for (const { kind, name } of names.slice(0, ACTORS)) actors.push({ kind, name, id: await readId(client, kind, name) })
  return actors
}

function readId(client: GitHub, kind: ActorFacts['kind'], name: string): Promise<Reading<number>> {
  const [owner = '', slug = ''] = name.replace(/^@/, '').split('/', 2)
  switch (kind) {
    case 'Team':
      return ask(client, 'GET /orgs/{org}/teams/{team_slug}', { org: owner, team_slug: slug }, 'members: read')
    case 'Integration':
      return ask(client, 'GET /apps/{app_slug}', { app_slug: owner }, 'metadata: read')
    case 'User':
      return ask(client, 'GET /users/{username}', { username: owner }, 'metadata: read')
  }
}

async function ask(
  client: GitHub,
  route: string,
  parameters: Readonly<Record<string, string>>,
  needs: string,
): Promise<Reading<number>> {
  const odd = Object.values(parameters).find((value) => !NAME.test(value))
  if (odd !== undefined) return torn(`"${odd.slice(0, 100)}" is no name that can be looked up.`)
  const answer = await client.get(route, parameters, numbered, { needs, missing: 'forbidden' })
  return answer.state === 'read' ? read(answer.value.value.id) : answer
}
