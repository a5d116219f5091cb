import type { MergedPull } from '../github/merged-by.ts'
import { type Approvals, approvals } from '../ownership/approvals.ts'
import { parseOwner, teamSlug } from '../ownership/owner.ts'
import { foldCase } from '../ownership/person.ts'
import { appsOf } from '../ownership/roles.ts'
import type { Policy, Role } from '../policy/policy.ts'
import { reviewedChange } from './approvals.ts'

/** Who had approved a pull request when it was merged: what came after has let nothing through. */
export function approvalsAtMerge(pull: MergedPull, { roles }: Policy): Approvals {
  const reviews = pull.reviews.filter(({ submittedAt }) => Date.parse(submittedAt) <= Date.parse(pull.mergedAt))
  return approvals(reviewedChange({ ...pull, reviews }, { mode: 'pushers-and-authors', apps: appsOf(roles) }))
}

/** One of the owners is of the role by name: then nobody else's review lets a change of the file through alone. */
export function isOwnedByRole({ users = [], teams = [] }: Role, owners: readonly string[]): boolean {
  return owners.map(parseOwner).some((owner) => {
    if (owner?.kind === 'team') return teams.some((team) => teamSlug(team) === owner.team)
    return owner?.kind === 'user' && users.some((login) => foldCase(login) === foldCase(owner.login))
  })
}
