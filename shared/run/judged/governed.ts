import * as z from 'zod/mini'
import { type Reading, read } from '../../evidence/reading.ts'
import type { GitHub } from '../../github/client.ts'
import { namesBranch } from '../../policy/branches.ts'
import type { Policy } from '../../policy/policy.ts'

export interface Governed {
  readonly protected: boolean
  /** The policy of the default branch names it, or it is the default branch. */
  readonly named: boolean
}

/**
 * Whether a pass against a branch means anything. A branch that anybody may write has the policy that anybody likes,
 * and a pull request can be pointed from it to another one afterwards (decisions.md 2.5).
 * @param policy of the default branch
 */
export async function governed(
  github: GitHub,
  repository: { readonly owner: string; readonly repo: string },
  { ref, defaultRef, policy }: { readonly ref: string; readonly defaultRef: string; readonly policy: Policy },
): Promise<Reading<Governed>> {
  const branch = ref.replace(/^refs\/heads\//, '')
  const isProtected = await protectedBranch(github, repository, branch)
  if (isProtected.state !== 'read') return isProtected
  return read({ protected: isProtected.value, named: ref === defaultRef || namesBranch(policy, branch) })
}

const ABOUT = { needs: 'contents: read', missing: 'absent' } as const

/** By classic protection or by rules: GitHub says the first of the branch, the second in a list of its own. */
export async function protectedBranch(
  github: GitHub,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  branch: string,
): Promise<Reading<boolean>> {
  const one = await github.get(
    'GET /repos/{owner}/{repo}/branches/{branch}',
    { owner, repo, branch },
    z.object({ protected: z.boolean(), protection: z.optional(z.object({ enabled: z.optional(z.boolean()) })) }),
    ABOUT,
  )
  if (one.state !== 'read') return one
  // `protected` is also said of a branch that only has rules, whichever they are; `enabled` is of classic protection.
  const { protected: isProtected, protection } = one.value.value
  if (isProtected && protection?.enabled !== false) return read(true)
  const rules = await github.list(
    'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    { owner, repo, branch },
    z.object({ type: z.string(), ruleset_id: z.optional(z.int()) }),
    { ...ABOUT, max: 1000 },
    ({ type, ruleset_id: ruleset }) => `${ruleset}/${type}`,
  )
  return rules.state === 'read' ? read(rules.value.some(({ type }) => HOLDS_BACK.has(type))) : rules
}

/**
 * Rules that keep a push from going straight to the branch. Others (`deletion`, `non_fast_forward`,
 * `required_signatures`) leave everybody with write access free to commit another policy to it.
 * https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
 */
const HOLDS_BACK: ReadonlySet<string> = new Set([
  'update',
  'pull_request',
  'merge_queue',
  'required_status_checks',
  'required_deployments',
  'workflows',
  'code_scanning',
])
