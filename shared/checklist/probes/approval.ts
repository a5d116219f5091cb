import { approvals, type IgnoredApproval } from '../../ownership/approvals.ts'
import { holds } from '../../ownership/roles.ts'
import type { Probe } from '../context.ts'
import { type Lack, lacking, met, notApplicable } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { touchedPaths } from '../when.ts'

/**
 * Enough distinct people, none of whom has a part in the change, approved this very head. A carried approval counts only
 * where nothing that was approved differs since.
 */
export const approval: Probe<SettingsOf<'approval'>> = {
  needs: ({ role }) => (role === undefined ? {} : { roles: [role] }),
  judge({ role: name, count = 1 }, { change, facts, policy: { roles } }) {
    if (change === undefined) return notApplicable('No pull request is judged, so nobody could approve one.')
    const role = name === undefined ? undefined : Object.hasOwn(roles, name) ? roles[name] : undefined
    const key = `approval:${name ?? 'anybody'}`
    const asked = `${count} ${count === 1 ? 'approval' : 'approvals'}${name === undefined ? '' : ` of role \`${name}\``}`
    if (name !== undefined && role === undefined) {
      const looked = `The policy asks for ${asked}, and declares no such role.`
      return lacking(looked, [
        { state: 'unmet', key, detail: looked, remedy: `Declare \`roles.${name}\` in the policy.` },
      ])
    }
    const { approved, ignored, unattributed } = approvals(change.review)
    const paths = touchedPaths(change.files)
    const standing = approved.filter(
      ({ carried }) =>
        carried === undefined || carried.some(({ except }) => !paths.some((path) => except.includes(path))),
    )
    const teams = new Map(Object.entries(facts.teams ?? {}))
    const answers = standing.map(({ person }) => ({
      person,
      answer: role === undefined ? ('yes' as const) : holds(role, person, teams),
    }))
    const holders = answers.filter(({ answer }) => answer === 'yes').map(({ person }) => person.login)
    const doubtful = answers.filter(({ answer }) => answer === 'unknown').map(({ person }) => person.login)
    const who = holders.length === 0 ? 'nobody' : holders.join(', ')
    const looked = `Asked for is ${asked}; given by ${who}.${whyIgnored(ignored)}`
    const lack = (state: Lack['state'], detail: string, remedy: string): Lack => ({
      state,
      key,
      detail,
      remedy,
      ...(name !== undefined && { owner: name }),
    })
    if (holders.length >= count) {
      const [nobody] = unattributed
      if (nobody === undefined) return met(looked)
      const detail = `${looked} Nobody knows who had a part in commit ${nobody.commit.slice(0, 7)}, so whether it was an approver is unknown.`
      return lacking(looked, [
        lack('unproven', detail, 'Commit it again under an address that GitHub knows an account for.'),
      ])
    }
    if (holders.length + doubtful.length >= count) {
      const detail = `${looked} Whether ${doubtful.join(', ')} is of that role is unknown, because a team could not be read.`
      return lacking(looked, [lack('unproven', detail, 'Give a token that may read teams, or keep a roster.')])
    }
    const remedy = `Ask ${name === undefined ? 'somebody' : `somebody of role \`${name}\``} who has no part in the change to approve this head.`
    return lacking(looked, [lack('unmet', looked, remedy)])
  },
}

const SHOWN = 5

/** Who approved without effect, on which commit, and why. */
export function whyIgnored(ignored: readonly IgnoredApproval[]): string {
  if (ignored.length === 0) return ''
  const shown = ignored.slice(0, SHOWN).map(({ detail }) => detail)
  const rest = ignored.length - shown.length
  return ` Not counted: ${shown.join(' ')}${rest > 0 ? ` And ${rest} more.` : ''}`
}
