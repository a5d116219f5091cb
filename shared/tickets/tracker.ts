import type { GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import { type Reading, read, type Unread } from '../github/reading.ts'
import { githubTracker } from './github-issues.ts'
import { jiraTracker } from './jira.ts'
import { jiraLogin } from './jira-login.ts'
import { GITHUB } from './keys.ts'
import type { Credentials, TicketPolicy, Tracker } from './ticket.ts'

export interface TrackerAccess {
  /** The client of this run; without one no GitHub issue is read. */
  readonly github?: GitHub | undefined
  /** The repository of the change, whose issues `#12` means. */
  readonly repository?: RepositoryName | undefined
  /** GITHUB_SERVER_URL: which GitHub that client asks. */
  readonly serverUrl?: string | undefined
  readonly credentials: Credentials
  readonly fetch: typeof fetch
  readonly now: () => Date
  readonly timeoutMs: number
}

/**
 * The tracker that the policy names, or why it cannot be asked. Nothing is sent before the first `read`. Where it is comes
 * from the policy alone.
 */
export function openTracker(policy: TicketPolicy, access: TrackerAccess): Reading<Tracker> {
  return policy.tracker === 'jira' ? openJira(policy, access) : openGitHub(policy, access)
}

function openJira(policy: TicketPolicy, { credentials, fetch, now, timeoutMs }: TrackerAccess): Reading<Tracker> {
  const base = addressOf(policy['base-url'])
  if (base === undefined) return unusable('is no https address of a Jira, without user, query and fragment')
  const login = jiraLogin(base, credentials)
  if (!('authorization' in login)) return login
  return read(jiraTracker({ base, authorization: login.authorization, fetch, now, timeoutMs }, policy))
}

function openGitHub(policy: TicketPolicy, access: TrackerAccess): Reading<Tracker> {
  const { github, repository, serverUrl = GITHUB } = access
  const base = addressOf(policy['base-url'] ?? serverUrl)
  if (base === undefined || base.href !== addressOf(serverUrl)?.href)
    return unusable('is not the GitHub of this run, which alone can be asked')
  if (github === undefined)
    return { state: 'forbidden', detail: 'GitHub is not asked without a token.', needs: '`token` with issues: read' }
  const own = repository && `${repository.owner}/${repository.repo}`
  return read(githubTracker(github, { ...policy, repository: own }, base.href.replace(/\/$/, '')))
}

const unusable = (why: string): Unread => ({
  state: 'forbidden',
  detail: `\`override.ticket.base-url\` ${why}.`,
  needs: 'the address of the tracker in `override.ticket.base-url`, e.g. https://acme.atlassian.net',
})

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Credentials travel over https, or do not leave this machine. */
function addressOf(text: string | undefined): URL | undefined {
  const url = URL.parse(text ?? '')
  if (url === null || url.username + url.password + url.search + url.hash !== '') return undefined
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))) return url
  return undefined
}
