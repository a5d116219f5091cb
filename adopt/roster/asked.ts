import type { Unread } from '../../shared/evidence/reading.ts'
import type { GitHub } from '../../shared/github/client.ts'
import { type BlobCache, blobCache, readFileAt } from '../../shared/github/contents.ts'
import type { RepositoryName } from '../../shared/github/fields.ts'
import { PolicyFileUnread, readPolicyAt } from '../../shared/github/policy-file.ts'
import { CODEOWNERS_PLACES, type Codeowners, parseCodeowners } from '../../shared/ownership/codeowners.ts'
import { teamsForRoster, teamsNamed } from '../../shared/ownership/roster-teams.ts'
import { loadPolicy, PolicyUnreadable } from '../../shared/policy/load.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { InputError } from '../../shared/verdict/input-error.ts'

export interface AskedTeams {
  /** `org/team` in lower case: what the roster has to name. */
  readonly teams: readonly string[]
  /** Named too, and of another organization: no roster of this one can say who is in them. */
  readonly foreign: readonly string[]
}

/**
 * The teams that the policy and CODEOWNERS of one commit ask for. Without either of them the list would be short and look
 * whole, so what cannot be read ends it.
 * @throws InputError
 */
export async function askedTeams(
  client: GitHub,
  at: RepositoryName & { readonly ref: string },
  policyPath: string,
  organization: string,
  now: Date,
): Promise<AskedTeams> {
  const cache = blobCache()
  const { roles } = await policyAt(client, at, policyPath, now, cache)
  const codeowners = await codeownersAt(client, at, cache)
  const teams = teamsForRoster(roles, codeowners, organization)
  return { teams, foreign: teamsNamed(roles, codeowners).filter((team) => !teams.includes(team)) }
}

async function policyAt(
  client: GitHub,
  at: RepositoryName & { readonly ref: string },
  path: string,
  now: Date,
  cache: BlobCache,
): Promise<Policy> {
  try {
    const { policy, origin } = await loadPolicy({ read: readPolicyAt(client, at, cache), path, now })
    if (origin !== 'none') return policy
  } catch (error) {
    if (error instanceof PolicyFileUnread) throw new InputError(unread(path, error.unread), { cause: error })
    if (error instanceof PolicyUnreadable) throw new InputError(`${error.message}.`, { cause: error })
    throw error
  }
  throw new InputError(
    `There is no ${path} on the default branch, and its roles say which teams a roster names. Add it, or give --policy.`,
  )
}

async function codeownersAt(
  client: GitHub,
  at: RepositoryName & { readonly ref: string },
  cache: BlobCache,
): Promise<Codeowners> {
  for (const path of CODEOWNERS_PLACES) {
    const file = await readFileAt(client, { ...at, path }, cache)
    if (file.state !== 'read') throw new InputError(unread(path, file))
    if (file.value !== 'no-such-file') return parseCodeowners(Buffer.from(file.value.bytes).toString('utf8'))
  }
  return parseCodeowners('')
}

/** What could not be read, why, and what opens it. */
export const unread = (what: string, { detail, needs }: Unread): string =>
  `${what} could not be read. ${detail}${needs === undefined ? '' : ` It needs ${needs}.`}`
