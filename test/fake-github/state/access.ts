import {
  type Account,
  type Association,
  fullName,
  type Permission,
  type Repository,
  type Token,
  type World,
} from './model.ts'

const ORDER: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin']

export function atLeast(permission: Permission, wanted: Permission): boolean {
  return ORDER.indexOf(permission) >= ORDER.indexOf(wanted)
}

/** The highest of: owner, own grant, grants of teams; everybody reads what is public. */
export function permissionOf(world: World, repository: Repository, account: Account): Permission {
  if (repository.owner === account || world.orgOwners.get(repository.owner)?.has(account)) return 'admin'
  const grants: Permission[] = [repository.collaborators.get(account) ?? (repository.private ? 'none' : 'read')]
  for (const [team, permission] of repository.teams) if (team.members.has(account)) grants.push(permission)
  return grants.reduce((best, next) => (atLeast(next, best) ? next : best))
}

export function isMember(world: World, org: Account, account: Account): boolean {
  if (world.orgOwners.get(org)?.has(account)) return true
  return world.teams.some((team) => team.org === org && team.members.has(account))
}

export function canSee(world: World, repository: Repository, token: Token | undefined): boolean {
  if (!repository.private) return true
  if (token === undefined) return false
  if (token.repositories !== null) return token.repositories.includes(fullName(repository))
  return permissionOf(world, repository, token.actor) !== 'none'
}

export function association(world: World, repository: Repository, account: Account | null): Association {
  if (account === null) return 'NONE'
  if (repository.owner === account) return 'OWNER'
  if (isMember(world, repository.owner, account)) return 'MEMBER'
  if (repository.collaborators.has(account)) return 'COLLABORATOR'
  return repository.pulls.some((pull) => pull.user === account && pull.mergedAt !== null) ? 'CONTRIBUTOR' : 'NONE'
}
