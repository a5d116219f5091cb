import type { Unread } from '../github/reading.ts'
import type { Credentials } from './ticket.ts'

/** What the Authorization header is, `undefined` for nobody, or why there can be none. */
export type Login = { readonly authorization: string | undefined } | Unread

const TOKEN = /^[\x21-\x7e]{1,4096}$/
const USER = /^[^:\p{Cc}]{1,320}$/u

/**
 * Jira Cloud takes an API token with the email address of its account, Data Center a personal access token alone; a user
 * and a password or token work on both. What cannot be a header is refused here: `fetch` would quote it in its error.
 */
export function jiraLogin(base: URL, credentials: Credentials): Login {
  const user = credentials.user?.trim()
  const token = credentials.token?.trim()
  if (!user && !token) return { authorization: undefined }
  if (!token) return refused('`tracker-user` is given without a token.', '`tracker-token`')
  if (!TOKEN.test(token)) return refused('`tracker-token` holds characters that no token has.', '`tracker-token`')
  if (user && !USER.test(user)) return refused('`tracker-user` holds characters that no user has.', '`tracker-user`')
  if (user) return { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` }
  if (isCloud(base))
    return refused('Jira Cloud takes an API token only with the email address of its account.', '`tracker-user`')
  return { authorization: `Bearer ${token}` }
}

const isCloud = ({ hostname }: URL): boolean => hostname.endsWith('.atlassian.net')

const refused = (detail: string, needs: string): Unread => ({ state: 'forbidden', detail, needs })
