import { foldCase } from './person.ts'

/** Who a CODEOWNERS line may name. Apps cannot own code (S31): `@name[bot]` is no owner. */
export type Owner =
  | { readonly kind: 'user'; readonly login: string }
  /** `org/team`, lower case. */
  | { readonly kind: 'team'; readonly team: string }
  | { readonly kind: 'email'; readonly address: string }

/** Logins of managed users have an `_` before the company's short code. */
const NAME = /^[A-Za-z0-9_-]+$/
const TEAM = /^[A-Za-z0-9_.-]+$/
const MAILBOX = /^[A-Za-z0-9.!$%&'*+/=?^_`{|}~-]+$/
const DOMAIN_LABEL = /^[A-Za-z0-9-]+$/

/** @returns undefined for what GitHub reports as `Invalid owner` (S12) */
export function parseOwner(text: string): Owner | undefined {
  // Cut by hand: a regular expression for all of it would try each dot of a hostile address against the others.
  const at = text.indexOf('@')
  if (at === 0) {
    const [organization = '', team, ...more] = text.slice(1).split('/', 3)
    if (!NAME.test(organization) || more.length > 0) return undefined
    if (team === undefined) return { kind: 'user', login: organization }
    return TEAM.test(team) ? { kind: 'team', team: foldCase(`${organization}/${team}`) } : undefined
  }
  if (at === -1 || text.length > EMAIL_LENGTH) return undefined
  const labels = text.slice(at + 1).split('.')
  const isAddress =
    MAILBOX.test(text.slice(0, at)) && labels.length > 1 && labels.every((label) => DOMAIN_LABEL.test(label))
  return isAddress ? { kind: 'email', address: text } : undefined
}

/** RFC 5321, 4.5.3.1: 64 before the @, 255 after it. */
const EMAIL_LENGTH = 320

export const isOwner = (text: string): boolean => parseOwner(text) !== undefined

/** `@acme/security` and `acme/Security` name one team: how teams are written wherever they are compared. */
export const teamSlug = (text: string): string => foldCase(text.startsWith('@') ? text.slice(1) : text)
