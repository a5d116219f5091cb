/** Longer links, and longer patterns, are not looked at. */
const LENGTH = 2_000

/**
 * Whether a link is one of those the policy means: scheme, host and port as the pattern writes them, and a path that
 * matches, in which `*` is one character or more, slashes too: a permalink has more steps than anybody writes into a
 * pattern. What a browser would not take to that host (`https://host@elsewhere/`) does not match, and what follows `?`
 * or `#` says nothing.
 */
export function linkMatches(pattern: string, link: string): boolean {
  const wanted = partsOf(pattern)
  const given = partsOf(link)
  if (wanted === undefined || given === undefined) return false
  return wanted.place === given.place && matchesPath(wanted.path.split('*'), given.path)
}

interface Parts {
  /** `https://acme.example:8443`, in small letters. */
  readonly place: string
  readonly path: string
}

function partsOf(text: string): Parts | undefined {
  const url = text.length > LENGTH ? null : URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  // A star in the host would be any host: `https://*.example` is also `https://evil.example`.
  if (url.username + url.password !== '' || url.host.includes('*')) return undefined
  return { place: `${url.protocol}//${url.host}`, path: url.pathname.replace(/(?<=.)\/$/, '') }
}

/**
 * Each part where it first fits behind the one before, the last at the end: what stands between two stars need not be
 * tried again, so the path is read once.
 */
function matchesPath([first = '', ...rest]: readonly string[], path: string): boolean {
  if (rest.length === 0) return path === first
  if (!path.startsWith(first)) return false
  const last = rest.at(-1) ?? ''
  let at = first.length
  for (const part of rest.slice(0, -1)) {
    const found = path.indexOf(part, at + 1)
    if (found === -1) return false
    at = found + part.length
  }
  return path.length - last.length > at && path.endsWith(last)
}
