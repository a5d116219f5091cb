import * as z from 'zod/mini'
import type { Repository } from './model.ts'
import { invalid } from './refusal.ts'
import type { Rule, Ruleset } from './rules.ts'

/** The part of GitHub's description that the fake enforces: a rule of another kind would be accepted and do nothing. */
const rule = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['creation', 'update', 'deletion', 'non_fast_forward', 'required_linear_history']) }),
  z.object({
    type: z.literal('merge_queue'),
    parameters: z.object({ merge_method: z.enum(['MERGE', 'SQUASH', 'REBASE']) }),
  }),
  z.object({
    type: z.literal('pull_request'),
    parameters: z.object({
      required_approving_review_count: z.int(),
      dismiss_stale_reviews_on_push: z.boolean(),
      require_code_owner_review: z.boolean(),
      require_last_push_approval: z.boolean(),
      required_review_thread_resolution: z.boolean(),
    }),
  }),
  z.object({
    type: z.literal('required_status_checks'),
    parameters: z.object({
      strict_required_status_checks_policy: z.boolean(),
      required_status_checks: z.array(
        z.pipe(
          z.object({ context: z.string(), integration_id: z.optional(z.int()) }),
          z.transform(({ context, integration_id: id }) => ({
            context,
            ...(id !== undefined && { integration_id: id }),
          })),
        ),
      ),
    }),
  }),
])

const actor = z.object({
  actor_id: z._default(z.nullable(z.int()), null),
  actor_type: z.enum(['Integration', 'OrganizationAdmin', 'RepositoryRole', 'Team', 'User', 'DeployKey']),
  bypass_mode: z._default(z.enum(['always', 'pull_request', 'exempt']), 'always'),
})

const bodySchema = z.object({
  name: z.string(),
  target: z._default(z.enum(['branch', 'tag']), 'branch'),
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  bypass_actors: z._default(z.array(actor), []),
  conditions: z.optional(
    z.object({
      ref_name: z.optional(
        z.object({ include: z._default(z.array(z.string()), []), exclude: z._default(z.array(z.string()), []) }),
      ),
    }),
  ),
  rules: z._default(z.array(rule), []),
})

/** Rules that a tag cannot have. */
const BRANCH_ONLY: ReadonlySet<Rule['type']> = new Set(['pull_request', 'merge_queue'])

/**
 * A ruleset from the body of a request, or GitHub's refusal.
 * @param own the id of the ruleset that is written over
 */
export function importRuleset(
  repository: Repository,
  body: Readonly<Record<string, unknown>>,
  own?: number,
): Omit<Ruleset, 'id' | 'createdAt'> {
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid('Validation Failed', `Invalid property /${issue?.path.join('/')}: ${issue?.message}`)
  }
  const { name, target, enforcement, bypass_actors: bypass, conditions, rules } = parsed.data
  const { include = [], exclude = [] } = conditions?.ref_name ?? {}
  const refuse = (problem: string): never => {
    throw invalid('Validation Failed', problem)
  }
  if (repository.rulesets.some((one) => one.name === name && one.id !== own)) refuse('Name must be unique')
  const personal = repository.owner.type !== 'Organization'
  // Evaluating is for organisations with an Enterprise plan.
  if (enforcement === 'evaluate' && personal) refuse('Enforcement evaluate is not available')
  for (const { actor_type: type, actor_id: id, bypass_mode: mode } of bypass) {
    if (type === 'OrganizationAdmin' && personal) refuse('Actor OrganizationAdmin is not applicable')
    if (type === 'DeployKey' ? id !== null : id === null && type !== 'OrganizationAdmin') refuse('Actor id is invalid')
    if (mode === 'pull_request' && (target === 'tag' || type === 'DeployKey')) refuse('Bypass mode is not applicable')
  }
  const prefix = target === 'tag' ? 'refs/tags/' : 'refs/heads/'
  for (const pattern of [...include, ...exclude]) {
    const special = pattern === '~ALL' || (pattern === '~DEFAULT_BRANCH' && target === 'branch')
    if (!special && !pattern.startsWith(prefix)) refuse(`Invalid target pattern: ${pattern}`)
  }
  const twice = rules.find(({ type }, i) => rules.findIndex((one) => one.type === type) !== i)
  if (twice !== undefined) refuse(`Duplicate rule ${twice.type}`)
  const misplaced = rules.find(({ type }) => target === 'tag' && BRANCH_ONLY.has(type))
  if (misplaced !== undefined) refuse(`Invalid rule ${misplaced.type} for tags`)
  return { name, target, enforcement, include, exclude, rules, bypass }
}
