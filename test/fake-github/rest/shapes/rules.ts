import { fullName, type Repository } from '../../state/model.ts'
import type { RuleSuite, Ruleset } from '../../state/rules.ts'
import { nodeId } from './account.ts'

export function rulesetShape(url: string, repository: Repository, ruleset: Ruleset, details: boolean, actors: boolean) {
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: 'Repository',
    source: fullName(repository),
    enforcement: ruleset.enforcement,
    node_id: nodeId('RRS', ruleset.id),
    _links: { self: { href: `${url}/repos/${fullName(repository)}/rulesets/${ruleset.id}` } },
    created_at: ruleset.createdAt,
    updated_at: ruleset.createdAt,
    ...(details
      ? {
          conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
          rules: ruleset.rules.map(completed),
        }
      : {}),
    ...(actors ? { bypass_actors: ruleset.bypass } : {}),
  }
}

const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
}

/** The parameters GitHub fills in by itself. */
export function completed(rule: Ruleset['rules'][number]): object {
  switch (rule.type) {
    case 'pull_request':
      return {
        type: rule.type,
        parameters: {
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
          ...rule.parameters,
        },
      }
    case 'required_status_checks':
      return { type: rule.type, parameters: { strict_required_status_checks_policy: false, ...rule.parameters } }
    case 'merge_queue':
      return { type: rule.type, parameters: { ...QUEUE, ...rule.parameters } }
    default:
      return rule
  }
}

export function ruleSuite(repository: Repository, suite: RuleSuite, details: boolean) {
  const evaluations = suite.evaluations.map((row) => ({
    rule_source: row.source,
    enforcement: row.enforcement,
    result: row.result,
    rule_type: row.type,
    details: row.details,
  }))
  return {
    id: suite.id,
    actor_id: suite.actor.id,
    actor_name: suite.actor.login,
    before_sha: suite.before,
    after_sha: suite.after,
    ref: suite.ref,
    repository_id: repository.id,
    repository_name: repository.name,
    pushed_at: suite.pushedAt,
    result: suite.result,
    ...(suite.evaluations.some(({ enforcement }) => enforcement === 'evaluate')
      ? {
          evaluation_result: evaluations.some(
            ({ enforcement, result }) => enforcement === 'evaluate' && result === 'fail',
          )
            ? 'fail'
            : 'pass',
        }
      : {}),
    ...(details ? { rule_evaluations: evaluations } : {}),
  }
}
