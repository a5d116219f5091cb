import { matchesGlob } from 'node:path'
import { commitsBetween, isAncestor } from '../git/diff.ts'
import { permissionOf } from './access.ts'
import { type Account, type App, type Repository, timestamp, type World } from './model.ts'
import type { Pull, Review } from './pull-model.ts'

export type Rule =
  | { readonly type: 'creation' | 'update' | 'deletion' | 'non_fast_forward' | 'required_linear_history' }
  | { readonly type: 'merge_queue'; readonly parameters?: { readonly merge_method: 'MERGE' | 'SQUASH' | 'REBASE' } }
  | {
      readonly type: 'pull_request'
      readonly parameters: {
        readonly required_approving_review_count: number
        readonly dismiss_stale_reviews_on_push: boolean
        readonly require_code_owner_review?: boolean
        readonly require_last_push_approval?: boolean
        readonly required_review_thread_resolution?: boolean
      }
    }
  | {
      readonly type: 'required_status_checks'
      readonly parameters: {
        readonly required_status_checks: readonly { readonly context: string; readonly integration_id?: number }[]
        readonly strict_required_status_checks_policy?: boolean
      }
    }

export interface BypassActor {
  readonly actor_id: number | null
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'User' | 'DeployKey'
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt'
}

export interface Ruleset {
  readonly id: number
  readonly name: string
  readonly target: 'branch' | 'tag'
  readonly enforcement: 'active' | 'evaluate' | 'disabled'
  /** `~DEFAULT_BRANCH`, `~ALL`, or globs over full ref names. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly rules: readonly Rule[]
  readonly bypass: readonly BypassActor[]
  readonly createdAt: string
}

export interface RuleEvaluation {
  readonly source: { readonly type: 'ruleset' | 'protected_branch'; readonly id: number | null; readonly name: string }
  readonly enforcement: 'active' | 'evaluate'
  readonly result: 'pass' | 'fail'
  readonly type: Rule['type']
  readonly details: string | null
}

export interface RuleSuite {
  readonly id: number
  readonly actor: Account
  readonly before: string
  readonly after: string
  readonly ref: string
  readonly pushedAt: string
  readonly result: 'pass' | 'fail' | 'bypass'
  readonly evaluations: readonly RuleEvaluation[]
}

/** A move of a ref that somebody wants; `pull` when it is a merge by GitHub, `queue` when the queue does it. */
export interface Move {
  readonly ref: string
  readonly before: string
  readonly after: string
  readonly actor: Account
  readonly app?: App | null
  readonly pull?: Pull
  readonly queue?: boolean
}

export const NOTHING = '0'.repeat(40)
/** Ids of the built-in repository roles in `bypass_actors`: maintain 2, write 4, admin 5. */
const ADMIN_ROLE = 5

export function rulesetsFor(repository: Repository, ref: string): readonly Ruleset[] {
  const matches = (pattern: string): boolean => {
    if (pattern === '~ALL') return true
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.defaultBranch}`
    return matchesGlob(ref, pattern)
  }
  const kind = ref.startsWith('refs/tags/') ? 'tag' : 'branch'
  return repository.rulesets.filter(
    ({ enforcement, target, include, exclude }) =>
      enforcement !== 'disabled' && target === kind && include.some(matches) && !exclude.some(matches),
  )
}

/** Judges a move by every rule in force, records it as a rule suite, and says why it is refused, if it is. */
export function evaluate(world: World, repository: Repository, move: Move): string | undefined {
  const evaluations: RuleEvaluation[] = []
  let refused: string | undefined
  let bypassed = false
  for (const ruleset of rulesetsFor(repository, move.ref)) {
    const enforcement = ruleset.enforcement === 'evaluate' ? 'evaluate' : 'active'
    const source = { type: 'ruleset', id: ruleset.id, name: ruleset.name } as const
    const found = ruleset.rules.map((rule) => judgeRule(repository, rule, move, source, enforcement))
    evaluations.push(...found)
    const failing = found.find(({ result }) => result === 'fail')
    if (failing === undefined || enforcement === 'evaluate') continue
    if (mayBypass(world, repository, ruleset, move)) bypassed = true
    else refused ??= failing.details ?? failing.type
  }
  const branch = move.ref.replace(/^refs\/heads\//, '')
  const classic = repository.protections.get(branch)
  for (const rule of classic?.rules ?? []) {
    const source = { type: 'protected_branch', id: null, name: branch } as const
    const found = judgeRule(repository, rule, move, source, 'active')
    evaluations.push(found)
    if (found.result === 'pass') continue
    // Force pushes and deletions stay closed to administrators too.
    const open = rule.type !== 'non_fast_forward' && rule.type !== 'deletion' && classic?.enforceAdmins === false
    if (open && permissionOf(world, repository, move.actor) === 'admin') bypassed = true
    else refused ??= found.details ?? found.type
  }
  if (evaluations.length === 0) return undefined
  repository.ruleSuites.push({
    id: world.nextId(),
    actor: move.actor,
    before: move.before,
    after: move.after,
    ref: move.ref,
    pushedAt: timestamp(world),
    result: refused !== undefined ? 'fail' : bypassed ? 'bypass' : 'pass',
    evaluations,
  })
  return refused
}

function mayBypass(world: World, repository: Repository, ruleset: Ruleset, move: Move): boolean {
  return ruleset.bypass.some((actor) => {
    if (actor.bypass_mode === 'pull_request' && move.pull === undefined) return false
    switch (actor.actor_type) {
      case 'User':
        return actor.actor_id === move.actor.id
      case 'Integration':
        return actor.actor_id === move.app?.id
      case 'OrganizationAdmin':
        return world.orgOwners.get(repository.owner)?.has(move.actor) === true
      case 'RepositoryRole':
        return actor.actor_id === ADMIN_ROLE && permissionOf(world, repository, move.actor) === 'admin'
      case 'Team':
        return world.teams.some((team) => team.id === actor.actor_id && team.members.has(move.actor))
    }
    return false
  })
}

function judgeRule(
  repository: Repository,
  rule: Rule,
  move: Move,
  source: RuleEvaluation['source'],
  enforcement: RuleEvaluation['enforcement'],
): RuleEvaluation {
  const details = violation(repository, rule, move) ?? null
  return { source, enforcement, result: details === null ? 'pass' : 'fail', type: rule.type, details }
}

function violation(repository: Repository, rule: Rule, move: Move): string | undefined {
  const { before, after, pull } = move
  const [creates, deletes] = [before === NOTHING, after === NOTHING]
  if (rule.type === 'creation') return creates ? 'Cannot create ref due to creations being restricted.' : undefined
  if (rule.type === 'deletion') return deletes ? 'Cannot delete this branch' : undefined
  if (creates || deletes) return undefined
  switch (rule.type) {
    case 'update':
      return 'Cannot update this protected ref.'
    case 'non_fast_forward':
      return isAncestor(repository.bare, before, after) ? undefined : 'Cannot force-push to this branch'
    case 'required_linear_history': {
      const merges = commitsBetween(repository.bare, before, after).some(({ parents }) => parents.length > 1)
      return merges ? 'This branch must not contain merge commits.' : undefined
    }
    case 'merge_queue':
      return move.queue ? undefined : 'Changes must be made through the merge queue'
    case 'pull_request': {
      if (pull === undefined) return 'Changes must be made through a pull request.'
      const wanted = rule.parameters.required_approving_review_count
      const stale = rule.parameters.dismiss_stale_reviews_on_push
      const given = standing(pull).filter((review) => !stale || review.commit === pull.head.sha)
      if (given.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'Changes have been requested.'
      if (given.filter(({ state }) => state === 'APPROVED').length >= wanted) return undefined
      return `At least ${wanted} approving review${wanted === 1 ? ' is' : 's are'} required by reviewers with write access.`
    }
    case 'required_status_checks': {
      const sha = pull === undefined || move.queue ? after : pull.head.sha
      const missing = rule.parameters.required_status_checks.filter((check) => !satisfied(repository, sha, check))
      if (missing.length === 0) return undefined
      return `Required status check ${missing.map(({ context }) => `"${context}"`).join(', ')} is expected.`
    }
  }
}

/** The rule that sends changes of a branch through a queue. */
export function queueRule(repository: Repository, ref: string): Extract<Rule, { type: 'merge_queue' }> | undefined {
  const active = rulesetsFor(repository, ref).filter(({ enforcement }) => enforcement === 'active')
  const rules = [
    ...active.flatMap((ruleset) => ruleset.rules),
    ...(repository.protections.get(ref.replace(/^refs\/heads\//, ''))?.rules ?? []),
  ]
  return rules.find((rule) => rule.type === 'merge_queue')
}

/** The last opinion of each person; a comment does not replace one. */
export function standing(pull: Pull): readonly Review[] {
  const last = new Map<Account | null, Review>()
  for (const review of pull.reviews) if (review.state !== 'COMMENTED') last.set(review.user, review)
  return [...last.values()]
}

/** GitHub counts `neutral` and `skipped` as success. */
function satisfied(
  repository: Repository,
  sha: string,
  { context, integration_id }: { readonly context: string; readonly integration_id?: number },
): boolean {
  const run = repository.checkRuns
    .filter((check) => check.sha === sha && check.name === context)
    .filter((check) => integration_id === undefined || check.app.id === integration_id)
    .at(-1)
  if (run !== undefined) return run.status === 'completed' && /^(success|neutral|skipped)$/.test(run.conclusion ?? '')
  if (integration_id !== undefined) return false
  const status = repository.statuses.filter((row) => row.sha === sha && row.context === context).at(-1)
  return status?.state === 'success'
}
