import { verdict } from '../../../shared/checklist/probes/verdict.ts'
import type { BuiltIn } from './built-in.ts'

/** definition-of-production.md S3; decisions.md 2.1. The one criterion that an override may stand in for (4.1). */
export const securityScanned: BuiltIn = {
  id: 'security-scanned',
  title: 'The security gate has passed this commit',
  about: {
    proof:
      'a signed statement of security-gate for this commit, base and policy, or a check run of the App in `enforcement.app-id`',
    permissions: '`actions: read`, `checks: read`',
  },
  overridable: true,
  needs: () => ({ verdicts: ['security-gate'] }),
  judge: (context) => verdict.judge({ gate: 'security-gate' }, context),
}
