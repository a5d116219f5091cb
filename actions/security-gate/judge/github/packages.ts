import { compare } from '../../../../shared/verdict/conclude.ts'
import { type Package, packageOf } from '../../scanners/package.ts'
import type { Member } from '../merge.ts'

/** Dependabot's names of ecosystems and the dependency graph's, to purl types. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    actions: 'githubactions',
    cargo: 'cargo',
    composer: 'composer',
    erlang: 'hex',
    go: 'golang',
    gomod: 'golang',
    maven: 'maven',
    npm: 'npm',
    nuget: 'nuget',
    pip: 'pypi',
    pub: 'pub',
    rubygems: 'gem',
    rust: 'cargo',
    swift: 'swift',
  }),
)

export function packageIn(
  ecosystem: string,
  name: string,
  parts: { readonly purl?: string; readonly version?: string; readonly fixedIn?: string } = {},
): Package | undefined {
  const { purl, version, fixedIn } = parts
  const found = packageOf({
    purl,
    type: TYPES.get(ecosystem.toLowerCase()),
    name,
    ...(fixedIn && { fixedIn: [fixedIn] }),
  })
  if (found === undefined || version === undefined || found.version !== undefined) return found
  return packageOf({ type: TYPES.get(ecosystem.toLowerCase()), name, version, ...(fixedIn && { fixedIn: [fixedIn] }) })
}

/**
 * Dependabot names a package and no version, scanners name both. Where a scanner found the same advisory in the same
 * package, the alert is about what the scanner found: it takes that version, so that the two are one finding.
 */
export function withVersions(members: readonly Member[], reported: readonly Member[]): Member[] {
  const known = new Map<string, Member[]>()
  for (const member of reported) {
    const name = unversioned(member)
    if (name === undefined || member.finding.package?.version === undefined) continue
    const others = known.get(name)
    if (others === undefined) known.set(name, [member])
    else others.push(member)
  }
  return members.flatMap((member) => {
    const name = unversioned(member)
    if (name === undefined || member.finding.package?.version !== undefined) return [member]
    const ids = new Set(idsOf(member))
    const same = (known.get(name) ?? []).filter((other) => idsOf(other).some((id) => ids.has(id)))
    const versions = new Map(
      same.flatMap(({ finding }) => (finding.package === undefined ? [] : [entryOf(finding.package)])),
    )
    if (versions.size === 0) return [member]
    const { fixedIn } = member.finding.package ?? {}
    return [...versions]
      .sort(([a], [b]) => compare(a, b))
      .map(([, pack]) => {
        const { fixedIn: _, ...bare } = pack
        return {
          ...member,
          finding: { ...member.finding, package: { ...bare, ...(fixedIn !== undefined && { fixedIn }) } },
        }
      })
  })
}

const entryOf = (pack: Package): [string, Package] => [`${pack.purl ?? pack.name}@${pack.version ?? ''}`, pack]

function unversioned({ kind, finding }: Member): string | undefined {
  const pack = finding.package
  if (kind !== 'sca' || pack === undefined) return undefined
  return pack.purl === undefined ? pack.name : pack.purl.replace(/[?#].*$/, '').replace(/@[^/@]*$/, '')
}

const idsOf = ({ finding }: Member): readonly string[] =>
  [finding.ruleId, ...finding.aliases].filter((id) => !id.startsWith('CWE-'))
