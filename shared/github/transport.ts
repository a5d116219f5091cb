/** How patient a client is: parameters, so that a test can be impatient. */
export interface Pace {
  /** For one answer, in milliseconds. */
  readonly timeoutMs: number
  /** How often a read is tried again after 5xx or a broken connection, with growing pauses. */
  readonly retries: number
  /** Milliseconds of the first pause; GitHub's plugin takes 1,000. */
  readonly retryPauseMs: number
  /** GitHub asks for a second between writes (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api). */
  readonly throttle: boolean
  /** For git to bring the history of a change, without its files' contents; milliseconds. */
  readonly fetchMs: number
  readonly fetch?: typeof fetch
}

export const PATIENT: Omit<Pace, 'fetch'> = {
  timeoutMs: 30_000,
  retries: 3,
  retryPauseMs: 1000,
  throttle: true,
  fetchMs: 10 * 60_000,
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly data: unknown
}

/** @throws whatever octokit throws: see `unreadOf` */
export type Send = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>

interface Target {
  readonly token: string
  readonly apiUrl: string
}

/**
 * The only place that knows Octokit. It brings proxies (`@actions/github`), repeats and the pauses between writes.
 * @param count is told the URL of every request that leaves
 */
export async function openOctokit(options: Target & Pace, count: (url: string) => void): Promise<Send> {
  const [{ GitHub, getOctokitOptions, defaults }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github/lib/utils'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  const outside = options.fetch ?? defaults.request?.fetch ?? fetch
  const counting: typeof fetch = (input, init) => {
    count(input instanceof Request ? input.url : String(input))
    return outside(input, { ...init, signal: AbortSignal.timeout(options.timeoutMs) })
  }
  const octokit = new (GitHub.plugin(retry, throttling))({
    ...getOctokitOptions(options.token),
    baseUrl: options.apiUrl,
    userAgent: 'production-gates',
    request: { fetch: counting },
    retry: { retries: options.retries, retryAfterBaseValue: options.retryPauseMs },
    // Waiting for a limit to end can take an hour: the run says until when instead, and is waiting.
    throttle: { enabled: options.throttle, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    // Octokit warns of every retry on stderr; what a source ended in is in our log.
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  return async (route, parameters) => {
    const { status, headers, data } = await octokit.request(route, { ...parameters })
    const texts = Object.entries(headers).map(([name, value]) => [
      name,
      value === undefined ? undefined : String(value),
    ])
    return { status, headers: Object.fromEntries(texts), data }
  }
}
