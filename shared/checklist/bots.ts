import { foldCase, isApp, isSamePerson, type Person } from '../ownership/person.ts'
import type { ChangedFact, ChangeFact } from './facts.ts'

/** Dependency bots by GitHub's login of their App, which nobody else can have. The branch name is anybody's. */
const BOTS: readonly string[] = ['dependabot[bot]', 'renovate[bot]']

const MANIFESTS: ReadonlySet<string> = new Set([
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'pipfile',
  'pipfile.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'pyproject.toml',
  'go.mod',
  'go.sum',
  'cargo.toml',
  'cargo.lock',
  'gemfile',
  'gemfile.lock',
  'composer.json',
  'composer.lock',
  'pom.xml',
  'gradle.lockfile',
  'libs.versions.toml',
  'packages.lock.json',
  'directory.packages.props',
  'mix.lock',
  'pubspec.yaml',
  'pubspec.lock',
  'package.resolved',
  'podfile.lock',
  'flake.lock',
])

const REQUIREMENTS = /^(?:[\w.-]{0,40}requirements|requirements[\w.-]{0,40}|constraints)\.(?:txt|in)$/

/**
 * Why what a description says is not asked for of a change (decisions.md 3.5); undefined: it is. A dependency bot has no
 * plan and ticks no boxes, and what it changes is judged by security, CI and owners. Whoever else adds a commit ends it.
 */
export function botExemption({ author, review, files }: ChangeFact): string | undefined {
  if (author === null || !isBot(author)) return undefined
  const others = review.contributors.filter(({ isUpdate }) => isUpdate !== true)
  if (!others.every(({ person }) => person !== null && isApp(person) && isSamePerson(person, author))) return undefined
  if (files.length === 0 || !files.every(isManifest)) return undefined
  return `${author.login} is a dependency bot, and changes only manifests and lockfiles: its words are not asked for.`
}

const isBot = (person: Person): boolean => person.kind === 'app' && BOTS.includes(foldCase(person.login))

function isManifest({ path, previousPath, kind, status }: ChangedFact): boolean {
  if (kind !== 'file' || (status !== 'modified' && status !== 'added')) return false
  return [path, ...(previousPath === undefined ? [] : [previousPath])].every((one) => {
    const name = foldCase(one.slice(one.lastIndexOf('/') + 1))
    return MANIFESTS.has(name) || REQUIREMENTS.test(name)
  })
}
