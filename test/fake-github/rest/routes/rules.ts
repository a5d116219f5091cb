import { refs } from '../../git/objects.ts'
import { fullName, type Repository } from '../../state/model.ts'
import { rulesetsFor } from '../../state/rules.ts'
import { type Call, found, inRepository, number, ok, page, type RepositoryCall, type Route, route } from '../router.ts'
import { nodeId, user } from '../shapes/account.ts'
import { commitShape } from '../shapes/git.ts'
import { completed, ruleSuite } from '../shapes/rules.ts'

const DAY = 86_400_000
const PERIODS: Readonly<Record<string, number>> = {
  hour: DAY / 24,
  day: DAY,
  week: 7 * DAY,
  month: 31 * DAY,
  quarter: 92 * DAY,
  year: 366 * DAY,
}

const isProtected = (repository: Repository, branch: string): boolean =>
  repository.protections.has(branch) || rulesetsFor(repository, `refs/heads/${branch}`).length > 0

function suites(call: Call, repositories: readonly Repository[]) {
  const { query, world } = call
  const [ref, result, actor] = [query.get('ref'), query.get('rule_suite_result'), query.get('actor_name')]
  const since = world.now().getTime() - (PERIODS[query.get('time_period') ?? 'day'] ?? DAY)
  const rows = repositories
    .flatMap((repository) => repository.ruleSuites.map((suite) => ({ repository, suite })))
    .filter(({ suite }) => Date.parse(suite.pushedAt) >= since)
    .filter(({ suite }) => ref === null || suite.ref === ref)
    .filter(({ suite }) => result === null || result === 'all' || suite.result === result)
    .filter(({ suite }) => actor === null || suite.actor.login === actor)
    .toReversed()
  return page(call, rows, ({ repository, suite }) => ruleSuite(repository, suite, false))
}

/** Cursor paging: the cursor is the id of the last row seen. */
function activity(call: RepositoryCall) {
  const { query, repository, world, url } = call
  const [ref, actor, type, period] = ['ref', 'actor', 'activity_type', 'time_period'].map((name) => query.get(name))
  const since = period == null ? 0 : world.now().getTime() - (PERIODS[period] ?? DAY)
  const rows = repository.activity
    .filter((row) => ref == null || row.ref === ref || row.ref === `refs/heads/${ref}`)
    .filter((row) => actor == null || row.actor.login === actor)
    .filter((row) => type == null || row.type === type)
    .filter((row) => Date.parse(row.at) >= since)
  if (query.get('direction') !== 'asc') rows.reverse()
  const after = query.get('after')
  const start = after === null ? 0 : rows.findIndex(({ id }) => String(id) === after) + 1
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const shown = rows.slice(start, start + size)
  const next = new URLSearchParams(query.all)
  next.set('after', String(shown.at(-1)?.id))
  const more = start + size < rows.length
  return ok(
    shown.map(({ id, before, after: sha, ref: name, at, actor: by, type: activity_type }) => ({
      id,
      node_id: nodeId('PSH', id),
      before,
      after: sha,
      ref: name,
      timestamp: at,
      activity_type,
      actor: user(url, by),
    })),
    more ? { link: `<${url}${call.linkPath}?${next}>; rel="next"` } : {},
  )
}

export const RULES: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/branches', 'contents=read', (call) => {
    const { repository, url } = call
    const wanted = call.query.get('protected')
    const all = [...refs(repository.bare, 'refs/heads/')].map(([ref, sha]) => ({ name: ref.slice(11), sha }))
    const rows = all.filter(({ name }) => wanted === null || isProtected(repository, name) === (wanted === 'true'))
    return page(call, rows, ({ name, sha }) => ({
      name,
      commit: { sha, url: `${url}/repos/${fullName(repository)}/commits/${sha}` },
      protected: isProtected(repository, name),
    }))
  }),
  inRepository('GET /repos/{owner}/{repo}/branches/{branch}', 'contents=read', (call) => {
    const { repository, url, world } = call
    const name = call.params['branch'] ?? ''
    const sha = found(refs(repository.bare, `refs/heads/${name}`).get(`refs/heads/${name}`))
    const self = `${url}/repos/${fullName(repository)}/branches/${encodeURIComponent(name)}`
    return ok({
      name,
      commit: commitShape(world, url, repository, sha),
      _links: { self, html: `${url}/${fullName(repository)}/tree/${name}` },
      protected: isProtected(repository, name),
      protection: { enabled: repository.protections.has(name) },
      protection_url: `${self}/protection`,
    })
  }),
  inRepository('GET /repos/{owner}/{repo}/branches/{branch}/protection', 'administration=read', (call) => {
    const classic = found(call.repository.protections.get(call.params['branch'] ?? ''))
    const self = `${call.url}${call.path}`
    const has = (type: string): boolean => classic.rules.some((rule) => rule.type === type)
    const reviews = classic.rules.find((rule) => rule.type === 'pull_request')
    const checks = classic.rules.find((rule) => rule.type === 'required_status_checks')
    const required = checks?.type === 'required_status_checks' ? checks.parameters.required_status_checks : []
    return ok({
      url: self,
      enforce_admins: { url: `${self}/enforce_admins`, enabled: classic.enforceAdmins },
      allow_force_pushes: { enabled: !has('non_fast_forward') },
      allow_deletions: { enabled: !has('deletion') },
      required_linear_history: { enabled: has('required_linear_history') },
      ...(reviews?.type === 'pull_request'
        ? {
            required_pull_request_reviews: {
              url: `${self}/required_pull_request_reviews`,
              dismiss_stale_reviews: reviews.parameters.dismiss_stale_reviews_on_push,
              require_code_owner_reviews: reviews.parameters.require_code_owner_review ?? false,
              require_last_push_approval: reviews.parameters.require_last_push_approval ?? false,
              required_approving_review_count: reviews.parameters.required_approving_review_count,
            },
          }
        : {}),
      ...(checks === undefined
        ? {}
        : {
            required_status_checks: {
              contexts: required.map(({ context }) => context),
              checks: required.map(({ context, integration_id }) => ({ context, app_id: integration_id ?? null })),
            },
          }),
    })
  }),
  inRepository('GET /repos/{owner}/{repo}/rules/branches/{branch}', undefined, (call) => {
    const active = rulesetsFor(call.repository, `refs/heads/${call.params['branch']}`).filter(
      ({ enforcement }) => enforcement === 'active',
    )
    const rows = active.flatMap(({ id, rules }) => rules.map((rule) => ({ id, rule })))
    return page(call, rows, ({ id, rule }) => ({
      ...completed(rule),
      ruleset_source_type: 'Repository',
      ruleset_source: fullName(call.repository),
      ruleset_id: id,
    }))
  }),
  inRepository('GET /repos/{owner}/{repo}/rulesets/rule-suites', 'administration=read', (call) =>
    suites(call, [call.repository]),
  ),
  inRepository('GET /repos/{owner}/{repo}/rulesets/rule-suites/{rule_suite_id}', 'administration=read', (call) => {
    const suite = found(call.repository.ruleSuites.find(({ id }) => id === number(call, 'rule_suite_id')))
    return ok(ruleSuite(call.repository, suite, true))
  }),
  route('GET /orgs/{org}/rulesets/rule-suites', 'organization_administration=read', (call) => {
    const name = call.query.get('repository_name')
    const own = call.world.repositories.filter(({ owner }) => owner.login === call.params['org'])
    return suites(
      call,
      own.filter((repository) => name === null || repository.name === name),
    )
  }),
  inRepository('GET /repos/{owner}/{repo}/activity', 'contents=read', activity),
]
