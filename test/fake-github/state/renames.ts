import { canSee } from './access.ts'
import { type Account, fullName, type Repository, type Token, type World } from './model.ts'

export function findRepository(world: World, name: string): Repository | undefined {
  const wanted = name.toLowerCase()
  return world.repositories.find((one) => !one.deleted && fullName(one).toLowerCase() === wanted)
}

/** Under its name or one it had; a new repository of the old name ends the redirect. */
export function findMoved(world: World, name: string): Repository | undefined {
  const moved = world.renames.get(name.toLowerCase())
  return findRepository(world, name) ?? (moved?.deleted ? undefined : moved)
}

/** The repository that a REST path means by an old name; `undefined` when the name is right, or hides one. */
export function movedRepository(world: World, path: string, token: Token | undefined): Repository | undefined {
  const [, name] = /^\/repos\/([^/]+\/[^/]+)/.exec(path) ?? []
  if (name === undefined || findRepository(world, name) !== undefined) return undefined
  const moved = findMoved(world, name)
  return moved !== undefined && canSee(world, moved, token) ? moved : undefined
}

/** `/repositories/{id}/...` as the path that routes know. */
export function namedPath(world: World, path: string): string {
  const [all = '', id] = /^\/repositories\/(\d+)/.exec(path) ?? []
  const repository = world.repositories.find((one) => String(one.id) === id && !one.deleted)
  return repository === undefined ? path : `/repos/${fullName(repository)}${path.slice(all.length)}`
}

export function rename(world: World, repository: Repository, name: string): void {
  const before = fullName(repository)
  repository.name = name
  follow(world, repository, before)
}

export function renameAccount(world: World, account: Account, login: string): void {
  const own = world.repositories.filter(({ owner }) => owner === account)
  const names = own.map((repository) => [repository, fullName(repository)] as const)
  world.accounts.delete(account.login.toLowerCase())
  account.login = login
  world.accounts.set(login.toLowerCase(), account)
  for (const [repository, before] of names) follow(world, repository, before)
}

/** Tokens are given for the repository and not for its name. */
function follow(world: World, repository: Repository, before: string): void {
  const now = fullName(repository)
  world.renames.set(before.toLowerCase(), repository)
  for (const [value, token] of world.tokens) {
    const repositories = token.repositories?.map((name) => (name === before ? now : name)) ?? null
    world.tokens.set(value, { ...token, repositories })
  }
}
