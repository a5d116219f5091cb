/** An account on GitHub. `kind` app: GitHub's type Bot, with or without `[bot]` at the end of the login. */
export interface Person {
  readonly login: string
  /** The account's number: stays when the login changes, and is not given to the next who takes that login. */
  readonly id?: number
  readonly kind?: 'user' | 'app'
}

/** A to Z only: logins are ASCII, and Unicode's folding makes other characters equal to them (the Kelvin sign to k). */
export const foldCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

export const isApp = ({ login, kind }: Person): boolean => kind === 'app' || login.endsWith(BOT)

const BOT = '[bot]'

/** GitHub shows everything of deleted accounts under this one. */
export const isGhost = ({ login }: Person): boolean => foldCase(login) === 'ghost'

/** Slug of an app or login of a user, in lower case: what two accounts are compared by where no number is known. */
export function loginKey(person: Person): string {
  const login = foldCase(person.login)
  if (!isApp(person)) return login
  return login.endsWith(BOT) ? login : `${login}${BOT}`
}

/** By number where both are known, else by login. */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.id !== undefined && b.id !== undefined ? a.id === b.id : loginKey(a) === loginKey(b)
}

/** Number or login: who is kept from approving should not slip through because two readers know him differently. */
export function mayBeSamePerson(a: Person, b: Person): boolean {
  return (a.id !== undefined && a.id === b.id) || loginKey(a) === loginKey(b)
}
