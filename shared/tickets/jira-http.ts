import type { Unread } from '../github/reading.ts'
import { printable } from '../report/escape.ts'

export interface JiraConnection {
  /** `override.ticket.base-url`, checked; nothing else is ever asked. */
  readonly base: URL
  readonly authorization: string | undefined
  readonly fetch: typeof fetch
  readonly now: () => Date
  /** For one answer with its body, in milliseconds. */
  readonly timeoutMs: number
}

/** What Jira says of a thing: the thing, or that it shows none. Everything else is a state of the source. */
export type JiraAnswer = { readonly state: 'shown'; readonly body: unknown } | { readonly state: 'not-shown' } | Unread

const MAX_BYTES = 1024 * 1024

export const CREDENTIALS = 'valid `tracker-user` and `tracker-token` (Jira Data Center: a personal access token, alone)'

/** One GET below the policy's address. Redirects are not followed, so that no credential goes anywhere else. */
export async function askJira(jira: JiraConnection, path: string): Promise<JiraAnswer> {
  const { base, authorization } = jira
  const headers = { accept: 'application/json', 'user-agent': 'production-gates' }
  try {
    const response = await jira.fetch(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`, {
      redirect: 'manual',
      headers: authorization === undefined ? headers : { ...headers, authorization },
      signal: AbortSignal.timeout(jira.timeoutMs),
    })
    const refusal = refusalOf(response, jira)
    if (refusal === undefined) return await bodyOf(response)
    await response.body?.cancel()
    return refusal
  } catch {
    // What was thrown is not shown: errors of fetch quote headers and addresses.
    return { state: 'partial', detail: 'The connection to Jira broke or took too long.' }
  }
}

function refusalOf({ status, headers }: Response, jira: JiraConnection): JiraAnswer | undefined {
  if (status >= 300 && status < 400) return redirected(status, headers.get('location'), jira.base)
  if (status === 429) return rateLimited(headers, jira.now)
  const reason = headers.get('x-seraph-loginreason') ?? ''
  if (/AUTHENTICATION_DENIED/.test(reason)) {
    const detail = `Jira wants a person to log in first (${status}, AUTHENTICATION_DENIED): too many logins of this account failed.`
    return { state: 'forbidden', detail, needs: 'a login of this account in a browser, where Jira asks for a CAPTCHA' }
  }
  if (status === 401 || (jira.authorization !== undefined && ignored(headers, reason))) {
    const who = jira.authorization === undefined ? 'answers nobody who is not logged in' : 'refused the credentials'
    return { state: 'forbidden', detail: `Jira ${who} (${status}).`, needs: CREDENTIALS }
  }
  if (status === 403)
    return { state: 'forbidden', detail: 'Jira does not let this account read it (403).', needs: BROWSE }
  if (status === 404) return { state: 'not-shown' }
  return status === 200 ? undefined : { state: 'partial', detail: `Jira answered ${status}.` }
}

export const BROWSE = 'permission to browse the project, for the account of `tracker-token`'

/** Wrong credentials make an anonymous reader on many routes: 200 for what is public, 404 for all else (MrRefactoring/jira.js#418). */
const ignored = (headers: Headers, reason: string): boolean =>
  /AUTHENTICATED_FAILED/.test(reason) || headers.get('x-ausername') === 'anonymous'

/** Without its query: login pages repeat in it what was asked for. */
function redirected(status: number, location: string | null, base: URL): Unread {
  const target = URL.parse(location ?? '', base.href)
  const where = target === null ? 'nowhere' : `to ${printable(`${target.origin}${target.pathname}`, 200)}`
  return {
    state: 'forbidden',
    detail: `Jira sends us ${where} (${status}), and we do not go there: a login page means that the credentials do not count here, anything else that the address is an old one.`,
    needs: `${CREDENTIALS}, or the present address in \`override.ticket.base-url\``,
  }
}

/** Cloud writes the reset as ISO 8601 (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). */
function rateLimited(headers: Headers, now: () => Date): Unread {
  const after = headers.get('retry-after')
  const seconds = /^\d{1,6}$/.test(after ?? '') ? Number(after) : undefined
  const reset = Date.parse(headers.get('x-ratelimit-reset') ?? after ?? '')
  const at = seconds === undefined ? reset : now().getTime() + seconds * 1000
  const until = Number.isFinite(at) ? ` until ${new Date(at).toISOString().slice(0, 19)}Z` : ''
  return { state: 'pending', detail: `The rate limit of Jira is used up${until}.` }
}

async function bodyOf(response: Response): Promise<JiraAnswer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop closes the connection.
    if (size > MAX_BYTES) return { state: 'partial', detail: `What Jira answered is larger than ${MAX_BYTES} bytes.` }
    chunks.push(chunk)
  }
  try {
    return { state: 'shown', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { state: 'partial', detail: 'Jira answered something that is no JSON: a login or error page.' }
  }
}
