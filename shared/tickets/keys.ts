import { addressesOf } from '../markdown/addresses.ts'
import { proseOf } from '../markdown/prose.ts'

export interface TicketRef {
  /** `SEC-12` or `owner/repo#12`. */
  readonly key: string
  /** `SEC` or `owner/repo`, as the policy writes it. */
  readonly project: string
  readonly place: 'link' | 'bare'
}

/** Which tickets are ours: `override.ticket` of the policy, and where the text stands. */
export interface TicketPlaces {
  readonly tracker: 'jira' | 'github'
  /** Jira without it has no links; for GitHub it is https://github.com. */
  readonly 'base-url'?: string | undefined
  /**
   * Absent is every project of a Jira, and then a bare word is no key, because nothing tells it from SHA-256. On GitHub
   * it is `repository` alone: everybody can open an issue in a repository of their own, and close it.
   */
  readonly projects?: readonly string[] | undefined
  /** `owner/repo` of the text, which `#12` means. */
  readonly repository?: string | undefined
}

/**
 * The tickets that the visible prose of a Markdown text names: links first, then bare keys, each once. Only keys are
 * taken from a text, never a host: who is asked about them stands in the policy.
 */
export function findTickets(text: string, places: TicketPlaces): readonly TicketRef[] {
  const prose = proseOf(text)
  const words = prose.text.split(/\s+/)
  const addresses = addressesOf(prose)
  const names = words.filter((word) => !word.includes('://')).join(' ')
  const keyOf = places.tracker === 'jira' ? jiraLink(places) : githubLink(places)
  const links = addresses.map(keyOf).filter((one) => one !== undefined)
  const bare = places.tracker === 'jira' ? bareJira(names, places) : bareGitHub(names, places)
  const refs = new Map<string, TicketRef>()
  for (const key of links) refs.set(key.key, { ...key, place: 'link' })
  for (const key of bare) if (!refs.has(key.key)) refs.set(key.key, { ...key, place: 'bare' })
  return [...refs.values()]
}

type Key = Omit<TicketRef, 'place'>

/** Longer ones are no link to a ticket. */
const MAX_ADDRESS = 2_048

/** What follows the policy's own address in a link, or nothing when the link leads elsewhere. */
function pathBelow(base: string | undefined, address: string): string | undefined {
  if (base === undefined || address.length > MAX_ADDRESS) return undefined
  const [own, other] = [URL.parse(base), URL.parse(address)]
  if (own === null || other === null) return undefined
  // `host` is in small letters and has the port; `https://acme.example@evil.example/` has a user.
  if (other.protocol !== own.protocol || other.host !== own.host || other.username + other.password !== '')
    return undefined
  const prefix = own.pathname.replace(/\/+$/, '')
  return other.pathname.startsWith(`${prefix}/`) ? other.pathname.slice(prefix.length) : undefined
}

/** https://confluence.atlassian.com/adminjiraserver/changing-the-project-key-format-938847081.html */
const JIRA = '([A-Za-z][A-Za-z0-9_]{0,254})-([1-9]\\d{0,14})'
const JIRA_PATH = new RegExp(`^/browse/${JIRA}/?$`)

const jiraLink =
  ({ 'base-url': base, projects }: TicketPlaces) =>
  (address: string): Key | undefined => {
    const [, project = '', number] = JIRA_PATH.exec(pathBelow(base, address) ?? '') ?? []
    if (number === undefined || projects?.includes(project) === false) return undefined
    return { key: `${project}-${number}`, project }
  }

/** What makes the neighbour of a key a part of it: CVE-2024-1234 is not CVE-2024, XSEC-1 and A-SEC-1 are not SEC-1. */
const BEFORE = '(?<![\\p{L}\\p{N}\\p{M}\\p{Cf}_./@#&\\\\-])'
const AFTER = '(?![\\p{L}\\p{N}\\p{M}\\p{Cf}_]|[-.]\\d)'
const JIRA_BARE = new RegExp(`${BEFORE}${JIRA}${AFTER}`, 'gu')

function bareJira(text: string, { projects = [] }: TicketPlaces): Key[] {
  return [...text.matchAll(JIRA_BARE)]
    .map(([key, project = '']) => ({ key, project }))
    .filter(({ project }) => projects.includes(project))
}

const OWNER_REPO = '([A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})'
const GITHUB_PATH = new RegExp(`^/${OWNER_REPO}/issues/([1-9]\\d{0,9})/?$`)
const GITHUB_BARE = new RegExp(`${BEFORE}${OWNER_REPO}?#([1-9]\\d{0,9})${AFTER}`, 'gu')

export const GITHUB = 'https://github.com'

const githubLink =
  (places: TicketPlaces) =>
  (address: string): Key | undefined => {
    const [, name, number] = GITHUB_PATH.exec(pathBelow(places['base-url'] ?? GITHUB, address) ?? '') ?? []
    return issue(name, number, places)
  }

const bareGitHub = (text: string, places: TicketPlaces): Key[] =>
  [...text.matchAll(GITHUB_BARE)]
    .map(([, name = places.repository, number]) => issue(name, number, places))
    .filter((one) => one !== undefined)

/** GitHub does not tell capitals from small letters; the policy's way of writing is the key's. */
function issue(name: string | undefined, number: string | undefined, places: TicketPlaces): Key | undefined {
  const projects = places.projects ?? (places.repository === undefined ? [] : [places.repository])
  const project = projects.find((one) => one.toLowerCase() === name?.toLowerCase())
  return project === undefined || number === undefined ? undefined : { key: `${project}#${number}`, project }
}

export interface KeyParts extends Key {
  readonly number: number
}

const KEYS = {
  jira: new RegExp(`^${JIRA}$`),
  github: new RegExp(`^${OWNER_REPO}#([1-9]\\d{0,9})$`),
} as const

/** What a whole key consists of, of whatever project. */
export function partsOf(key: string, tracker: TicketPlaces['tracker']): KeyParts | undefined {
  const [, project, number] = KEYS[tracker].exec(key) ?? []
  return project === undefined || number === undefined ? undefined : { key, project, number: Number(number) }
}

/** The same of a key in a project that the policy allows. */
export function allowedKey(key: string, places: TicketPlaces): KeyParts | undefined {
  const parts = partsOf(key, places.tracker)
  if (parts === undefined) return undefined
  if (places.tracker === 'jira') return places.projects?.includes(parts.project) === false ? undefined : parts
  const allowed = issue(parts.project, String(parts.number), places)
  return allowed && { ...allowed, number: parts.number }
}
