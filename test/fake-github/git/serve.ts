import { atLeast, canSee, permissionOf } from '../state/access.ts'
import { fullName, type Repository, type Token, type World } from '../state/model.ts'
import { refMoved } from '../state/refs.ts'
import { findMoved, findRepository } from '../state/renames.ts'
import { evaluate, type Move } from '../state/rules.ts'
import { type GitRequest, type GitResponse, httpBackend, refUpdates, storeObjects } from './smart-http.ts'

const REFUSED = { 'content-type': 'text/plain' }

/** Clone, fetch and push: permissions first, then every ref of a push by the rules, then git itself. */
export async function serveGit(
  world: World,
  name: string,
  token: Token | undefined,
  request: GitRequest & { readonly url: string },
): Promise<GitResponse> {
  const repository = findRepository(world, name)
  const moved = repository === undefined ? findMoved(world, name) : undefined
  if (moved !== undefined && canSee(world, moved, token)) {
    const query = request.query === '' ? '' : `?${request.query}`
    const location = `${request.url}/${fullName(moved)}.git${request.path}${query}`
    return { status: 301, headers: { ...REFUSED, location }, body: Buffer.from('') }
  }
  const pushes = request.path === '/git-receive-pack' || request.query.includes('git-receive-pack')
  if (repository === undefined || !canSee(world, repository, token)) {
    if (token === undefined) return challenge()
    return { status: 404, headers: REFUSED, body: Buffer.from('Repository not found.') }
  }
  if (pushes && token === undefined) return challenge()
  if (token !== undefined && !mayUse(world, repository, token, pushes)) {
    const message = `Permission to ${repository.owner.login}/${repository.name}.git denied to ${token.actor.login}.`
    return { status: 403, headers: REFUSED, body: Buffer.from(message) }
  }
  if (request.path !== '/git-receive-pack' || token === undefined) {
    return httpBackend(repository.bare, request, new Map())
  }
  return push(world, repository, token, request)
}

function challenge(): GitResponse {
  const headers = { ...REFUSED, 'www-authenticate': 'Basic realm="GitHub"' }
  return { status: 401, headers, body: Buffer.from('Repository not found.') }
}

function mayUse(world: World, repository: Repository, token: Token, pushes: boolean): boolean {
  const level = token.permissions['contents']
  if (!pushes) return !repository.private || level !== undefined
  if (level !== 'write') return false
  return token.app !== null || atLeast(permissionOf(world, repository, token.actor), 'write')
}

async function push(world: World, repository: Repository, token: Token, request: GitRequest): Promise<GitResponse> {
  const { updates, pack } = refUpdates(request.body)
  storeObjects(repository.bare, pack)
  const refusals = new Map<string, string>()
  const moves = updates.map((update): Move => ({ ...update, actor: token.actor, app: token.app }))
  for (const move of moves) {
    const hidden = move.ref.startsWith('refs/pull/') ? 'deny updating a hidden ref' : undefined
    const reason = hidden ?? evaluate(world, repository, move)
    if (reason !== undefined) refusals.set(move.ref, reason)
  }
  const response = await httpBackend(repository.bare, request, refusals)
  repository.bare.changed()
  for (const move of moves) {
    const now = repository.bare.try(['rev-parse', '--verify', '--quiet', move.ref])?.trim() ?? '0'.repeat(40)
    if (now === move.after && !refusals.has(move.ref)) refMoved(world, repository, move)
  }
  return response
}
