import { quietEnvironment } from './git.ts'

/** How to reach a repository: what only git's environment is told, and what must never be shown. */
export interface Remote {
  readonly url: string
  readonly environment: NodeJS.ProcessEnv
  /** Takes the secrets out of what git said. */
  readonly scrub: (text: string) => string
}

export interface RemoteOptions {
  /** `https://github.com/acme/app.git`; `http://` only for a GitHub of one's own that has nothing better. */
  readonly url: string
  readonly token?: string
  readonly env: NodeJS.ProcessEnv
  /** Git's HOME: a folder without a `.netrc`, from which curl would take other credentials. */
  readonly home: string
}

/** How the machine reaches the network (git-config(1), curl(1)); no variable that starts a program or weakens TLS. */
const NETWORK = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()])
const CERTIFICATES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'CURL_CA_BUNDLE']

/**
 * Faults that old programs left in well-known histories (psf/requests has a time zone of +51800, and its README tells
 * how to clone it all the same), and that change nothing of what we read: a time zone, a missing space before the date,
 * modes written `0100644`. Everything else that fsck finds (`.git`, `..`, a name twice) refuses the fetch.
 */
const HARMLESS = ['badTimezone', 'missingSpaceBeforeDate', 'zeroPaddedFilemode']

/** @throws Error when the address or the token is not of the form it must have; the token is not shown */
export function remoteOf({ url, token, env, home }: RemoteOptions): Remote {
  const scheme = schemeOf(url)
  if (token !== undefined && !/^[\x21-\x7e]{1,4096}$/.test(token)) {
    throw new Error('The token for git has characters that no token has: give it without spaces and line breaks')
  }
  const basic = token === undefined ? undefined : Buffer.from(`x-access-token:${token}`).toString('base64')
  const settings = [
    ['remote.origin.url', url],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', 'blob:none'],
    // Of all others GUARDS says `protocol.allow=never`.
    [`protocol.${scheme}.allow`, 'always'],
    ['protocol.file.allow', 'never'],
    ['protocol.version', '2'],
    // A redirect would carry the token to where the answer says.
    ['http.followRedirects', 'false'],
    ['transfer.fsckObjects', 'true'],
    ['fetch.fsckObjects', 'true'],
    ...HARMLESS.map((id) => [`fetch.fsck.${id}`, 'ignore']),
    ['fetch.recurseSubmodules', 'false'],
    ['fetch.writeCommitGraph', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['credential.helper', ''],
    ['core.askPass', ''],
    ['core.symlinks', 'false'],
    ...(basic === undefined ? [] : [[`http.${url}.extraheader`, `AUTHORIZATION: basic ${basic}`]]),
  ]
  const passed = [...NETWORK, ...CERTIFICATES].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))
  return {
    url,
    environment: {
      ...quietEnvironment({ PATH: env['PATH'], HOME: home }),
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...Object.fromEntries(passed),
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([key, value], index) => [
          [`GIT_CONFIG_KEY_${index}`, key],
          [`GIT_CONFIG_VALUE_${index}`, value],
        ]),
      ),
    },
    scrub: (text) => scrub(text, [token, basic]),
  }
}

/** One address of one repository, in the form that a settings key and git's own address parser read alike. */
function schemeOf(url: string): 'https' | 'http' {
  const [, scheme] = /^(https?):\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9_.-]+)+$/.exec(url) ?? []
  if ((scheme !== 'https' && scheme !== 'http') || url.split('/').some((part) => part === '.' || part === '..')) {
    throw new Error(
      `${JSON.stringify(url.replace(/\/\/[^/]*@/, '//***@').slice(0, 200))} is no address of a repository on GitHub: it has to look like https://github.com/acme/app.git, without a user, a password, or a query`,
    )
  }
  return scheme
}

/** The token, how it is sent, and whatever stands as user and password in an address (a proxy's, for one). */
function scrub(text: string, secrets: readonly (string | undefined)[]): string {
  const known = secrets.reduce<string>((kept, secret) => (secret ? kept.replaceAll(secret, '***') : kept), text)
  return known.replace(/:\/\/[^\s/@]{1,1000}@/g, '://***@')
}
