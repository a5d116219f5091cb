/** What it means for the source that was to be read: `absent` also when GitHub hides what a token may not see (404). */
export type FetchFailure = 'forbidden' | 'absent' | 'failed'

/** Git could not fetch. Neither the message nor `stderr` holds the token. */
export class FetchError extends Error {
  override readonly name = 'FetchError'
  readonly reason: FetchFailure
  readonly stderr: string

  constructor(reason: FetchFailure, message: string, stderr = '') {
    super(message)
    this.reason = reason
    this.stderr = stderr
  }
}

/** Git's own words under LC_ALL=C (remote-curl.c, http.c, credential.c, fetch-pack.c, upload-pack.c). */
const FORBIDDEN = /Authentication failed for|could not read (?:Username|Password) for|returned error: 40[13]\b/
const ABSENT = /repository '[^'\n]*' not found|couldn't find remote ref |not our ref [0-9a-f]{40}|returned error: 404\b/

/**
 * Only what git says for itself counts: `remote:` lines are the server's own words, and may be anything.
 * @param stderr scrubbed
 */
export function failureOf(stderr: string): FetchFailure {
  const own = stderr.split('\n').filter((line) => line.startsWith('fatal: ') || line.startsWith('error: '))
  if (own.some((line) => FORBIDDEN.test(line))) return 'forbidden'
  return own.some((line) => ABSENT.test(line)) ? 'absent' : 'failed'
}

/**
 * The history has objects that git's check of their form refuses. A fetch that leaves blobs out cannot be told which
 * faults are harmless (`fetch.fsck.*` only reaches `index-pack --strict`); one that leaves nothing out can.
 */
export const isFormFault = (stderr: string): boolean => /^fatal: fsck error in packed object$/m.test(stderr)
