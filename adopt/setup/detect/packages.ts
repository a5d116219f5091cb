import { readYaml } from '../../../shared/policy/yaml.ts'
import { isForeign } from './languages.ts'
import type { PackageSet } from './seen.ts'

interface Manager {
  readonly manager: string
  readonly manifest: RegExp
  readonly lockfiles: readonly string[]
}

const MANAGERS: readonly Manager[] = [
  { manager: 'pnpm', manifest: /^package\.json$/, lockfiles: ['pnpm-lock.yaml'] },
  { manager: 'Yarn', manifest: /^package\.json$/, lockfiles: ['yarn.lock'] },
  { manager: 'Bun', manifest: /^package\.json$/, lockfiles: ['bun.lock', 'bun.lockb'] },
  { manager: 'npm', manifest: /^package\.json$/, lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'] },
  { manager: 'uv', manifest: /^pyproject\.toml$/, lockfiles: ['uv.lock'] },
  { manager: 'Poetry', manifest: /^pyproject\.toml$/, lockfiles: ['poetry.lock'] },
  { manager: 'Pipenv', manifest: /^Pipfile$/, lockfiles: ['Pipfile.lock'] },
  { manager: 'pip', manifest: /^(?:requirements[\w.-]*\.txt|pyproject\.toml|setup\.py)$/, lockfiles: [] },
  { manager: 'Go modules', manifest: /^go\.mod$/, lockfiles: ['go.sum'] },
  { manager: 'Cargo', manifest: /^Cargo\.toml$/, lockfiles: ['Cargo.lock'] },
  { manager: 'Bundler', manifest: /^Gemfile$/, lockfiles: ['Gemfile.lock'] },
  { manager: 'Composer', manifest: /^composer\.json$/, lockfiles: ['composer.lock'] },
  { manager: 'Maven', manifest: /^pom\.xml$/, lockfiles: [] },
  { manager: 'Gradle', manifest: /^build\.gradle(?:\.kts)?$/, lockfiles: ['gradle.lockfile'] },
  { manager: 'NuGet', manifest: /^[\w.-]+\.csproj$/, lockfiles: ['packages.lock.json'] },
]

const MAX_SETS = 200

/** One row a manifest and manager; a manifest without a lockfile belongs to the manager that needs none. */
export function packagesOf(paths: readonly string[], texts: ReadonlyMap<string, string>): readonly PackageSet[] {
  const all = new Set(paths)
  const sets: PackageSet[] = []
  for (const manifest of paths) {
    const cut = manifest.lastIndexOf('/') + 1
    const name = manifest.slice(cut)
    const rows = MANAGERS.filter((one) => one.manifest.test(name))
    if (rows.length === 0 || isForeign(manifest)) continue
    const folder = manifest.slice(0, cut)
    const locked = rows.flatMap(({ manager, lockfiles }) => {
      const lockfile = lockfiles.map((lock) => folder + lock).find((lock) => all.has(lock))
      return lockfile === undefined ? [] : [{ manager, lockfile }]
    })
    const workspaces = workspacesOf(manifest, folder, texts)
    const found = locked.length > 0 ? locked : [{ manager: rows.at(-1)?.manager ?? '' }]
    for (const one of found)
      sets.push({ ...one, directory: folder.slice(0, -1), manifest, ...(workspaces.length > 0 && { workspaces }) })
    if (sets.length >= MAX_SETS) break
  }
  return sets
}

function workspacesOf(manifest: string, folder: string, texts: ReadonlyMap<string, string>): readonly string[] {
  if (manifest === 'go.mod') return []
  const value = jsonOf(texts.get(manifest))?.['workspaces']
  const pnpm = texts.get(`${folder}pnpm-workspace.yaml`)
  const globs = [value, mapOf(value)?.['packages'], pnpm === undefined ? [] : readYaml(pnpm, '').data?.['packages']]
  return globs
    .flatMap((list) => (Array.isArray(list) ? list.filter((glob) => typeof glob === 'string') : []))
    .slice(0, 50)
}

const mapOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined

function jsonOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return mapOf(JSON.parse(text ?? 'null'))
  } catch {
    return undefined
  }
}
