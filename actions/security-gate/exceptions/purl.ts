import { type Purl, parsePurl } from '../scanners/purl.ts'

/** What a scanner says a finding is in. */
export interface PackageRef {
  readonly purl?: string
  readonly name: string
  readonly version?: string
}

/**
 * Directional, like go-vex' `PurlMatches`: what the pattern leaves out it does not ask for, what it names has to be
 * there. Type, namespace and name are equal; the version is equal or left out; every qualifier of the pattern is in the
 * component with the same value. A subpath, which go-vex ignores, has to be equal too: a part is not the whole.
 */
export function matchesPurl(pattern: Purl, component: Purl): boolean {
  return (
    pattern.type === component.type &&
    pattern.namespace === component.namespace &&
    pattern.name === component.name &&
    (pattern.version === undefined || comparableVersion(pattern) === comparableVersion(component)) &&
    (pattern.subpath === undefined || pattern.subpath === component.subpath) &&
    [...(pattern.qualifiers ?? [])].every(([key, value]) => component.qualifiers?.get(key) === value)
  )
}

/**
 * A package without a purl is of no known type: only `pkg:generic/<name>` can mean it, never a purl of some ecosystem
 * that happens to hold the same name.
 */
export function packagePurl(ref: PackageRef): Purl | undefined {
  if (ref.purl !== undefined) return parsePurl(ref.purl)
  const names = ref.name.split('/').filter((name) => name !== '')
  const name = names.pop()
  if (name === undefined) return undefined
  return {
    type: 'generic',
    ...(names.length > 0 && { namespace: names.join('/') }),
    name,
    ...(ref.version !== undefined && { version: ref.version }),
  }
}

/** Go's own tools write v1.2.3, others 1.2.3, and the standard library comes as go1.2.3. */
function comparableVersion({ type, version }: Purl): string | undefined {
  return type === 'golang' ? version?.replace(/^(?:go|v)(?=\d)/, '') : version
}
