import type { Place, ReasonCode } from '../verdict/finding.ts'
import type { Links } from './model.ts'

/** The anchor GitHub gives the heading `security-gate/kind-missing`: punctuation goes, hyphens stay. */
export const reasonAnchor = (code: ReasonCode): string => code.replace(/[^\w-]/g, '')

export const reasonUrl = (code: ReasonCode, links: Links): string | undefined =>
  links.reasons === undefined ? undefined : `${links.reasons}#${reasonAnchor(code)}`

/** @param path one of our own words, never of the evidence */
export const pageUrl = (path: string, links: Links): string | undefined =>
  links.repository === undefined ? undefined : `${links.repository}/${path}`

export const commitUrl = (sha: string, links: Links): string | undefined =>
  links.repository === undefined || !/^[0-9a-f]{40,64}$/.test(sha) ? undefined : `${links.repository}/commit/${sha}`

/** Undefined for a path that is not one inside a repository: a link must not lead elsewhere. */
export function placeUrl(place: Place, commit: string | undefined, links: Links): string | undefined {
  const path = repositoryPath(place.path)
  if (links.repository === undefined || commit === undefined || path === undefined) return undefined
  return `${links.repository}/blob/${commit}/${path}${place.line === undefined ? '' : `#L${place.line}`}`
}

/** Percent-encoded and relative (RFC 3986 4.2), or undefined: absolute, with `..`, a drive, a scheme, or empty. */
export function repositoryPath(path: string): string | undefined {
  const segments = path.replace(/^\.\//, '').split('/')
  const bad = (segment: string) => segment === '' || segment === '.' || segment === '..'
  if (segments.some(bad) || /[\\\0]/.test(path) || /^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined
  return segments.map(encodeSegment).join('/')
}

/** A lone surrogate would make encodeURIComponent throw; the five it leaves alone would end a Markdown link. */
const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
