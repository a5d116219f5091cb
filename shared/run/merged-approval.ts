import type { BareRepository } from '../git/bare.ts'
import { filesOfBare, type RepositoryFiles } from '../git/files.ts'
import type { MergedPull } from '../github/merged-by.ts'
import { type Approvals, approvals } from '../ownership/approvals.ts'
import { type Codeowners, codeownersPlace, parseCodeowners } from '../ownership/codeowners.ts'
import { parseOwner, teamSlug } from '../ownership/owner.ts'
import { foldCase } from '../ownership/person.ts'
import { appsOf, type Holds, holds, type Teams } from '../ownership/roles.ts'
import type { Role } from '../policy/policy.ts'
import { reviewedChange } from './approvals.ts'

/** The CODEOWNERS file of a commit; without one nobody owns anything. */
export async function codeownersAt(bare: BareRepository, commit: string): Promise<Codeowners> {
  const files: RepositoryFiles = filesOfBare(bare, commit)
  const place = codeownersPlace(await files.list())
  return parseCodeowners(place === undefined ? '' : Buffer.from((await files.read(place)) ?? '').toString())
}

/** One of the owners is of the role by name: then nobody else's review lets a change of the file through alone. */
export function isOwnedBy({ users = [], teams = [] }: Role, owners: readonly string[]): boolean {
  return owners.map(parseOwner).some((owner) => {
    if (owner?.kind === 'team') return teams.some((team) => teamSlug(team) === owner.team)
    return owner?.kind === 'user' && users.some((login) => foldCase(login) === foldCase(owner.login))
  })
}

/** Who had approved a pull request when it was merged: what came after has let nothing through. */
export function approvalsAtMerge(pull: MergedPull, roles: Readonly<Record<string, Role>>): Approvals {
  const reviews = pull.reviews.filter(({ submittedAt }) => Date.parse(submittedAt) <= Date.parse(pull.mergedAt))
  return approvals(reviewedChange({ ...pull, reviews }, { mode: 'pushers-and-authors', apps: appsOf(roles) }))
}

/**
 * The pull request that brought a commit to a branch, or none. Of several that had it, as one that is made on top of
 * another has, the one merged first: the later one showed those who approved it nothing of the commit.
 * @param base `refs/heads/main`
 */
export function broughtBy(pulls: readonly MergedPull[], base: string): readonly MergedPull[] {
  const branch = base.replace(/^refs\/heads\//, '')
  return pulls
    .filter(({ baseRef }) => baseRef === branch)
    .sort((a, b) => Date.parse(a.mergedAt) - Date.parse(b.mergedAt) || a.number - b.number)
    .slice(0, 1)
}

/** Whether somebody of the role had approved what was merged, when it was. */
export function approvedBy(pull: MergedPull, role: Role, roles: Readonly<Record<string, Role>>, teams: Teams): Holds {
  const { approved, unattributed } = approvalsAtMerge(pull, roles)
  const answers = approved.map(({ person }) => holds(role, person, teams))
  if (answers.includes('yes')) return unattributed.length === 0 ? 'yes' : 'no'
  return answers.includes('unknown') ? 'unknown' : 'no'
}
