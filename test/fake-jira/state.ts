export type Kind = 'cloud' | 'data-center'

export interface Account {
  readonly user: string
  /** API token of Cloud, personal access token of Data Center. */
  readonly token: string
}

export interface Project {
  /** A project that is renamed answers to its old keys too. */
  keys: [string, ...string[]]
  /** Users who may browse it; `anyone` is also who is not logged in. */
  readonly visibleTo: 'anyone' | readonly string[]
}

export interface Issue {
  /** Its present key first, then those it had. */
  keys: [string, ...string[]]
  project: Project
  readonly type: string
  status: { readonly name: string; readonly category: 'undefined' | 'new' | 'indeterminate' | 'done' }
  /** As Jira writes it, with the offset of the reader's time zone. */
  readonly created: string
  readonly priority: string | null
  readonly labels: readonly string[]
  /** Users whom its security level lets see it; absent = everybody who may browse the project. */
  readonly securityLevel?: readonly string[]
}

export interface State {
  readonly kind: Kind
  readonly accounts: Account[]
  readonly projects: Project[]
  readonly issues: Issue[]
  /** Wrong logins since the last right one, by user. */
  readonly failedLogins: Map<string, number>
  /** Everything without a login that counts is sent to this address. */
  sso: string | undefined
}

/** `nobody` gave no credentials; `refused` gave wrong ones; `captcha` is right and locked out. */
export type Reader = { readonly user: string } | 'nobody' | 'refused' | 'captcha'

/** After three wrong logins Data Center wants a browser login (CAPTCHA); three is its default. */
const CAPTCHA_AFTER = 3

export function readerOf(state: State, authorization: string | undefined): Reader | 'wrong-scheme' {
  if (authorization === undefined) return 'nobody'
  const [scheme = '', value = ''] = authorization.split(' ')
  if (scheme === 'Bearer') {
    // Cloud takes a bearer for a token of an app, and an API token is none.
    if (state.kind === 'cloud') return 'wrong-scheme'
    const account = state.accounts.find(({ token }) => token === value)
    return account ?? 'refused'
  }
  const [user = '', ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':')
  const account = state.accounts.find((one) => one.user === user && one.token === rest.join(':'))
  const failed = state.failedLogins.get(user) ?? 0
  if (account !== undefined && (state.kind === 'cloud' || failed < CAPTCHA_AFTER)) {
    state.failedLogins.delete(user)
    return account
  }
  if (state.kind === 'data-center' && failed >= CAPTCHA_AFTER) return 'captcha'
  state.failedLogins.set(user, failed + 1)
  return 'refused'
}

const userOf = (reader: Reader): string | undefined => (typeof reader === 'string' ? undefined : reader.user)

export function canBrowse({ visibleTo }: Project, reader: Reader): boolean {
  const user = userOf(reader)
  return visibleTo === 'anyone' || (user !== undefined && visibleTo.includes(user))
}

export function canSee(issue: Issue, reader: Reader): boolean {
  const user = userOf(reader)
  const level = issue.securityLevel
  return canBrowse(issue.project, reader) && (level === undefined || (user !== undefined && level.includes(user)))
}
