import { compare } from '../../../shared/verdict/conclude.ts'

/** A package URL (https://github.com/package-url/purl-spec), decoded. */
export interface Purl {
  readonly type: string
  /** Segments joined by `/`. */
  readonly namespace?: string
  readonly name: string
  readonly version?: string
  readonly qualifiers?: ReadonlyMap<string, string>
  readonly subpath?: string
}

/** No real purl comes near; scanners put paths and repository addresses into qualifiers. */
const PURL_LENGTH = 4096
const TYPE = /^[a-z.+-][a-z0-9.+-]*$/
const QUALIFIER = /^[a-z][a-z0-9._-]*$/

/** Types whose namespace and name are the same package in any case (`case_sensitive: false` in the type definitions). */
const LOWER_NAMESPACE = new Set(
  'alpm apk bitbucket composer deb github gitlab golang hex npm pypi qpkg rpm vscode-extension'.split(' '),
)
const LOWER_NAME = new Set(
  'alpm apk bitbucket bitnami composer deb github gitlab golang hex npm oci pub pypi vscode-extension'.split(' '),
)

/** @returns undefined for text that is no purl */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > PURL_LENGTH || !/^pkg:/i.test(text)) return undefined
  // Right to left, as the specification says: each separator may stand unencoded in the part before it.
  const [beforeSubpath, subpath] = cutLast(text.slice(4), '#')
  const [beforeQualifiers, query] = cutLast(beforeSubpath, '?')
  const path = beforeQualifiers.replace(/^\/+/, '')
  const slash = path.indexOf('/')
  if (slash < 1) return undefined
  const [names, version] = cutVersion(path.slice(slash + 1))
  const segments = decodeSegments(names, false)
  const name = segments?.pop()
  const qualifiers = query === undefined ? new Map<string, string>() : parseQualifiers(query)
  const subpathSegments = decodeSegments(subpath ?? '', true)
  const decodedVersion = version === undefined ? undefined : decode(version)
  if (segments === undefined || name === undefined || qualifiers === undefined || subpathSegments === undefined) {
    return undefined
  }
  if (version !== undefined && decodedVersion === undefined) return undefined
  return normalise({
    type: path.slice(0, slash).toLowerCase(),
    namespace: segments.join('/'),
    name,
    version: decodedVersion ?? '',
    qualifiers,
    subpath: subpathSegments.join('/'),
  })
}

/** The canonical text, or undefined when the parts make no purl. */
export function formatPurl(purl: Purl): string | undefined {
  const parts = normalise(purl)
  if (parts === undefined) return undefined
  const namespace = parts.namespace === undefined ? '' : `${parts.namespace.split('/').map(encode).join('/')}/`
  const version = parts.version === undefined ? '' : `@${encode(parts.version)}`
  const pairs = [...(parts.qualifiers ?? [])].sort(([a], [b]) => compare(a, b))
  const query = pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&')}`
  const subpath = parts.subpath === undefined ? '' : `#${parts.subpath.split('/').map(encode).join('/')}`
  return `pkg:${parts.type}/${namespace}${encode(parts.name)}${version}${query}${subpath}`
}

/** The canonical form of a purl that somebody else wrote. */
export function canonicalPurl(text: string): string | undefined {
  const purl = parsePurl(text)
  return purl === undefined ? undefined : formatPurl(purl)
}

/** Type rules: https://github.com/package-url/purl-spec/tree/main/types */
function normalise(purl: Purl): Purl | undefined {
  const type = purl.type.toLowerCase()
  if (!TYPE.test(type)) return undefined
  const lowerNamespace = LOWER_NAMESPACE.has(type)
  const segments = (purl.namespace ?? '').split('/').filter((segment) => segment !== '')
  const namespace = segments.map((segment) => (lowerNamespace ? segment.toLowerCase() : segment)).join('/')
  const name = normaliseName(type, purl.name.replace(/^\/+|\/+$/g, ''), purl.qualifiers)
  if (name === '' || !isPossible(type, namespace, name, purl.version)) return undefined
  const qualifiers = new Map<string, string>()
  for (const [key, value] of purl.qualifiers ?? []) {
    const lower = key.toLowerCase()
    if (!QUALIFIER.test(lower)) return undefined
    if (value !== '') qualifiers.set(lower, value)
  }
  const version = type === 'pypi' || type === 'huggingface' ? purl.version?.toLowerCase() : purl.version
  return {
    type,
    ...(namespace !== '' && { namespace }),
    name,
    ...(version !== undefined && version !== '' && { version }),
    ...(qualifiers.size > 0 && { qualifiers }),
    ...(purl.subpath !== undefined && purl.subpath !== '' && { subpath: purl.subpath }),
  }
}

function normaliseName(type: string, name: string, qualifiers: ReadonlyMap<string, string> | undefined): string {
  // PEP 503: PyPI holds `zope.interface`, `zope-interface` and `Zope_Interface` for one project.
  if (type === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-')
  // Databricks keeps its model registry without regard to case, Azure with.
  if (type === 'mlflow' && qualifiers?.get('repository_url')?.includes('databricks')) return name.toLowerCase()
  return LOWER_NAME.has(type) ? name.toLowerCase() : name
}

function isPossible(type: string, namespace: string, name: string, version: string | undefined): boolean {
  switch (type) {
    // A CPAN purl names a distribution (`URI-PackageURL`), never a module (`URI::PackageURL`).
    case 'cpan':
      return !name.includes('::') && !namespace.includes('::')
    case 'chrome-extension':
      return /^[a-p]{32}$/.test(name) && (!version || /^\d+(?:\.\d+){0,3}$/.test(version))
    case 'swift':
      return namespace !== ''
    default:
      return true
  }
}

function parseQualifiers(query: string): Map<string, string> | undefined {
  const qualifiers = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
    if (value === undefined) return undefined
    qualifiers.set(equals === -1 ? pair : pair.slice(0, equals), value)
  }
  return qualifiers
}

function decodeSegments(text: string, isSubpath: boolean): string[] | undefined {
  const segments: string[] = []
  for (const encoded of text.split('/')) {
    const segment = decode(encoded)
    if (segment === undefined) return undefined
    if (segment === '' || (isSubpath && (segment === '.' || segment === '..'))) continue
    segments.push(segment)
  }
  return segments
}

function cutLast(text: string, separator: string): [string, string | undefined] {
  const at = text.lastIndexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** An `@` in front of a slash is the unencoded scope of an npm package. */
function cutVersion(text: string): [string, string | undefined] {
  const at = text.lastIndexOf('@')
  return at === -1 || text.indexOf('/', at) !== -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Unreserved characters of RFC 3986 and the colon stay as they are. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}
