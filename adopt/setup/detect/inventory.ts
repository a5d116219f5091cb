import { isForeign } from './languages.ts'
import type { Inventory, Place } from './seen.ts'

const MOST = 20
const INFRASTRUCTURE: readonly (readonly [string, RegExp])[] = [
  ['Terraform', /\.tf$/],
  ['Helm', /(^|\/)Chart\.yaml$/],
  ['Kustomize', /(^|\/)kustomization\.ya?ml$/],
  ['Compose', /(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/],
]

/** What the names of files say exists. Of each kind the first ones by name: more would not fit on a page. */
export function inventoryOf(all: readonly string[]): Inventory {
  const paths = all.filter((path) => !isForeign(path))
  const places = (pattern: RegExp): Place[] =>
    paths
      .filter((path) => pattern.test(path))
      .slice(0, MOST)
      .map((path) => ({ path }))
  return {
    migrations: migrationsOf(paths),
    openapi: places(/(^|\/)(openapi|swagger)(\.[\w-]+)?\.(ya?ml|json)$/i),
    graphql: places(/(^|\/)[\w.-]*\.(graphqls|gql)$|(^|\/)schema[\w.-]*\.graphql$/i),
    flags: places(/\.flagd\.(json|ya?ml)$|(^|\/)(feature-)?flags\/[^/]+\.(json|ya?ml)$/i),
    dockerfiles: places(/(^|\/)(Dockerfile|Containerfile)(\.[\w-]+)?$/),
    infrastructure: INFRASTRUCTURE.flatMap(([tool, pattern]) =>
      places(pattern)
        .slice(0, 1)
        .map((place) => ({ tool, place })),
    ),
    runbooks: foldersOf(paths, /^(.*\/)?runbooks\/[^/]+\.(md|adoc|rst)$/i, 'runbooks').map(({ folder, place }) => ({
      glob: `${folder}/**`,
      place,
    })),
  }
}

function migrationsOf(paths: readonly string[]): Inventory['migrations'] {
  return foldersOf(paths, /(^|\/)migrations?\/([^/]+\/)*[^/]+\.(sql|py|rb|ts|js|go)$/i, 'migrations?').map(
    ({ folder, place }) => {
      const down = `${folder}/rollback/`
      const rollback = paths.some((path) => path.startsWith(down) && path.endsWith('.sql')) && {
        rollback: `${down}{timestamp}*.sql`,
      }
      const extension = /\.[a-z]+$/i.exec(place.path)?.[0] ?? ''
      return { glob: `${folder}/**/*${extension}`, place, ...rollback }
    },
  )
}

/** The folders of that name which hold such files, each with the first one. */
function foldersOf(paths: readonly string[], pattern: RegExp, name: string): { folder: string; place: Place }[] {
  const cut = new RegExp(`^((?:.*/)?${name})/`, 'i')
  const found = new Map<string, Place>()
  for (const path of paths) {
    if (!pattern.test(path)) continue
    const folder = cut.exec(path)?.[1]
    if (folder !== undefined && !found.has(folder)) found.set(folder, { path })
    if (found.size >= MOST) break
  }
  return [...found].map(([folder, place]) => ({ folder, place }))
}
