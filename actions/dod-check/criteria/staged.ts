import type { CheckContext } from '../../../shared/checklist/context.ts'
import { judgeDeployment } from '../../../shared/checklist/probes/deployment.ts'
import { lacking, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { parseDuration } from '../../../shared/policy/duration.ts'
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
    deployments: [settingsOf(policy)?.environment].filter((one) => one !== undefined),
    roles: policy.release?.hotfix?.approvers ?? [],
  }),
  judge(context) {
    const settings = settingsOf(context.policy)
    if (settings === undefined) return notApplicable('Not declared: `change-management.staged.environment`.')
    const release = releaseKind(context)
    switch (release.kind) {
      case 'release':
        return withAge(judgeDeployment(settings, context), settings, context)
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

interface StagedSettings {
  readonly environment: string
  readonly soak?: string
  /** Running there longer than this without a release is said. */
  readonly warnAfter?: string
}

/** Two keys can name a soak, and the longer one holds. */
function settingsOf(policy: Policy): StagedSettings | undefined {
  const { environment, soak } = policy['change-management']?.staged ?? {}
  if (environment === undefined) return undefined
  const { min, 'warn-after': warnAfter } = policy.release?.['staging-soak'] ?? {}
  const [longest] = [soak, min].filter((one) => one !== undefined).sort((one, next) => lengthOf(next) - lengthOf(one))
  return {
    environment,
    ...(longest !== undefined && { soak: longest }),
    ...(warnAfter !== undefined && { warnAfter }),
  }
}

/** One that cannot be read is taken for the longest: the probe then says that it cannot be told. */
const lengthOf = (duration: string): number => parseDuration(duration) ?? Number.POSITIVE_INFINITY

/** Older than this a release meets more that has changed since. It holds nothing back. */
function withAge(proof: Proof, { environment, warnAfter }: StagedSettings, { facts, now }: CheckContext): Proof {
  const known = facts.deployments?.[environment]
  const limit = warnAfter === undefined ? undefined : parseDuration(warnAfter)
  if (proof.state !== 'met' || limit === undefined || known?.state !== 'read') return proof
  const since = known.value.newest?.statuses.at(-1)?.at ?? now
  if (!(Date.parse(now) - Date.parse(since) > limit)) return proof
  return { ...proof, looked: `${proof.looked} That is more than ${warnAfter} without a release.` }
}
