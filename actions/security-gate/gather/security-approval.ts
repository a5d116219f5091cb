import type { GitHub } from '../../../shared/github/client.ts'
import type { RepositoryName } from '../../../shared/github/fields.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import type { Approval } from '../../../shared/ownership/approvals.ts'
import { ignoredInWords } from '../../../shared/ownership/ignored-words.ts'
import { appsOf, holds, type Teams, teamsOf } from '../../../shared/ownership/roles.ts'
import type { Policy, Role } from '../../../shared/policy/policy.ts'
import type { Judged, Remote } from '../../../shared/run/judged.ts'
import { reviewedPull } from '../../../shared/run/reviewed.ts'
import type { RosterReader } from '../../../shared/run/roster.ts'
import { teamsFor } from '../../../shared/run/teams.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { UnmergedFact } from '../facts.ts'

const ROLE = 'security'
/** Shown of a list of people. */
const NAMED = 5

interface Online {
  readonly github: GitHub
  readonly repository: RepositoryName
  /** Who is in teams that the token is not shown. */
  readonly roster: RosterReader
}

type SecurityFact = UnmergedFact['security']

/**
 * Whether somebody of role `security` has approved this head (decisions.md 1.1, 1.7), by the base's policy.
 * @param files what it is needed for: an older approval that was carried to the head counts for those it has seen as they are
 */
export async function securityApproval(
  { remote }: Judged,
  { roles }: Policy,
  online: Online | undefined,
  files: readonly string[],
): Promise<SecurityFact> {
  const role = Object.hasOwn(roles, ROLE) ? roles[ROLE] : undefined
  if (role === undefined)
    return { approved: 'no', detail: 'The policy declares no role `security` that could approve it.' }
  const pulls = remote?.pull === undefined ? (remote?.group ?? []) : [remote.pull.number]
  if (remote === undefined || online === undefined || pulls.length === 0) {
    return { approved: 'no', detail: 'There is no pull request on which role `security` could approve it.' }
  }
  const given: SecurityFact[] = []
  // Of a merge group each pull request has its own approvals, and one that lacks them is enough.
  for (const number of pulls) {
    const approval = await approvalOf(number, { remote, roles, role, online, files })
    if (approval.approved !== 'yes') return approval
    given.push(approval)
  }
  const except = [...new Set(given.flatMap((one) => one.except ?? []))].sort(compare)
  const detail = [...new Set(given.map((one) => one.detail))].join(' ')
  return { approved: 'yes', detail, ...(except.length > 0 && { except }) }
}

interface Asked {
  readonly remote: Remote
  readonly roles: Policy['roles']
  readonly role: Role
  readonly online: Online
  readonly files: readonly string[]
}

async function approvalOf(number: number, { remote, roles, role, online, files }: Asked): Promise<SecurityFact> {
  const { github, repository, roster } = online
  const pull = await readPull(github, { ...repository, number, contexts: false })
  if (pull.state !== 'read') {
    return { approved: 'unknown', detail: `Who approved it could not be read: ${pull.detail}` }
  }
  if (remote.pull !== undefined && pull.value.head.sha !== remote.pull.head)
    return { approved: 'no', detail: 'Nobody has approved this head.' }
  const { bare, baseTip } = remote
  const question = { github, repository, bare, baseTip, pull: pull.value, exactly: files }
  const read = await reviewedPull({ ...question, mode: 'pushers-and-authors', apps: appsOf(roles) })
  if (read.state !== 'read') {
    return { approved: 'unknown', detail: `Whether an approval counts is not known. ${read.detail}` }
  }
  const reviewed = read.value
  const { approved, ignored, unattributed } = reviewed.approvals
  const besides = [reviewed.unread, ignoredInWords(ignored)].map((said) => (said ? ` ${said}` : '')).join('')
  if (approved.length === 0) return { approved: 'no', detail: `Nobody has approved this head.${besides}` }
  const teams = await teamsFor(github, teamsOf(roles, [ROLE]), roster)
  const answers = approved.map((approval) => ({ approval, answer: holds(role, approval.person, teams) }))
  const counting = answers.flatMap(({ approval, answer }) => (answer === 'yes' ? [approval] : []))
  if (counting.length > 0) {
    const [nobody] = unattributed
    if (nobody === undefined) return approvedBy(counting, files, reviewed.unread)
    // Whoever approves could have written it under an address that GitHub knows no account for.
    const who = `Nobody knows who had a part in commit ${nobody.commit.slice(0, 7)}`
    return { approved: 'unknown', detail: `${who}, so whether it was the approver is unknown.${besides}` }
  }
  if (answers.some(({ answer }) => answer === 'unknown')) {
    const detail = `Whether an approver is of role \`security\` is unknown. ${unreadOf(teams)}${besides}`
    return { approved: 'unknown', detail }
  }
  const more = approved.length - NAMED
  const names = approved.slice(0, NAMED).map(({ person }) => person.login)
  return {
    approved: 'no',
    detail: `It is approved by ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}, and none of them is of role \`security\`.${besides}`,
  }
}

const unreadOf = (teams: Teams): string =>
  [...teams].flatMap(([name, team]) => (team.state === 'read' ? [] : [`${name}: ${team.detail}`])).join(' ')

/** By people of the role: on the head, or on a commit that the head only brings up to date. */
function approvedBy(counting: readonly Approval[], files: readonly string[], unread: string | undefined): SecurityFact {
  const besides = unread === undefined ? '' : ` ${unread}`
  if (counting.some(({ carried }) => carried === undefined)) {
    return { approved: 'yes', detail: `Role \`security\` has approved this head.${besides}` }
  }
  const seen = counting.flatMap(({ carried = [] }) => carried)
  const except = [...new Set(files)].filter((file) => seen.every((one) => one.except.includes(file))).sort(compare)
  const who = counting
    .slice(0, NAMED)
    .map(({ person, commit }) => `${person.login} on ${commit.slice(0, 7)}`)
    .join(', ')
  const held = `Role \`security\` has approved it (${who}), which is carried to this head: only merges of the base came since.`
  if (except.length === 0) return { approved: 'yes', detail: `${held}${besides}` }
  return { approved: 'yes', detail: `${held} It does not count for what differs since.${besides}`, except }
}
