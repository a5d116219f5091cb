import { judgeDeployment } from '../../../shared/checklist/probes/deployment.ts'
import { lacking, notApplicable } from '../../../shared/checklist/proof.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'
import { releaseKind } from './release.ts'

/** definition-of-production.md S17, S21: a release ran on staging, long enough, before it goes into production. */
export const staged: BuiltIn = {
  id: 'staged',
  title: 'A release ran on staging first',
  about: {
    proof:
      'the newest deployment to `change-management.staged.environment` is of this code, by a workflow that the change leaves alone, and has run there for `soak`',
    permissions: '`deployments: read`, `actions: read`',
  },
  needs: (policy) => ({
    deployments: settingsOf(policy) === undefined ? [] : [settingsOf(policy)?.environment ?? ''],
    roles: policy.release?.hotfix?.approvers ?? [],
  }),
  judge(context) {
    const settings = settingsOf(context.policy)
    if (settings === undefined) return notApplicable('Not declared: `change-management.staged.environment`.')
    const release = releaseKind(context)
    switch (release.kind) {
      case 'release':
        return judgeDeployment(settings, context)
      case 'approved-hotfix':
        return notApplicable(`A hotfix may skip staging: ${release.detail}`)
      case 'other':
        return notApplicable(release.detail)
      case 'not-from-release':
        return lacking(release.detail, [
          {
            state: 'unmet',
            key: 'not-from-release',
            detail: `${release.detail} (not-from-release)`,
            remedy: 'Cut the release branch in this repository, or give the branch another name.',
          },
        ])
    }
  },
}

function settingsOf(policy: Policy): { readonly environment: string; readonly soak?: string } | undefined {
  const { environment, soak } = policy['change-management']?.staged ?? {}
  if (environment === undefined) return undefined
  const min = policy.release?.['staging-soak']?.min ?? soak
  return { environment, ...(min !== undefined && { soak: min }) }
}
