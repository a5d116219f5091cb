import { nameOf } from './fields.ts'
import { formatPurl, type Purl, parsePurl } from './purl.ts'
import type { ScannerFinding } from './report.ts'

export type Package = NonNullable<ScannerFinding['package']>

/** What a scanner says of a package: a purl, or the parts to build one from. */
export interface PackageParts {
  readonly purl?: unknown
  /** purl type; without it, and without a purl, the package has a name only. */
  readonly type?: string | undefined
  /** Namespace where the name does not hold it: the distribution of a deb, rpm or apk. */
  readonly namespace?: string | undefined
  readonly name?: unknown
  readonly version?: unknown
  readonly fixedIn?: readonly string[]
}

/** One package as all readers show it, so that the judge sees one package where several scanners name it. */
export function packageOf(parts: PackageParts): Package | undefined {
  const given = typeof parts.purl === 'string' ? parsePurl(parts.purl) : undefined
  const name = nameOf(parts.name) ?? (given && fullName(given))
  if (name === undefined) return undefined
  const version = nameOf(parts.version) ?? given?.version
  const purl = given ?? built(parts.type, parts.namespace, name, version)
  const text = purl === undefined ? undefined : formatPurl(withComparableVersion(purl))
  return {
    ...(text !== undefined && { purl: text }),
    name,
    ...(version !== undefined && { version }),
    ...(parts.fixedIn !== undefined && parts.fixedIn.length > 0 && { fixedIn: parts.fixedIn }),
  }
}

function fullName({ type, namespace, name }: Purl): string {
  return namespace === undefined ? name : `${namespace}${type === 'maven' ? ':' : '/'}${name}`
}

function built(
  type: string | undefined,
  namespace: string | undefined,
  name: string,
  version: string | undefined,
): Purl | undefined {
  if (type === undefined) return undefined
  const split = type === 'maven' ? name.lastIndexOf(':') : NAMESPACED.has(type) ? name.lastIndexOf('/') : -1
  const prefix = split === -1 ? namespace : name.slice(0, split)
  return {
    type,
    ...(prefix !== undefined && { namespace: prefix }),
    name: name.slice(split + 1),
    ...(version !== undefined && { version }),
  }
}

/** Types whose names carry their namespace: `@scope/name`, `vendor/package`, `github.com/owner/repository`. */
const NAMESPACED = new Set(['npm', 'composer', 'golang', 'swift', 'github', 'githubactions', 'docker'])

/** Go's own tools write v1.2.3, OSV-Scanner 1.2.3, and the standard library comes as go1.2.3: one version. */
function withComparableVersion(purl: Purl): Purl {
  const match = purl.type === 'golang' ? /^(?:go|v)?(\d+\.\d+.*)$/.exec(purl.version ?? '') : null
  return match === null ? purl : { ...purl, version: `v${match[1]}` }
}

/** OSV ecosystem (https://ossf.github.io/osv-schema/#affectedpackage-field), without its suffix, to purl type. */
const ECOSYSTEMS: ReadonlyMap<string, readonly [type: string, namespace?: string]> = new Map(
  Object.entries({
    npm: ['npm'],
    PyPI: ['pypi'],
    Go: ['golang'],
    Maven: ['maven'],
    'crates.io': ['cargo'],
    RubyGems: ['gem'],
    NuGet: ['nuget'],
    Packagist: ['composer'],
    Hex: ['hex'],
    Pub: ['pub'],
    Hackage: ['hackage'],
    CRAN: ['cran'],
    ConanCenter: ['conan'],
    SwiftURL: ['swift'],
    'GitHub Actions': ['githubactions'],
    Debian: ['deb', 'debian'],
    Ubuntu: ['deb', 'ubuntu'],
    Alpine: ['apk', 'alpine'],
    Chainguard: ['apk', 'chainguard'],
    Wolfi: ['apk', 'wolfi'],
    'Rocky Linux': ['rpm', 'rocky-linux'],
    AlmaLinux: ['rpm', 'almalinux'],
    'Red Hat': ['rpm', 'redhat'],
    SUSE: ['rpm', 'suse'],
    openSUSE: ['rpm', 'opensuse'],
    Mageia: ['rpm', 'mageia'],
    openEuler: ['rpm', 'openeuler'],
    Bitnami: ['bitnami'],
  } as const),
)

export function osvPackageType(ecosystem: unknown): { type?: string; namespace?: string } {
  const [type, namespace] = ECOSYSTEMS.get((nameOf(ecosystem) ?? '').split(':', 1)[0] ?? '') ?? []
  return { ...(type !== undefined && { type }), ...(namespace !== undefined && { namespace }) }
}
