import { judgeSection, text } from '../../../shared/checklist/probes/text.ts'
import { allOf, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching, touchedPaths } from '../../../shared/checklist/when.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

const ROLLBACK = 'Rollback plan'
const MIGRATION = 'Migration plan'

/** definition-of-production.md S17: how to go back is written before it is needed, and how to go forward with data. */
export const planned: BuiltIn = {
  id: 'planned',
  title: 'The description has a rollback plan, and a migration plan where there are migrations',
  about: {
    proof:
      'a section of the description under the heading of `change-management.rollback-plan.section`, in words that are not the template’s; a section "Migration plan" where `migrations.paths` are touched',
    permissions: '`pull-requests: read`, `contents: read`',
  },
  needs: (policy) => text.needs({ section: sectionOf(policy) }, policy),
  judge(context): Proof {
    const { change, policy } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const { paths = [] } = policy['change-management']?.migrations ?? {}
    const migrates = matching(touchedPaths(change.files), paths).length > 0
    return allOf([sectionOf(policy), ...(migrates ? [MIGRATION] : [])].map((one) => judgeSection(one, context)))
  },
}

const sectionOf = (policy: Policy): string => policy['change-management']?.['rollback-plan']?.section ?? ROLLBACK
