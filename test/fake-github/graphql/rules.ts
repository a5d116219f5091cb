import { nodeId } from '../rest/shapes/account.ts'
import { completed } from '../rest/shapes/rules.ts'
import { permissionOf } from '../state/access.ts'
import type { Repository } from '../state/model.ts'
import { type Rule, type Ruleset, rulesetsFor } from '../state/rules.ts'
import { type Context, connection, type Fields, needs, type Paging } from './fields.ts'

/** Active rules of a ref; anybody who sees the repository sees them. */
export function rulesOf(repository: Repository, ref: string, paging: Paging): Fields {
  const active = rulesetsFor(repository, ref).filter(({ enforcement }) => enforcement === 'active')
  const rows = active.flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })))
  return connection(rows, paging, ({ ruleset, rule }) => ({
    __typename: 'RepositoryRule',
    id: nodeId('RR', ruleset.id),
    type: rule.type.toUpperCase(),
    parameters: () => parametersOf(rule),
    repositoryRuleset: () => rulesetFields(ruleset),
  }))
}

function rulesetFields({ id, name, target, enforcement, createdAt }: Ruleset): Fields {
  const common = { id: nodeId('RRS', id), databaseId: id, name, createdAt, updatedAt: createdAt }
  return { ...common, enforcement: enforcement.toUpperCase(), target: target.toUpperCase() }
}

/** GraphQL's spelling of what REST gives, with the values GitHub fills in. */
function parametersOf(rule: Rule): Fields | null {
  const whole = completed(rule)
  const given: unknown = 'parameters' in whole ? whole.parameters : undefined
  if (typeof given !== 'object' || given === null) return null
  const types: Readonly<Record<string, string>> = {
    merge_queue: 'MergeQueueParameters',
    pull_request: 'PullRequestParameters',
    required_status_checks: 'RequiredStatusChecksParameters',
  }
  const checks =
    rule.type === 'required_status_checks'
      ? {
          requiredStatusChecks: rule.parameters.required_status_checks.map(({ context, integration_id }) => ({
            context,
            integrationId: integration_id ?? null,
          })),
        }
      : {}
  return { __typename: types[rule.type], ...camel(given), ...checks }
}

function camel(node: object): Fields {
  const name = (key: string): string => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  const value = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(value)
    return typeof inner === 'object' && inner !== null ? camel(inner) : inner
  }
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [name(key), value(inner)]))
}

/** Classic protection: hidden from who may not administer, and from GITHUB_TOKEN. */
export function protectionFields(context: Context, repository: Repository, branch: string): Fields | null {
  needs(context, 'administration')
  const { token, world } = context
  if (token.app === null && permissionOf(world, repository, token.actor) !== 'admin') return null
  const classic = repository.protections.get(branch)
  if (classic === undefined) return null
  const has = (type: Rule['type']): boolean => classic.rules.some((rule) => rule.type === type)
  const review = classic.rules.find((rule) => rule.type === 'pull_request')
  const checks = classic.rules.find((rule) => rule.type === 'required_status_checks')
  return {
    __typename: 'BranchProtectionRule',
    id: nodeId('BPR', repository.id),
    pattern: branch,
    isAdminEnforced: classic.enforceAdmins,
    allowsDeletions: !has('deletion'),
    allowsForcePushes: !has('non_fast_forward'),
    requiresLinearHistory: has('required_linear_history'),
    requiresApprovingReviews: review !== undefined,
    requiredApprovingReviewCount: review?.parameters.required_approving_review_count ?? null,
    dismissesStaleReviews: review?.parameters.dismiss_stale_reviews_on_push ?? false,
    requiresCodeOwnerReviews: false,
    requiresStatusChecks: checks !== undefined,
    requiredStatusCheckContexts: checks?.parameters.required_status_checks.map(({ context: name }) => name) ?? [],
  }
}
