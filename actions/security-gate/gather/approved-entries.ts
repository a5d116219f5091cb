import { type Reading, read } from '../../../shared/evidence/reading.ts'
import { blameOf } from '../../../shared/git/blame.ts'
import { filesOfBare } from '../../../shared/git/files.ts'
import type { GitHub } from '../../../shared/github/client.ts'
import type { RepositoryName } from '../../../shared/github/fields.ts'
import { type MergedPull, readMergedPulls } from '../../../shared/github/merged-by.ts'
import { ruleFor } from '../../../shared/ownership/codeowners.ts'
import { parseOwner, teamSlug } from '../../../shared/ownership/owner.ts'
import type { Teams } from '../../../shared/ownership/roles.ts'
import type { Policy, Role } from '../../../shared/policy/policy.ts'
import { asked } from '../../../shared/run/judged/unread.ts'
import type { Remote } from '../../../shared/run/judged.ts'
import { approvedBy, broughtBy, codeownersAt, isOwnedBy } from '../../../shared/run/merged-approval.ts'
import type { RosterReader } from '../../../shared/run/roster.ts'
import { teamsFor } from '../../../shared/run/teams.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { ExceptionEntry } from '../exceptions/exceptions.ts'
import type { VexStatement } from '../exceptions/statement.ts'
import type { ApprovalFact } from '../facts.ts'

export interface AskedApprovals {
  readonly remote: Remote
  readonly github: GitHub
  readonly repository: RepositoryName
  /** `refs/heads/main`. */
  readonly baseRef: string
  readonly policy: Policy
  /** Who is in teams that the token is not shown. */
  readonly roster: RosterReader
  readonly exceptions: readonly ExceptionEntry[]
  readonly vex: readonly VexStatement[]
}

/** A piece of a file that names somebody, or that role `security` answers for. */
interface Claim {
  readonly id: string
  readonly path: string
  readonly lines: { readonly from: number; readonly to: number }
  /** As the entry writes it: a role of the policy, `@login` or `@org/team`. */
  readonly approver: string
}

/**
 * Whether the approver an entry names has approved it: text is not a signature (decisions.md 1.9). Its file must be
 * owned by them, and each of its lines must have come with a pull request that they approved.
 * @returns by id of the entry or statement; a state that says why nothing is known
 */
export async function approvedEntries(given: AskedApprovals): Promise<Reading<Readonly<Record<string, ApprovalFact>>>> {
  const { remote, github, repository, policy } = given
  if (given.exceptions.length + given.vex.length === 0) return read({})
  const written = await asked(() => writtenBy(given))
  if (written.state !== 'read') return written
  const { claims, owners } = written.value
  const commits = [...new Set(claims.flatMap((one) => one.commits))].sort(compare)
  const pulls = await readMergedPulls(github, repository, commits)
  if (pulls.state !== 'read') return pulls
  const roles = claims.map(({ approver }) => roleOf(approver, policy))
  const slugs = [...new Set(roles.flatMap((role) => role?.teams ?? []).map(teamSlug))].sort(compare)
  const teams = await teamsFor(github, slugs, given.roster)
  const unread = [...teams].find(([, team]) => team.state !== 'read')
  const facts: [string, ApprovalFact][] = []
  for (const [index, claim] of claims.entries()) {
    const judged = judge(claim, roles[index], { given, owners, pulls: pulls.value, teams })
    if (judged === 'unknown') {
      const detail = unread?.[1].state === 'read' || unread === undefined ? '' : ` ${unread[0]}: ${unread[1].detail}`
      return { state: 'partial', detail: `Whether ${claim.approver} approved ${claim.id} could not be told.${detail}` }
    }
    facts.push([claim.id, judged])
  }
  return read(Object.fromEntries(facts.map(([id, fact]) => [id, fact])))

  /** Every claim with the commits that wrote its lines, and who owns each file. */
  async function writtenBy({ exceptions, vex }: AskedApprovals) {
    const files = filesOfBare(remote.bare, remote.baseTip)
    const texts = new Map<string, number>()
    const lengthOf = async (path: string): Promise<number> => {
      const known = texts.get(path) ?? lines(await files.read(path))
      texts.set(path, known)
      return known
    }
    const all: Claim[] = []
    for (const entry of exceptions) {
      const { path, line: from = 1 } = entry.place
      const next = exceptions.flatMap(({ place }) =>
        place.line !== undefined && place.line > from ? [place.line] : [],
      )
      const to = next.length > 0 ? Math.min(...next) - 1 : await lengthOf(path)
      all.push({ id: entry.id, path, lines: { from, to }, approver: entry.approver })
    }
    for (const { id } of vex) {
      const path = id.slice(0, id.lastIndexOf('#'))
      all.push({ id, path, lines: { from: 1, to: await lengthOf(path) }, approver: 'security' })
    }
    const codeowners = await codeownersAt(remote.bare, remote.baseTip)
    const blamed = new Map<string, readonly string[]>()
    const claimed: (Claim & { readonly commits: readonly string[] })[] = []
    for (const one of all) {
      const key = `${one.path} ${one.lines.from} ${one.lines.to}`
      const known = blamed.get(key) ?? [
        ...new Set((await blameOf(remote.bare, remote.baseTip, one.path, one.lines)).map(({ commit }) => commit)),
      ]
      blamed.set(key, known)
      claimed.push({ ...one, commits: known })
    }
    const paths = [...new Set(all.map(({ path }) => path))]
    return { claims: claimed, owners: new Map(paths.map((path) => [path, ruleFor(codeowners, path)?.owners ?? []])) }
  }
}

const lines = (bytes: Uint8Array | undefined): number => {
  const text = Buffer.from(bytes ?? '').toString()
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** `security`, `@alice`, `@acme/security`: each is a role, declared or made up for the occasion. */
function roleOf(approver: string, { roles }: Policy): Role | undefined {
  if (!approver.startsWith('@')) return Object.hasOwn(roles, approver) ? roles[approver] : undefined
  const owner = parseOwner(approver)
  if (owner?.kind === 'user') return { users: [owner.login] }
  return owner?.kind === 'team' ? { teams: [owner.team] } : undefined
}

interface Known {
  readonly given: AskedApprovals
  readonly owners: ReadonlyMap<string, readonly string[]>
  readonly pulls: ReadonlyMap<string, readonly MergedPull[]>
  readonly teams: Teams
}

function judge(
  { path, approver, commits }: Claim & { readonly commits: readonly string[] },
  role: Role | undefined,
  { given, owners, pulls, teams }: Known,
): ApprovalFact | 'unknown' {
  const isVoid = (detail: string): ApprovalFact => ({ state: 'void', detail })
  if (role === undefined) return isVoid(`${approver} is no role of the policy, no login and no team.`)
  if (!isOwnedBy(role, owners.get(path) ?? []))
    return isVoid(`CODEOWNERS does not make ${approver} an owner of ${path}.`)
  const base = given.baseRef.replace(/^refs\/heads\//, '')
  let since = ''
  for (const commit of commits) {
    const merged = broughtBy(pulls.get(commit) ?? [], given.baseRef)
    if (merged.length === 0) {
      return isVoid(`Commit ${commit.slice(0, 7)} wrote it, and came to ${base} without a pull request.`)
    }
    const answers = merged.map((pull) => approvedBy(pull, role, given.policy.roles, teams))
    if (!answers.includes('yes')) {
      if (answers.includes('unknown')) return 'unknown'
      const numbers = merged.map(({ number }) => `#${number}`).join(', ')
      return isVoid(`${approver} did not approve ${numbers}, which brought commit ${commit.slice(0, 7)}.`)
    }
    for (const { mergedAt } of merged) if (mergedAt > since) since = mergedAt
  }
  return { state: 'verified', since }
}
