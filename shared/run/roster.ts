import { sha256 as sha256Of } from '../evidence/digest.ts'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { BareRepository } from '../git/bare.ts'
import { blameOf } from '../git/blame.ts'
import { filesOfBare } from '../git/files.ts'
import type { GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import { readMergedPulls } from '../github/merged-by.ts'
import { ruleFor } from '../ownership/codeowners.ts'
import type { Person } from '../ownership/person.ts'
import { teamsOf } from '../ownership/roles.ts'
import { ageOfTeam, parseRoster, ROSTER_PATH, type Roster, rosterLine } from '../ownership/roster.ts'
import type { Policy } from '../policy/policy.ts'
import type { Source } from '../verdict/finding.ts'
import { InputError } from '../verdict/input-error.ts'
import { asked } from './judged/unread.ts'
import type { Judged } from './judged.ts'
import { approvedBy, broughtBy, codeownersAt, isOwnedBy } from './merged-approval.ts'
import { teamsFor } from './teams.ts'

export interface RosterPlace {
  readonly github: GitHub
  readonly repository: RepositoryName
  readonly bare: BareRepository
  /** The live tip of the base, and its ref: `refs/heads/main`. */
  readonly baseTip: string
  readonly baseRef: string
  /** Number of the account that the repository belongs to. */
  readonly ownerId: number
  readonly policy: Pick<Policy, 'roles'>
  /** ISO 8601 UTC. */
  readonly now: string
}

/** Members of a team, and in what words they are known: a sentence. */
export interface Listed {
  readonly members: readonly Person[]
  readonly detail: string
}

export interface RosterReader {
  /** @param slug `org/team` in lower case */
  readonly team: (slug: string) => Promise<Reading<Listed>>
  /** The file, where it was asked for a team and is there: as bad as the worst of the answers. */
  readonly sources: () => readonly Source[]
}

/** The roster that a judged subject's base has. */
export function rosterOf(
  { remote, subject: { baseRef } }: Judged,
  policy: Pick<Policy, 'roles'>,
  online: Pick<RosterPlace, 'github' | 'repository'> | undefined,
  now: string,
): RosterReader {
  if (remote === undefined || online === undefined || baseRef === undefined) return NO_ROSTER
  const { bare, baseTip, tips } = remote
  return rosterReader({ ...online, bare, baseTip, baseRef, ownerId: tips.repository.ownerId, policy, now })
}

/** Where there is no base to read it from. */
export const NO_ROSTER: RosterReader = {
  team: async () => ({ state: 'absent', detail: `No base was read that could have a ${ROSTER_PATH}.` }),
  sources: () => [],
}

/** The roster of the base (decisions 3.3), read when the first team is asked for. */
export function rosterReader(place: RosterPlace): RosterReader {
  let file: Promise<Reading<File | undefined>> | undefined
  const known = new Map<string, Promise<Reading<Listed>>>()
  const settled = new Map<string, Reading<Listed>>()
  let sha256: string | undefined
  let isThere = false
  return {
    async team(slug) {
      file ??= readFile(place)
      const found = await file
      isThere = found.state !== 'read' || found.value !== undefined
      if (found.state === 'read') sha256 = found.value?.sha256
      const answer = known.get(slug) ?? (found.state === 'read' ? teamIn(found.value, slug, place) : found)
      known.set(slug, Promise.resolve(answer))
      settled.set(slug, await answer)
      return answer
    },
    sources: () => (isThere ? [sourceFor(place, [...settled.values()], sha256)] : []),
  }
}

interface File {
  readonly roster: Roster
  readonly sha256: string
}

/** `undefined`: there is none. */
async function readFile({ bare, baseTip, ownerId }: RosterPlace): Promise<Reading<File | undefined>> {
  try {
    const found = await asked(() => filesOfBare(bare, baseTip).read(ROSTER_PATH))
    if (found.state !== 'read') return found
    if (found.value === undefined) return read(undefined)
    const roster = parseRoster(found.value, ROSTER_PATH)
    const { id, login } = roster.organization
    if (id !== ownerId) {
      // A name is free to take once its organization is renamed or gone; the number is not.
      return untrusted(`${ROSTER_PATH} is about ${login} (${id}), and the repository belongs to account ${ownerId}.`)
    }
    return read({ roster, sha256: sha256Of(found.value) })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return untrusted(error.problems.map((problem) => `${problem}.`).join(' '))
  }
}

const untrusted = (detail: string): Unread => ({ state: 'untrusted', detail })

async function teamIn(file: File | undefined, slug: string, place: RosterPlace): Promise<Reading<Listed>> {
  if (file === undefined) return { state: 'absent', detail: `There is no ${ROSTER_PATH} at the base.` }
  const team = file.roster.teams.get(slug)
  if (team === undefined) return { state: 'absent', detail: `${ROSTER_PATH} does not name ${slug}.` }
  const { state, words } = ageOfTeam(team, place.now)
  const written = `${ROSTER_PATH}: ${slug} was written ${words}`
  if (state !== 'read') return { state, detail: `${written}. Let the roster job run again.` }
  const brought = await confirmed(file.roster, slug, place)
  if (brought.state !== 'read') return { ...brought, detail: `${written}. ${brought.detail}` }
  const members = team.members.map(({ login, id }): Person => ({ login, id, kind: 'user' }))
  return read({ members, detail: `${written}, and ${brought.value}.` })
}

const ROLE = 'security'

/**
 * Text is not a signature: role `security` must own the file, and must have approved the pull request that wrote the
 * team's line. Of that role only people, apps, and members of teams that the API shows can vouch for it: a roster that
 * says who may approve rosters would say anything.
 */
async function confirmed(roster: Roster, slug: string, place: RosterPlace): Promise<Reading<string>> {
  const { github, repository, bare, baseTip, policy } = place
  const { roles } = policy
  const role = Object.hasOwn(roles, ROLE) ? roles[ROLE] : undefined
  if (role === undefined) return untrusted('The policy declares no role `security` that could vouch for it.')
  const line = rosterLine(roster, slug)
  const written = await asked(async () => ({
    owners: ruleFor(await codeownersAt(bare, baseTip), ROSTER_PATH)?.owners ?? [],
    commits: await blameOf(bare, baseTip, ROSTER_PATH, { from: line, to: line }),
  }))
  if (written.state !== 'read') return written
  if (!isOwnedBy(role, written.value.owners)) {
    return untrusted(`CODEOWNERS does not make role \`security\` an owner of ${ROSTER_PATH}.`)
  }
  const [commit] = written.value.commits.map((one) => one.commit)
  if (commit === undefined) return untrusted('Nobody knows which commit wrote it.')
  const pulls = await readMergedPulls(github, repository, [commit])
  if (pulls.state !== 'read') return pulls
  const base = place.baseRef.replace(/^refs\/heads\//, '')
  const merged = broughtBy(pulls.value.get(commit) ?? [], place.baseRef)
  if (merged.length === 0) {
    return untrusted(`Commit ${commit.slice(0, 7)} wrote it, and came to ${base} without a pull request.`)
  }
  const teams = await teamsFor(github, teamsOf(roles, [ROLE]))
  const approved = merged.find((pull) => approvedBy(pull, role, roles, teams) === 'yes')
  if (approved !== undefined) return read(`role \`security\` approved #${approved.number}, which brought it`)
  const numbers = merged.map(({ number }) => `#${number}`).join(', ')
  return untrusted(
    `No user, app or readable team of role \`security\` is known to have approved ${numbers}, which brought commit ${commit.slice(0, 7)}.`,
  )
}

const WORST = ['partial', 'forbidden', 'pending', 'foreign', 'untrusted', 'stale', 'absent', 'read'] as const
/** Shown of a list of teams. */
const NAMED = 5

function sourceFor({ baseTip, now }: RosterPlace, answers: readonly Reading<Listed>[], sha256?: string): Source {
  const state = WORST.find((one) => answers.some((answer) => answer.state === one)) ?? 'read'
  const details = [...new Set(answers.map((one) => (one.state === 'read' ? one.value.detail : one.detail)))]
  const more = details.length - NAMED
  const detail = `${details.slice(0, NAMED).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`
  return {
    id: 'roster',
    uri: ROSTER_PATH,
    state,
    commit: baseTip,
    readAt: now,
    detail,
    ...(sha256 !== undefined && { sha256 }),
  }
}
