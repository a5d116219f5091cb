import { contract } from '../contract.ts'
import type { Fault } from '../faults.ts'
import { primaryLimit, type RateLimits, secondaryLimit } from '../limits.ts'
import type { Repository, Token, World } from '../state/model.ts'
import { notFound, Refusal } from '../state/refusal.ts'
import { movedRepository } from '../state/renames.ts'
import { type Answer, type Call, type Match, pageOf, type Query, withPage } from './router.ts'

export interface RestRequest {
  readonly world: World
  readonly limits: RateLimits
  readonly url: string
  readonly storage: string
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** `undefined` when there is none, or when it is no JSON. */
  readonly body: unknown
  readonly token: Token | undefined
  readonly violation: (problem: string) => void
  /** The fault could not show in this answer, so it was not injected. */
  readonly unaffected: () => void
}

export function refusalAnswer(refusal: Refusal): Answer {
  const body = {
    message: refusal.message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(refusal.status),
  }
  const errors = refusal.errors.length === 0 ? {} : { errors: refusal.errors }
  return { status: refusal.status, body: { ...body, ...errors }, headers: refusal.headers }
}

/** One REST call, held to the contract on the way in and on the way out. */
export function serveRest(request: RestRequest, match: Match | undefined, fault: Fault | undefined): Answer {
  const { limits, token } = request
  const write = request.method !== 'GET'
  try {
    limits.consume(token, 'core', 1, write)
    if (fault?.kind === 'primary-limit') throw primaryLimit(token, limits.exhausted(token, 'core'))
    if (fault?.kind === 'secondary-limit') throw secondaryLimit(fault.status, { 'retry-after': '60' })
    const moved = movedRepository(request.world, request.path, token)
    if (moved !== undefined) return redirect(request, moved)
    if (match === undefined) throw notFound()
    const answer = checked(request, match, fault)
    return { ...answer, headers: { ...limits.headers(token, 'core'), ...answer.headers } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const answer = refusalAnswer(error)
    return { ...answer, headers: { ...limits.headers(token, 'core'), ...answer.headers } }
  }
}

/** By number, which no renaming changes; a write keeps its method and body. */
function redirect({ method, path, query, url }: RestRequest, { id }: Repository): Answer {
  const place = path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${id}`)
  const location = `${url}${place}${query.size === 0 ? '' : `?${query}`}`
  const body = {
    message: 'Moved Permanently',
    url: location,
    documentation_url: 'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
  }
  return { status: method === 'GET' ? 301 : 307, body, headers: { location } }
}

function checked(request: RestRequest, match: Match, fault: Fault | undefined): Answer {
  const { operation } = match.route
  const problems = [...contract().request(operation, request.query, request.body)]
  const asked = new Set<string>()
  let answer: Answer
  try {
    answer = paged(request, match, fault, asked)
    const ignored = [...request.query.keys()].filter((key) => !asked.has(key) && !PAGING.has(key))
    problems.push(...ignored.map((key) => `${operation}: the fake does not model the query parameter ${key}`))
    problems.push(...contract().response(operation, answer.status, answer.body))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answer = refusalAnswer(error)
    problems.push(...contract().response(operation, answer.status, answer.body))
    for (const problem of problems) request.violation(problem)
    return answer
  }
  for (const problem of problems) request.violation(problem)
  if (problems.length === 0) return answer
  return { status: 500, body: { message: `fake-github: ${problems.join('; ')}` } }
}

const PAGING: ReadonlySet<string> = new Set(['page', 'per_page', 'after'])

/** A page fault changes the rows and leaves the Link header: the client cannot see it from there. */
function paged(request: RestRequest, match: Match, fault: Fault | undefined, asked: Set<string>): Answer {
  const honest = match.route.handle(call(request, match, request.query, asked))
  const link = honest.headers?.['link'] ?? ''
  if (fault?.kind === 'drop-link' && !link.includes('rel="next"')) request.unaffected()
  const shift = fault?.kind === 'repeat-page' ? -1 : fault?.kind === 'drop-page' ? 1 : 0
  if (shift === 0) return honest
  const query = withPage(request.query, pageOf(request.query) + shift)
  const wrong = match.route.handle(call(request, match, query, asked))
  const lastPage = shift === 1 && !link.includes('rel="next"')
  if (!lastPage && JSON.stringify(wrong.body) !== JSON.stringify(honest.body)) {
    return { ...wrong, headers: honest.headers ?? {} }
  }
  request.unaffected()
  return honest
}

function call(request: RestRequest, match: Match, all: URLSearchParams, asked: Set<string>): Call {
  const query: Query = {
    all,
    get(name) {
      asked.add(name)
      return all.get(name)
    },
  }
  const { world, url, storage, path, token, limits } = request
  const body =
    typeof request.body === 'object' && request.body !== null ? Object.fromEntries(Object.entries(request.body)) : {}
  return {
    world,
    url,
    storage,
    path,
    linkPath: path,
    token,
    params: match.params,
    query,
    body,
    rateLimit: () => ({ core: limits.window(token, 'core'), graphql: limits.window(token, 'graphql') }),
  }
}
