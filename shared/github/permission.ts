import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

const ROUTE = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission'

/** `maintain` is `write` here, and `triage` is `read`. A role that an organisation has made is what it is made from. */
const schema = z.object({
  permission: z.enum(['admin', 'write', 'read', 'none']),
  user: z.nullish(z.object({ id: z.int() })),
})

/** Whether an account may push, by login and number: the login may be another's by now. Needs `metadata: read`. */
export async function readMayPush(
  client: GitHub,
  { owner, repo }: RepositoryName,
  { id, login }: { readonly id: number; readonly login: string },
): Promise<Reading<boolean>> {
  const about = { needs: 'metadata: read', missing: 'absent' } as const
  const answer = await client.get(ROUTE, { owner, repo, username: login }, schema, about)
  if (answer.state !== 'read') return answer
  const { permission, user } = answer.value.value
  return read(user?.id === id && (permission === 'admin' || permission === 'write'))
}
