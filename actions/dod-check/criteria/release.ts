import type { CheckContext } from '../../../shared/checklist/context.ts'
import { approvedByRole } from '../../../shared/checklist/probes/security-approval.ts'
import { matching, touchedPaths } from '../../../shared/checklist/when.ts'

/** What a change is to the release process of the policy (decisions.md 3.6, 6.8). */
export type ReleaseKind =
  /** From the release branch into production. */
  | { readonly kind: 'release' }
  /** A hotfix, and everybody whom the policy asks has approved that it takes the fast road. */
  | { readonly kind: 'approved-hotfix'; readonly detail: string }
  /** Called a release and not one: a branch of a fork, or one that goes elsewhere. */
  | { readonly kind: 'not-from-release'; readonly detail: string }
  /** Any other change; `detail` says why. */
  | { readonly kind: 'other'; readonly detail: string }

export function releaseKind(context: CheckContext): ReleaseKind {
  const { change, policy } = context
  const { release } = policy
  if (change === undefined) return { kind: 'other', detail: 'No pull request is judged.' }
  if (release?.branch === undefined) return { kind: 'other', detail: 'Not declared: `release`.' }
  const base = change.baseRef.replace(/^refs\/heads\//, '')
  const target = release.to ?? 'main'
  const isNamed = matching([change.headRef], [release.branch.replace('{date}', '*')]).length > 0
  if (base !== target) return { kind: 'other', detail: `It goes into ${base}, and releases go into ${target}.` }
  if (isNamed && change.crossRepository) {
    return { kind: 'not-from-release', detail: `${change.headRef} is a branch of a fork, and releases are cut here.` }
  }
  if (isNamed) return { kind: 'release' }
  return hotfix(context) ?? { kind: 'other', detail: `${change.headRef} is no release branch (${release.branch}).` }
}

/** The label or the branch alone takes the fast road for nobody: both are the author's to choose. */
function hotfix(context: CheckContext): ReleaseKind | undefined {
  const { change, policy } = context
  const { branches = [], label, approvers = [] } = policy.release?.hotfix ?? {}
  if (change === undefined) return undefined
  const called =
    matching([change.headRef], branches).length > 0 ||
    (label !== undefined && change.labels.some((one) => one.toLowerCase() === label.toLowerCase()))
  if (!called || approvers.length === 0) return undefined
  const answers = approvers.map((role) => approvedByRole(context, role, touchedPaths(change.files)))
  if (!answers.every(({ approved }) => approved === 'yes')) return undefined
  return { kind: 'approved-hotfix', detail: answers.map(({ detail }) => detail).join(' ') }
}
