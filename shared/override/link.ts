import { matches, parseGlob } from '../policy/glob.ts'
import { InputError } from '../verdict/input-error.ts'

/** Longer links are not looked at. */
const LENGTH = 2000

/**
 * Whether a link is one of those the policy means: https, and host and path match the glob. What a browser would not
 * take to that host (`https://host@elsewhere/`) does not match, and what follows `?` or `#` says nothing.
 */
export function linkMatches(pattern: string, link: string): boolean {
  const wanted = withoutScheme(pattern)
  if (wanted === undefined || link.length > LENGTH || !URL.canParse(link)) return false
  const { protocol, username, password, host, pathname } = new URL(link)
  if (protocol !== 'https:' || username !== '' || password !== '') return false
  const place = `${host}${pathname}`.replace(/\/$/, '')
  try {
    return matches(parseGlob(wanted), place)
  } catch (error) {
    // A glob that cannot be read names no link.
    if (error instanceof InputError) return false
    throw error
  }
}

const withoutScheme = (pattern: string): string | undefined =>
  pattern.startsWith('https://') ? pattern.slice('https://'.length).replace(/\/$/, '') : undefined
