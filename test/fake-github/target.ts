import type { Fault } from './faults.ts'
import { operationName } from './graphql/serve.ts'
import { createRouter, type Match } from './rest/router.ts'
import { ROUTES } from './rest/routes.ts'
import type { World } from './state/model.ts'
import { namedPath } from './state/renames.ts'

/** What a request is for. */
export type Target =
  | { readonly kind: 'graphql'; readonly operation: string | undefined }
  | { readonly kind: 'git'; readonly repository: string; readonly path: string; readonly service: string }
  | { readonly kind: 'storage' }
  | { readonly kind: 'rest'; readonly path: string; readonly match: Match | undefined }

const route = createRouter(ROUTES)

export function targetOf(world: World, method: string, path: string, query: URLSearchParams, body: unknown): Target {
  if (path === '/graphql' && method === 'POST') return { kind: 'graphql', operation: operationName(body) }
  const [, repository, inside = ''] = /^\/([^/]+\/[^/]+?)\.git(\/.*)$/.exec(path) ?? []
  if (repository !== undefined) {
    const pushes = inside.includes('receive') || query.get('service')?.includes('receive')
    return { kind: 'git', repository, path: inside, service: pushes ? 'receive-pack' : 'upload-pack' }
  }
  const named = namedPath(world, path)
  return { kind: 'rest', path: named, match: route(method, named) }
}

/** Every name a switch may use for it, the most special first; the second is the route of the log. */
export function namesOf(target: Target, method: string, path: string): readonly string[] {
  switch (target.kind) {
    case 'graphql':
      return [...(target.operation === undefined ? [] : [`POST /graphql ${target.operation}`]), 'POST /graphql', '*']
    case 'git':
      return [`GIT ${target.service}`, '*']
    case 'storage':
      return ['GET storage', '*']
    case 'rest':
      return [target.match?.route.operation ?? `${method} ${path}`, '*']
  }
}

/** Whether a fault could show at all: one that nobody could see must not count as injected. */
export function applies(fault: Fault, { kind }: Target, method: string, query: URLSearchParams): boolean {
  switch (fault.kind) {
    case 'status':
    case 'stall':
    case 'cut':
    case 'malformed':
      return true
    case 'graphql-error':
      return kind === 'graphql'
    case 'drop-page':
      return kind === 'graphql' || (kind === 'rest' && method === 'GET')
    // The first page repeats nothing.
    case 'repeat-page':
      return kind === 'graphql' || (kind === 'rest' && method === 'GET' && Number(query.get('page') ?? 1) > 1)
    case 'drop-link':
      return kind === 'rest' && method === 'GET'
    case 'primary-limit':
      return kind === 'rest' || kind === 'graphql'
    case 'secondary-limit':
      return (kind === 'rest' && fault.status !== 200) || (kind === 'graphql' && fault.status !== 429)
  }
}
