import { matches, parseGlob } from '../policy/glob.ts'
import type { Policy } from '../policy/policy.ts'
import type { ChangedFact, ChangeFact } from './facts.ts'
import type { When } from './proof-settings.ts'

/** Both names of a moved file: each is somebody's. */
export const touchedPaths = (files: readonly ChangedFact[]): string[] => [
  ...new Set(files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]))),
]

/** Those of the paths that match one of the globs. */
export function matching(paths: readonly string[], globs: readonly string[]): string[] {
  const parsed = globs.map((pattern) => parseGlob(pattern))
  return paths.filter((path) => parsed.some((glob) => matches(glob, path)))
}

/**
 * Why a criterion does not apply to a change; undefined: it does. Every part that `when` names has to hold.
 * Labels are the author's to set, so they may bring a criterion in and never take one out: a criterion that applies by
 * its other parts would vanish with a label it asks for, which is for the policy's author to know.
 */
export function excludedBy(when: When | undefined, change: ChangeFact | undefined, policy: Policy): string | undefined {
  if (when === undefined) return undefined
  if (change === undefined) return 'It applies to pull requests, and none is judged.'
  const { paths, labels, branches, artifacts, actors } = when
  const touched = touchedPaths(change.files)
  if (paths !== undefined && matching(touched, paths).length === 0) {
    return `No changed path matches ${quoted(paths)}.`
  }
  if (labels !== undefined && !labels.some((label) => has(change.labels, label))) {
    return `The pull request has none of the labels ${quoted(labels)}.`
  }
  if (branches !== undefined && matching([change.baseRef.replace(/^refs\/heads\//, '')], branches).length === 0) {
    return `Its base is not one of ${quoted(branches)}.`
  }
  if (artifacts !== undefined) {
    const names = touchedArtifacts(touched, policy).map(({ name }) => name)
    if (!artifacts.some((name) => names.includes(name))) return `It touches none of ${quoted(artifacts)}.`
  }
  if (actors !== undefined && !actors.some((login) => login.toLowerCase() === change.author?.login.toLowerCase())) {
    return `It was not opened by ${quoted(actors)}.`
  }
  return undefined
}

/** GitHub tells labels apart without regard to case. */
const has = (labels: readonly string[], wanted: string): boolean =>
  labels.some((label) => label.toLowerCase() === wanted.toLowerCase())

const quoted = (words: readonly string[]): string => {
  const shown = words.slice(0, 5).map((word) => `\`${word}\``)
  return `${shown.join(', ')}${words.length > 5 ? ` and ${words.length - 5} more` : ''}`
}

type Artifact = NonNullable<Policy['artifacts']>[number]

/** Artifacts of the inventory whose source path a change touches. */
export function touchedArtifacts(paths: readonly string[], { artifacts = [] }: Policy): readonly Artifact[] {
  return artifacts.filter(({ path }) => {
    if (path === undefined) return false
    const folder = path.replace(/\/+$/, '')
    return paths.some((one) => one === folder || one.startsWith(`${folder}/`))
  })
}

export interface TouchedCriticalPath {
  readonly name: string
  readonly paths: readonly string[]
}

/** Critical paths that a change touches, with the paths that do. */
export function touchedCriticalPaths(files: readonly ChangedFact[], policy: Policy): readonly TouchedCriticalPath[] {
  const touched = touchedPaths(files)
  return (policy['critical-paths'] ?? []).flatMap(({ name, paths }) => {
    const found = matching(touched, paths)
    return found.length === 0 ? [] : [{ name, paths: found }]
  })
}
