import { judgeLink } from '../../../shared/checklist/probes/text.ts'
import { lacking, notApplicable } from '../../../shared/checklist/proof.ts'
import type { BuiltIn } from './built-in.ts'
import { releaseKind } from './release.ts'

/** definition-of-production.md S17; decisions.md 3.6, 6.8: who depends on the system hears of a release before it comes. */
export const announced: BuiltIn = {
  id: 'announced',
  title: 'A release was announced before the merge',
  about: {
    proof:
      'a link in the description that matches `change-management.announcement.links`: on release pull requests, or with `on: every-change` on all',
    permissions: '`pull-requests: read`',
  },
  needs: (policy) => ({ roles: policy.release?.hotfix?.approvers ?? [] }),
  judge(context) {
    const { change, policy } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const { links, on = 'release' } = policy['change-management']?.announcement ?? {}
    if (links === undefined) return notApplicable('Not declared: `change-management.announcement.links`.')
    const release = releaseKind(context)
    switch (release.kind) {
      case 'release':
        return judgeLink(links, change)
      case 'approved-hotfix':
        return notApplicable(`A hotfix may skip the announcement: ${release.detail}`)
      case 'other':
        return on === 'every-change' ? judgeLink(links, change) : notApplicable(release.detail)
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
