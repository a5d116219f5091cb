import { atLeast, canSee, permissionOf } from '../state/access.ts'
import { type App, fullName, type Repository, type Token, type World } from '../state/model.ts'
import { notFound, Refusal } from '../state/refusal.ts'
import { findRepository } from '../state/renames.ts'

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Remembers what was asked: a filter that a route does not model is an error and not ignored. */
export interface Query {
  get(name: string): string | null
  readonly all: URLSearchParams
}

export interface Call {
  readonly world: World
  /** Base of every URL in an answer. */
  readonly url: string
  /** Base of the signed addresses of artifacts: another origin. */
  readonly storage: string
  readonly path: string
  /** The path in Link headers: GitHub writes `/repositories/{id}` there. */
  readonly linkPath: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Readonly<Record<string, unknown>>
  readonly token: Token | undefined
  rateLimit(): Readonly<
    Record<'core' | 'graphql', { readonly limit: number; readonly used: number; readonly reset: number }>
  >
}

export interface RepositoryCall extends Call {
  readonly repository: Repository
}

export interface Route {
  readonly operation: string
  /** `pull_requests=read`: what the token must have; `undefined` is metadata, which every token has. */
  readonly needs: string | undefined
  readonly handle: (call: Call) => Answer
}

/** Parameters that may hold slashes. */
const LONG: ReadonlySet<string> = new Set(['path', 'ref', 'branch', 'basehead', 'tag'])

function pattern(path: string): RegExp {
  const source = path.replace(/\/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'path') return '(?:/(?<path>.*))?'
    return `/(?<${name}>${LONG.has(name) ? '.+' : '[^/]+'})`
  })
  return new RegExp(`^${source}$`)
}

export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> }

/** The most literal pattern wins: `rulesets/rule-suites` before `rulesets/{ruleset_id}`. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const literals = (path: string): number => path.split('/').filter((part) => !part.startsWith('{')).length
  const table = routes
    .map((route) => {
      const [method = '', path = ''] = route.operation.split(' ')
      return { route, method, expression: pattern(path), rank: literals(path) }
    })
    .sort((one, other) => other.rank - one.rank)
  return (method, path) => {
    for (const row of table) {
      if (row.method !== method) continue
      const groups = row.expression.exec(path)?.groups
      if (groups === undefined && !row.expression.test(path)) continue
      const params = Object.entries(groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value ?? '')])
      return { route: row.route, params: Object.fromEntries(params) }
    }
    return undefined
  }
}

export function route(operation: string, needs: string | undefined, handle: (call: Call) => Answer): Route {
  return { operation, needs, handle: (call) => allowed(call, needs) && handle(call) }
}

/** A route of one repository: 404 for who may not see it, 403 for who lacks the named permission. */
export function inRepository(
  operation: string,
  needs: string | undefined,
  handle: (call: RepositoryCall) => Answer,
): Route {
  return {
    operation,
    needs,
    handle: (call) => {
      const repository = findRepository(call.world, `${call.params['owner']}/${call.params['repo']}`)
      if (repository === undefined || !canSee(call.world, repository, call.token)) throw notFound()
      // A token for other repositories reads what is public, and writes nothing.
      const outside = call.token?.repositories != null && !call.token.repositories.includes(fullName(repository))
      if (outside && (repository.private || needs?.endsWith('=write'))) throw notFound()
      return (
        allowed(call, needs) &&
        roleAllows(call, repository, needs) &&
        handle({ ...call, repository, linkPath: numbered(call.path, repository) })
      )
    },
  }
}

/** A person's token never does more than the person may: a reader reviews and comments, an administrator administers. */
function roleAllows(call: Call, repository: Repository, needs: string | undefined): true {
  if (call.token === undefined || call.token.app !== null || needs === undefined) return true
  const [name = '', level = ''] = needs.split('=')
  const talks = name === 'pull_requests' || name === 'issues'
  const wanted = name === 'administration' ? 'admin' : level === 'write' && !talks ? 'write' : 'read'
  if (atLeast(permissionOf(call.world, repository, call.token.actor), wanted)) return true
  throw new Refusal(
    403,
    wanted === 'admin' ? 'Must have admin rights to Repository.' : 'Must have write access to the repository.',
  )
}

function numbered(path: string, { id }: Repository): string {
  return path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${id}`)
}

function allowed(call: Call, needs: string | undefined): true {
  if (needs === undefined) return true
  const [name = '', level = ''] = needs.split('=')
  const given = call.token?.permissions[name]
  if (given === 'write' || (given !== undefined && level === 'read')) return true
  if (call.token === undefined) throw new Refusal(401, 'Requires authentication')
  const kind = call.token.app === null ? 'personal access token' : 'integration'
  throw new Refusal(403, `Resource not accessible by ${kind}`, [], { 'x-accepted-github-permissions': needs })
}

export function actorOf(call: Call): Token['actor'] {
  if (call.token === undefined) throw new Refusal(401, 'Requires authentication')
  return call.token.actor
}

/** Check runs are written by apps only. */
export function appOf(call: Call): App {
  if (call.token?.app == null) throw new Refusal(403, 'You must authenticate via a GitHub App.')
  return call.token.app
}

export function number(call: Call, name: string): number {
  return Number(call.params[name])
}

export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw notFound()
  return value
}

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body, headers }
}

/** One page and its Link header; `wrap` for answers like `{ total_count, check_runs }`. */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  shape: (item: Item) => unknown,
  wrap: (rows: readonly unknown[], total: number) => unknown = (rows) => rows,
): Answer {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30)))
  const at = Math.max(1, Number(call.query.get('page') ?? 1))
  const last = Math.max(1, Math.ceil(items.length / size))
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query.all)
    query.set('page', String(to))
    return `<${call.url}${call.linkPath}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(at > 1 ? [link(at - 1, 'prev')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
    ...(at > 1 ? [link(1, 'first')] : []),
  ]
  const rows = items.slice((at - 1) * size, at * size).map(shape)
  return ok(wrap(rows, items.length), links.length === 0 ? {} : { link: links.join(', ') })
}

const cursor = (at: number): string => Buffer.from(`page:${at}`).toString('base64url')

/** Which page a request is for, by number or by cursor. */
export function pageOf(query: { get(name: string): string | null }): number {
  const after = query.get('after')
  if (after === null) return Math.max(1, Number(query.get('page') ?? 1))
  return Number(/^page:(\d+)$/.exec(Buffer.from(after, 'base64url').toString())?.[1] ?? 1)
}

/** The same request for another page. */
export function withPage(query: URLSearchParams, at: number): URLSearchParams {
  const moved = new URLSearchParams(query)
  moved.set('page', String(at))
  if (moved.has('after')) moved.set('after', cursor(at))
  return moved
}

/** One page of a list that knows no page numbers: the Link header names what comes after it. */
export function cursorPage<Item>(call: Call, rows: readonly Item[], shape: (item: Item) => unknown): Answer {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30)))
  const at = pageOf(call.query)
  const query = new URLSearchParams(call.query.all)
  query.delete('page')
  query.set('after', cursor(at + 1))
  const shown = rows.slice((at - 1) * size, at * size).map(shape)
  return ok(shown, at * size < rows.length ? { link: `<${call.url}${call.linkPath}?${query}>; rel="next"` } : {})
}
