import { workflow } from '../../../shared/checklist/probes/workflow.ts'
import { allOf, notApplicable } from '../../../shared/checklist/proof.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

/** decisions.md 6.7; definition-of-production.md S3. */
export const ciGreen: BuiltIn = {
  id: 'ci-green',
  title: 'CI succeeded on the head commit',
  about: {
    proof: 'the newest run of each workflow in `workflows`, by path, on exactly this commit, ended with success',
    permissions: '`actions: read`',
  },
  needs: (policy) => ({ workflows: workflowsOf(policy), roles: ['security'] }),
  judge(context) {
    const paths = workflowsOf(context.policy)
    if (paths.length === 0) return notApplicable('The policy names no workflow under `ci-green.workflows`.')
    return allOf(paths.map((path) => workflow.judge({ path }, context)))
  },
}

function workflowsOf(policy: Policy): readonly string[] {
  const settings = policy['definition-of-done']['ci-green']
  return settings === false || settings === undefined ? [] : (settings.workflows ?? [])
}
