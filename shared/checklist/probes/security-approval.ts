import { approvals } from '../../ownership/approvals.ts'
import { holds } from '../../ownership/roles.ts'
import type { CheckContext } from '../context.ts'
import type { ChangeFact } from '../facts.ts'

export interface RoleApproval {
  readonly approved: 'yes' | 'no' | 'unknown'
  /** A sentence or two. */
  readonly detail: string
}

export const SECURITY = 'security'

/** Whether somebody of role `security` has approved this very head, for these files (decisions.md 1.1, 2.8). */
export const approvedBySecurity = (context: CheckContext, files: readonly string[]): RoleApproval =>
  approvedByRole(context, SECURITY, files)

/**
 * Whether somebody who holds the role has approved the head of the change. A carried approval does not count for files
 * that differ since.
 */
export function approvedByRole(
  { change, policy: { roles }, facts }: CheckContext,
  name: string,
  files: readonly string[],
): RoleApproval {
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined
  if (role === undefined) return no(`The policy declares no role \`${name}\` that could approve it.`)
  if (change === undefined) return no(`There is no pull request on which role \`${name}\` could approve it.`)
  const { approved, ignored, unattributed } = approvals(change.review)
  const standing = approved.filter(
    ({ carried }) =>
      carried === undefined || carried.some(({ except }) => !files.some((path) => except.includes(path))),
  )
  if (standing.length === 0) {
    const why = ignored.slice(0, 5).map(({ detail }) => detail)
    return no(['Nobody has approved this head.', ...why].join(' '))
  }
  const teams = new Map(Object.entries(facts.teams ?? {}))
  const answers = standing.map(({ person, carried }) => ({ person, carried, answer: holds(role, person, teams) }))
  const holder = answers.find(({ answer }) => answer === 'yes')
  if (holder !== undefined) {
    const [nobody] = unattributed
    if (nobody === undefined) {
      const carried = holder.carried === undefined ? '' : `, carried from ${holder.carried[0]?.commit.slice(0, 7)}`
      return { approved: 'yes', detail: `${holder.person.login} of role \`${name}\` has approved it${carried}.` }
    }
    // Whoever approves could have written it under an address that GitHub knows no account for.
    const commit = nobody.commit.slice(0, 7)
    return unknown(`Nobody knows who had a part in commit ${commit}, so whether it was the approver is unknown.`)
  }
  if (answers.some(({ answer }) => answer === 'unknown')) {
    return unknown(`Whether an approver is of role \`${name}\` is unknown, because a team could not be read.`)
  }
  const names = standing.map(({ person }) => person.login).join(', ')
  return no(`It is approved by ${names}, and none of them is of role \`${name}\`.`)
}

const no = (detail: string): RoleApproval => ({ approved: 'no', detail })
const unknown = (detail: string): RoleApproval => ({ approved: 'unknown', detail })

/** One sentence for a table: who has approved, and how. */
export const approversOf = ({ review }: ChangeFact): string =>
  approvals(review)
    .approved.map(({ person }) => person.login)
    .join(', ')
