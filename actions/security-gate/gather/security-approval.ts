import type { GitHub } from '../../../shared/github/client.ts'
import type { RepositoryName } from '../../../shared/github/fields.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import { approvals } from '../../../shared/ownership/approvals.ts'
import { appsOf, holds, teamsOf } from '../../../shared/ownership/roles.ts'
import type { Policy, Role } from '../../../shared/policy/policy.ts'
import { reviewedChange } from '../../../shared/run/approvals.ts'
import type { Judged } from '../../../shared/run/judged.ts'
import { teamsFor } from '../../../shared/run/teams.ts'
import type { UnmergedFact } from '../facts.ts'

const ROLE = 'security'

interface Online {
  readonly github: GitHub
  readonly repository: RepositoryName
}

/** Whether somebody of role `security` has approved this very head (decisions.md 1.1, 1.7), by the base's policy. */
export async function securityApproval(
  { remote }: Judged,
  { roles }: Policy,
  online: Online | undefined,
): Promise<UnmergedFact['security']> {
  const role = Object.hasOwn(roles, ROLE) ? roles[ROLE] : undefined
  if (role === undefined)
    return { approved: 'no', detail: 'The policy declares no role `security` that could approve it.' }
  const pulls = remote?.pull === undefined ? (remote?.group ?? []) : [remote.pull.number]
  if (remote === undefined || online === undefined || pulls.length === 0) {
    return { approved: 'no', detail: 'There is no pull request on which role `security` could approve it.' }
  }
  let approval: UnmergedFact['security'] = { approved: 'yes', detail: '' }
  // Of a merge group each pull request has its own approvals, and one that lacks them is enough.
  for (const number of pulls) {
    approval = await approvalOf(number, remote.pull?.head, roles, role, online)
    if (approval.approved !== 'yes') return approval
  }
  return approval
}

async function approvalOf(
  number: number,
  head: string | undefined,
  roles: Policy['roles'],
  role: Role,
  { github, repository }: Online,
): Promise<UnmergedFact['security']> {
  const pull = await readPull(github, { ...repository, number, contexts: false })
  if (pull.state !== 'read') {
    return { approved: 'unknown', detail: `Who approved it could not be read: ${pull.detail}` }
  }
  if (head !== undefined && pull.value.head.sha !== head)
    return { approved: 'no', detail: 'Nobody has approved this head.' }
  const change = reviewedChange(pull.value, { mode: 'pushers-and-authors', apps: appsOf(roles) })
  const { approved, ignored, unattributed } = approvals(change)
  if (approved.length === 0) {
    const why = ignored.map(({ detail }) => detail).join(' ')
    return { approved: 'no', detail: `Nobody has approved this head.${why === '' ? '' : ` ${why}`}` }
  }
  const teams = await teamsFor(github, teamsOf(roles, [ROLE]))
  const answers = approved.map(({ person }) => holds(role, person, teams))
  if (answers.includes('yes')) {
    const [nobody] = unattributed
    if (nobody === undefined) return { approved: 'yes', detail: 'Role `security` has approved this head.' }
    // Whoever approves could have written it under an address that GitHub knows no account for.
    const who = `Nobody knows who had a part in commit ${nobody.commit.slice(0, 7)}`
    return { approved: 'unknown', detail: `${who}, so whether it was the approver is unknown.` }
  }
  if (answers.includes('unknown')) {
    const unread = [...teams].flatMap(([name, team]) => (team.state === 'read' ? [] : [`${name}: ${team.detail}`]))
    return {
      approved: 'unknown',
      detail: `Whether an approver is of role \`security\` is unknown. ${unread.join(' ')}`,
    }
  }
  const names = approved.map(({ person }) => person.login).join(', ')
  return { approved: 'no', detail: `It is approved by ${names}, and none of them is of role \`security\`.` }
}
