import { permissionOf } from '../../state/access.ts'
import { type Permission, type Team, timestamp } from '../../state/model.ts'
import { notFound } from '../../state/refusal.ts'
import { actorOf, type Call, found, inRepository, ok, page, type Route, route } from '../router.ts'
import { app, repository, team, teamRow, user } from '../shapes/account.ts'

/** Without read of members a team does not exist for the caller: 404, never 403. */
function teamOf(call: Call): Team {
  if (call.token?.permissions['members'] === undefined) throw notFound()
  const { org, team_slug } = call.params
  return found(call.world.teams.find((one) => one.org.login === org && one.slug === team_slug))
}

/** `permission` knows four words only; `role_name` says which role it is. */
const LEGACY: Readonly<Record<Permission, string>> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
}

function profile(call: Call, account: Parameters<typeof user>[1]) {
  const at = timestamp(call.world)
  const empty = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null }
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
  return { ...user(call.url, account), ...empty, ...counts, created_at: at, updated_at: at }
}

export const PEOPLE: readonly Route[] = [
  route('GET /rate_limit', undefined, (call) => {
    const shape = ({ limit, used, reset }: { limit: number; used: number; reset: number }) => ({
      limit,
      used,
      remaining: Math.max(0, limit - used),
      reset,
    })
    const { core, graphql } = call.rateLimit()
    return ok({
      resources: {
        core: shape(core),
        graphql: shape(graphql),
        search: { limit: 30, used: 0, remaining: 30, reset: core.reset },
      },
      rate: shape(core),
    })
  }),
  route('GET /user', undefined, (call) => ok(profile(call, actorOf(call)))),
  route('GET /users/{username}', undefined, (call) =>
    ok(profile(call, found(call.world.accounts.get((call.params['username'] ?? '').toLowerCase())))),
  ),
  route('GET /apps/{app_slug}', undefined, (call) =>
    ok(app(call.url, found(call.world.apps.get(call.params['app_slug'] ?? '')), timestamp(call.world))),
  ),
  route('GET /orgs/{org}/teams', 'members=read', (call) => {
    const rows = call.world.teams.filter(({ org }) => org.login === call.params['org'])
    return page(call, rows, (one) => teamRow(call.url, one))
  }),
  route('GET /orgs/{org}/teams/{team_slug}', undefined, (call) =>
    ok(team(call.url, teamOf(call), timestamp(call.world))),
  ),
  route('GET /orgs/{org}/teams/{team_slug}/members', undefined, (call) => {
    const role = call.query.get('role') ?? 'all'
    const members = [...teamOf(call).members].filter(([, own]) => role === 'all' || own === role)
    return page(call, members, ([account]) => user(call.url, account))
  }),
  route('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', undefined, (call) => {
    const wanted = call.params['username']?.toLowerCase()
    const members = [...teamOf(call).members]
    const [, role] = found(members.find(([account]) => account.login.toLowerCase() === wanted))
    return ok({ url: `${call.url}${call.path}`, role, state: 'active' })
  }),
  inRepository('GET /repos/{owner}/{repo}', undefined, (call) =>
    ok({ ...repository(call.url, call.repository), subscribers_count: 0, network_count: 0 }),
  ),
  inRepository('GET /repos/{owner}/{repo}/collaborators/{username}/permission', undefined, (call) => {
    const account = found(call.world.accounts.get((call.params['username'] ?? '').toLowerCase()))
    const role = permissionOf(call.world, call.repository, account)
    return ok({ permission: LEGACY[role], role_name: role, user: { ...user(call.url, account), role_name: role } })
  }),
]
