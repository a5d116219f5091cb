import { resolve } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import { canSee } from '../state/access.ts'
import { fullName, type Repository } from '../state/model.ts'
import type { Pull } from '../state/pull-model.ts'
import { findMoved } from '../state/renames.ts'
import { type AlertFilter, alertsOf } from './alerts.ts'
import { actor, type Context, connection, type Fields, GraphqlRefusal, needs, type Paging } from './fields.ts'
import { objectFields } from './object.ts'
import { pullFields } from './pull.ts'
import { queueFields } from './queue.ts'
import { protectionFields, rulesOf } from './rules.ts'

interface PullFilter extends Paging {
  readonly states?: readonly string[] | null
  readonly baseRefName?: string | null
  readonly headRefName?: string | null
  readonly orderBy?: {
    readonly field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'
    readonly direction: 'ASC' | 'DESC'
  } | null
}

export function root(context: Context): Fields {
  const { world } = context
  return {
    viewer: () => actor(context, context.token.actor),
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const repository = findMoved(world, `${owner}/${name}`)
      if (repository !== undefined && canSee(world, repository, context.token))
        return repositoryFields(context, repository)
      throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
    },
    organization: ({ login }: { readonly login: string }) => {
      const account = world.accounts.get(login.toLowerCase())
      if (account?.type !== 'Organization') {
        throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to an Organization with the login of '${login}'.`)
      }
      return { ...actor(context, account), team: ({ slug }: { readonly slug: string }) => team(context, login, slug) }
    },
  }
}

/** Null without read of members: a hidden team and a missing one look alike. */
function team(context: Context, login: string, slug: string): Fields | null {
  if (context.token.permissions['members'] === undefined) return null
  const found = context.world.teams.find((one) => one.org.login === login && one.slug === slug)
  if (found === undefined) return null
  return {
    id: nodeId('T', found.id),
    databaseId: found.id,
    slug: found.slug,
    name: found.slug,
    members: (paging: Paging) => connection([...found.members.keys()], paging, (account) => actor(context, account)),
  }
}

export function repositoryFields(context: Context, repository: Repository): Fields {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    url: `${context.url}/${fullName(repository)}`,
    isPrivate: repository.private,
    visibility: repository.private ? 'PRIVATE' : 'PUBLIC',
    isFork: repository.parent !== null,
    owner: () => actor(context, repository.owner),
    defaultBranchRef: () => refFields(context, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
      refFields(context, repository, qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`),
    object: ({ oid, expression }: { readonly oid?: string | null; readonly expression?: string | null }) =>
      objectFields(context, repository, oid ?? expression ?? ''),
    pullRequest: ({ number }: { readonly number: number }) => {
      needs(context, 'pull_requests')
      const pull = repository.pulls.find((one) => one.number === number)
      if (pull !== undefined) return pullFields(context, repository, pull)
      throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
    },
    vulnerabilityAlerts: (wanted: AlertFilter) => alertsOf(context, repository, wanted),
    mergeQueue: ({ branch }: { readonly branch?: string | null }) =>
      queueFields(context, repository, branch ?? repository.defaultBranch),
    pullRequests: (filter: PullFilter) => {
      needs(context, 'pull_requests')
      return connection(filteredPulls(repository, filter), filter, (pull) => pullFields(context, repository, pull))
    },
  }
}

function filteredPulls(repository: Repository, filter: PullFilter): readonly Pull[] {
  const stateOf = (pull: Pull): string => (pull.mergedAt === null ? pull.state.toUpperCase() : 'MERGED')
  const rows = repository.pulls
    .filter((pull) => filter.states?.includes(stateOf(pull)) ?? true)
    .filter((pull) => filter.baseRefName == null || pull.base.ref === filter.baseRefName)
    .filter((pull) => filter.headRefName == null || pull.head.ref === filter.headRefName)
  const { field, direction } = filter.orderBy ?? { field: 'CREATED_AT', direction: 'ASC' }
  const key = (pull: Pull): string => (field === 'UPDATED_AT' ? pull.updatedAt : pull.createdAt)
  const sign = direction === 'ASC' ? 1 : -1
  return rows.toSorted((one, other) => (key(one) < key(other) ? -sign : key(one) > key(other) ? sign : 0))
}

export function refFields(context: Context, repository: Repository, ref: string): Fields | null {
  needs(context, 'contents')
  if (resolve(repository.bare, ref) === undefined) return null
  const [, prefix = '', name = ''] = /^(refs\/[^/]+\/)(.+)$/.exec(ref) ?? []
  return {
    __typename: 'Ref',
    id: nodeId('REF', repository.id),
    name,
    prefix,
    target: () => objectFields(context, repository, ref),
    repository: () => repositoryFields(context, repository),
    branchProtectionRule: () => protectionFields(context, repository, name),
    rules: (paging: Paging) => rulesOf(repository, ref, paging),
  }
}
