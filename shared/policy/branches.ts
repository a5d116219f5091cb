import { matches, parseGlob } from './glob.ts'
import type { Policy } from './policy.ts'

/**
 * Whether a policy stands behind a branch: it is the one whose gates are enforced, one that an environment is deployed
 * from, or one that releases are cut from or go into (decisions.md 2.5).
 * @param branch without `refs/heads/`
 */
export function namesBranch(policy: Policy, branch: string): boolean {
  const { environments = {}, enforcement, release } = policy
  const deployed = Object.values(environments).flatMap((one) =>
    typeof one === 'object' && one !== null && 'branches' in one ? (one.branches ?? []) : [],
  )
  const released = [release?.from, release?.to, release?.branch?.replace('{date}', '*')]
  return [enforcement.branch, ...released, ...deployed].some(
    (pattern) => pattern !== undefined && (pattern === branch || matches(parseGlob(pattern), branch)),
  )
}
