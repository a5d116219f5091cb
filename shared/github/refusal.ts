import * as z from 'zod/mini'
import type { Unread } from '../evidence/reading.ts'
import { printable } from '../report/escape.ts'

/** What the caller knows about a route: what opens it, and what a 404 of it means. */
export interface Route {
  /** Permission in GitHub's words, e.g. `pull requests: read`. */
  readonly needs: string
  /**
   * GitHub answers 404 for what is not there and for what may not be seen. `absent` only where both must be told to the
   * user in the same way, `forbidden` where a thing is known to exist.
   */
  readonly missing: 'absent' | 'forbidden'
  /** Set by `write`: what is refused then is no reading. */
  readonly writes?: boolean
}

/** What octokit throws for an answer of 400 and more, and, with status 500, for a connection that broke. */
const httpError = z.object({
  status: z.int(),
  message: z.string(),
  response: z.optional(
    z.object({ headers: z.record(z.string(), z.optional(z.union([z.string(), z.number()]))), data: z.unknown() }),
  ),
})

/** An error of the API or of the way to it as the state of a source; whatever else was thrown is a mistake of ours. */
export function unreadOf(error: unknown, { needs, missing, writes }: Route, now: () => Date): Unread {
  const parsed = httpError.safeParse(error)
  if (!parsed.success) {
    if (isNetwork(error)) return { state: 'partial', detail: 'The connection to GitHub broke or took too long.' }
    throw error
  }
  const { status, response } = parsed.data
  const headers = response?.headers ?? {}
  const says = messageOf(response?.data)
  if (isRateLimit(status, headers, says)) return rateLimited(headers, now)
  switch (status) {
    case 401:
      return {
        state: 'forbidden',
        detail: `GitHub refused the token (401${says}).`,
        needs: `a valid token with ${needs}`,
      }
    case 403: {
      const accepted = headers['x-accepted-github-permissions']
      const opens = accepted === undefined || accepted === '' ? needs : permissions(String(accepted))
      const verb = writes ? 'write' : 'read'
      return { state: 'forbidden', detail: `GitHub does not let this token ${verb} it (403${says}).`, needs: opens }
    }
    case 404:
    case 410:
      return { state: missing, detail: `GitHub does not find it or does not show it (${status}${says}).`, needs }
    default:
      if (response === undefined)
        return { state: 'partial', detail: 'The connection to GitHub broke or took too long.' }
      return { state: 'partial', detail: `GitHub answered ${status}${says}.` }
  }
}

const isNetwork = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name))

const LIMITED = /rate limit/i

function isRateLimit(status: number, headers: Headers, says: string): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  return headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || LIMITED.test(says)
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** decisions.md 5: a rate limit is evidence still due, until its reset. */
function rateLimited(headers: Headers, now: () => Date): Unread {
  const after = Number(headers['retry-after'])
  const reset = Number(headers['x-ratelimit-reset'])
  const at = Number.isFinite(after) ? now().getTime() + after * 1000 : reset * 1000
  const until = Number.isFinite(at) && at < 8.64e15 ? ` until ${new Date(at).toISOString().slice(0, 19)}Z` : ''
  return { state: 'pending', detail: `The rate limit of this token is used up${until}.` }
}

/** `pull_requests=read,contents=read; issues=read` -> `pull requests: read and contents: read, or issues: read` */
const permissions = (header: string): string =>
  printable(header, 200)
    .split(';')
    .map((one) =>
      one
        .split(',')
        .map((part) => part.trim().replaceAll('_', ' ').replace('=', ': '))
        .join(' and '),
    )
    .join(', or ')

function messageOf(data: unknown): string {
  const message = z.object({ message: z.string() }).safeParse(data)
  return message.success ? `: ${printable(message.data.message, 200)}` : ''
}

const graphqlErrors = z.array(z.object({ type: z.optional(z.string()), message: z.string() }))

/** GraphQL answers 200 and says in `errors` what it left out. Half an answer is none. */
export function unreadOfGraphql(errors: unknown, { needs, missing }: Route): Unread {
  const parsed = graphqlErrors.safeParse(errors)
  const first = parsed.success ? parsed.data[0] : undefined
  const says = first === undefined ? '' : `: ${printable(first.message, 200)}`
  if (first?.type === 'RATE_LIMITED')
    return { state: 'pending', detail: `The rate limit of this token is used up${says}.` }
  if (first?.type === 'FORBIDDEN' || /not accessible by/i.test(first?.message ?? '')) {
    return { state: 'forbidden', detail: `GitHub does not let this token read it${says}.`, needs }
  }
  if (first?.type === 'NOT_FOUND') {
    return { state: missing, detail: `GitHub does not find it or does not show it${says}.`, needs }
  }
  return { state: 'partial', detail: `GitHub could not answer the query${says}.` }
}
