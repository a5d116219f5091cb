import { approvedBySecurity, SECURITY } from '../../../shared/checklist/probes/security-approval.ts'
import { lacking, met, notApplicable } from '../../../shared/checklist/proof.ts'
import { touchedPaths } from '../../../shared/checklist/when.ts'
import { CODEOWNERS_PLACES } from '../../../shared/ownership/codeowners.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

/**
 * What decides how changes are judged is changed only with role `security` (decisions.md 2.8). It cannot be switched off
 * and no override reaches it. All of `.github/` counts: a workflow there can ask for any permission, and forge a check
 * before it is ever merged.
 */
export const gateIntegrity: BuiltIn = {
  id: 'gate-integrity',
  title: 'A change to the gates themselves has the approval of role security',
  about: {
    proof:
      'no path below `.github/`, no CODEOWNERS, policy, exceptions or VEX file is touched, or role `security` approved this head',
    permissions: '`pull-requests: read`, `contents: read`',
  },
  owner: SECURITY,
  needs: () => ({ roles: [SECURITY] }),
  judge(context) {
    const { change, policy, policyPath } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const touched = touchedPaths(change.files).filter((path) => path === policyPath || decides(path, policy))
    if (touched.length === 0) return met('The change touches nothing that decides how changes are judged.')
    const shown = `${touched.slice(0, 5).join(', ')}${touched.length > 5 ? ` and ${touched.length - 5} more` : ''}`
    const approval = approvedBySecurity(context, touched)
    const looked = `It touches ${shown}. ${approval.detail}`
    if (approval.approved === 'yes') return met(looked)
    const [first = ''] = touched
    return lacking(looked, [
      {
        state: approval.approved === 'unknown' ? 'unproven' : 'unmet',
        key: 'security',
        detail: looked,
        remedy: 'Ask somebody of role `security`, who has no part in the change, to approve this head.',
        place: { path: first },
        owner: SECURITY,
      },
    ])
  },
}

function decides(path: string, policy: Policy): boolean {
  const folded = path.toLowerCase()
  const { exceptions, vex } = policy['security-gate']
  const named = [exceptions, ...vex].flatMap((one) => (one === undefined ? [] : [one.split('*')[0] ?? '']))
  return (
    folded.startsWith('.github/') ||
    CODEOWNERS_PLACES.some((place) => place.toLowerCase() === folded) ||
    named.some((start) => start !== '' && path.startsWith(start))
  )
}
