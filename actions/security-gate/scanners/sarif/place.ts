import { type Fields, fieldsOf, listOf } from '../fields.ts'
import { cleanText } from '../text.ts'
import { count, indexOf, type Oddities, textOf } from './values.ts'

export interface Place {
  readonly path: string
  readonly line?: number
}

/** A resolver for the places of one run; it remembers, because 25,000 results lie in a few hundred files. */
export type Places = (physicalLocation: unknown) => Place | undefined
export type Paths = (artifactLocation: unknown) => string | undefined

/** PATH_MAX of Linux. A cut path would be another path, so a longer one is none. */
const PATH_LENGTH = 4096
const MAX_LINE = 2 ** 31 - 1
/** Nested bases; the standard forbids circles (3.14.14), a hostile file does not. */
const MAX_BASES = 8

export function placesOf(paths: Paths): Places {
  return (value) => {
    const physical = fieldsOf(value)
    const path = paths(physical['artifactLocation'])
    if (path === undefined) return undefined
    const line = fieldsOf(physical['region'])['startLine']
    const known = typeof line === 'number' && Number.isInteger(line) && line >= 1 && line <= MAX_LINE
    return known ? { path, line } : { path }
  }
}

/** @returns paths relative to the repository root where that can be known; absolute ones, `/`-separated, else */
export function pathsOf(run: Fields, oddities: Oddities): Paths {
  const roots = rootsOf(run)
  const bases = fieldsOf(run['originalUriBaseIds'])
  const artifacts = listOf(run['artifacts'])
  const known = new Map<string | undefined, Map<string, string | undefined>>()
  return (value) => {
    const location = fieldsOf(value)
    const reference = location['uri'] === undefined ? artifactAt(artifacts, location, oddities) : location
    const uri = textOf(reference['uri'])
    if (uri === undefined || uri.length > PATH_LENGTH) return undefined
    const baseId = textOf(reference['uriBaseId'])
    const ofBase = known.get(baseId) ?? new Map<string, string | undefined>()
    known.set(baseId, ofBase)
    if (!ofBase.has(uri)) ofBase.set(uri, resolve(uri, baseId, bases, roots))
    const path = ofBase.get(uri)
    if (path === undefined) count(oddities, 'a location that is no path inside the repository')
    return path
  }
}

function artifactAt(artifacts: readonly unknown[], location: Fields, oddities: Oddities): Fields {
  const index = indexOf(location['index'])
  if (index === undefined) return {}
  if (index >= artifacts.length) count(oddities, 'an artifact index that points nowhere')
  return fieldsOf(fieldsOf(artifacts[index])['location'])
}

/** Directories that stand for the root of the repository, without their last slash. */
function rootsOf(run: Fields): readonly string[] {
  const roots: string[] = []
  const bases = fieldsOf(run['originalUriBaseIds'])
  for (const id of Object.keys(bases)) {
    if (!ROOT_ID.test(id)) continue
    const root = absolutePath(textOf(fieldsOf(bases[id])['uri']) ?? '')
    if (root !== undefined) roots.push(root)
  }
  // `/` as a root (Trivy's ROOTPATH) would make every path of the machine one of the repository.
  return roots.filter((root) => root !== '').sort((a, b) => b.length - a.length)
}

const ROOT_ID = /^%?(?:SRC|REPO|PROJECT|ROOT|SOURCE)_?(?:ROOT|PATH|DIR)%?$/i

function resolve(uri: string, baseId: string | undefined, bases: Fields, roots: readonly string[]): string | undefined {
  const absolute = absolutePath(uri)
  // The root directory itself is no file.
  if (absolute !== undefined) return relativeTo(roots, absolute) || undefined
  if (hasScheme(uri)) return undefined
  const prefix = prefixOf(baseId, bases, roots)
  if (prefix === '' && PLAIN.test(uri)) return uri
  return prefix === undefined ? undefined : inside(`${prefix}${decode(uri)}`)
}

/** What nearly every file is called: nothing to decode, to clean or to walk. */
const PLAIN = /^(?:[\w@+-][\w.@+-]*\/)*[\w@+-][\w.@+-]*$/

/** What stands before a relative path: the bases that are directories of the repository, nothing for its root. */
function prefixOf(baseId: string | undefined, bases: Fields, roots: readonly string[]): string | undefined {
  let prefix = ''
  let id = baseId
  for (let depth = 0; id !== undefined && depth < MAX_BASES; depth++) {
    const base = Object.hasOwn(bases, id) ? fieldsOf(bases[id]) : {}
    const uri = textOf(base['uri']) ?? ''
    const absolute = absolutePath(uri)
    if (absolute !== undefined) {
      // Only a base below a known root adds directories; any other absolute base is taken for the root itself.
      const below = relativeTo(roots, absolute)
      return below === undefined || below.startsWith('/') || WINDOWS.test(below) ? prefix : `${below}/${prefix}`
    }
    if (hasScheme(uri)) return undefined
    if (uri !== '') prefix = `${decode(uri).replace(/\/*$/, '/')}${prefix}`
    id = textOf(base['uriBaseId'])
  }
  return prefix
}

const WINDOWS = /^[a-z]:(?:\/|$)/i
/** Where GitHub's runners check out: `/home/runner/work/<repository>/<repository>`, `D:\a\...`, `/github/workspace`. */
const CHECKOUT =
  /^(?:\/home\/runner\/work\/([^/]+)\/\1|\/Users\/runner\/work\/([^/]+)\/\2|[a-z]:\/a\/([^/]+)\/\3|\/github\/workspace)(?=\/)/i

function relativeTo(roots: readonly string[], absolute: string): string | undefined {
  // Before the roots of the report: those are a subdirectory when a scanner was started in one.
  const checkout = CHECKOUT.exec(absolute)?.[0]
  if (checkout !== undefined) return inside(absolute.slice(checkout.length + 1))
  for (const root of roots) {
    if (absolute === root) return ''
    if (absolute.startsWith(`${root}/`)) return inside(absolute.slice(root.length + 1))
  }
  // Outside every known root (a file of a container image): it stays absolute, so that nobody takes it for a file here.
  return cleanText(absolute, PATH_LENGTH)
}

/** `/`-separated without its last slash; `undefined` for what is relative or no file. `''` is the root directory. */
function absolutePath(uri: string): string | undefined {
  const file = /^file:(?:\/\/(?:localhost)?)?(?=\/(?!\/)|[a-z]:)/i.exec(uri)
  if (file === null && PLAIN.test(uri)) return undefined
  const path = decode(file === null ? uri : uri.slice(file[0].length)).replaceAll('\\', '/')
  const local = /^\/[a-z]:(?:\/|$)/i.test(path) ? path.slice(1) : path
  if (!local.startsWith('/') && !WINDOWS.test(local)) return undefined
  const segments = segmentsOf(local)
  if (segments === undefined) return undefined
  const joined = segments.join('/')
  return WINDOWS.test(local) || joined === '' ? joined : `/${joined}`
}

/** A relative path without `.`, `..` and empty parts; `undefined` when it leaves the directory or nothing is left. */
function inside(path: string): string | undefined {
  const segments = segmentsOf(path.replaceAll('\\', '/'))
  return segments === undefined ? undefined : cleanText(segments.join('/'), PATH_LENGTH)
}

function segmentsOf(path: string): string[] | undefined {
  const segments: string[] = []
  // Cleaned before it is split: a control character inside `..` must not hide it.
  for (const segment of (cleanText(path, PATH_LENGTH) ?? '').split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments
}

/** `alpine:3.10` is the name of an image, not an address. */
function hasScheme(uri: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]+:\/|(?:data|urn|mailto|javascript):)/i.test(uri)
}

function decode(uri: string): string {
  if (!uri.includes('%')) return uri
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
