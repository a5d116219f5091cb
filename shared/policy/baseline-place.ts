import { valueAt } from './explain.ts'
import type { Path } from './problem.ts'
import { isMap, type Values } from './resolve.ts'
import type { YamlFile } from './yaml.ts'

const IDS = ['id', 'name', 'key', 'match', 'call']

/**
 * Where a baseline says what a repository may not loosen: the line that writes it, else the preset that supplies it,
 * else the nearest line around it.
 * @param files of the baseline, nearest first
 * @param raw the repository’s own values, in which `path` is a path
 */
export function placeIn(files: readonly YamlFile[], supplied: Values, path: Path, raw: Values): string {
  const found = files.map((file) => ({ file, path: translated(path, raw, file) }))
  const exact = found.find((place) => place.path.length === path.length)
  if (exact !== undefined) return at(exact.file, exact.path)
  const [nearest] = files
  if (nearest === undefined) return 'the baseline'
  const list = path.findIndex((step) => typeof step === 'number')
  const around = found.reduce((best, place) => (place.path.length > best.path.length ? place : best))
  const inEntry = list !== -1 && around.path.length > list
  const inPreset = valueAt(supplied, list === -1 ? path : path.slice(0, list)) !== undefined
  if (inPreset && !inEntry) return `${at(nearest, ['preset'])}, by its preset`
  return around.path.length > 0 ? at(around.file, around.path) : `${at(nearest, ['preset'])}, which does not write it`
}

function at(file: YamlFile, path: Path): string {
  const { line, column } = file.at(path)
  return `${file.uri}:${line}:${column}`
}

/** As much of the path as the file writes; entries of a list are found by their id, whatever place they have in it. */
function translated(path: Path, raw: Values, file: YamlFile): Path {
  const own: (string | number)[] = []
  for (const [depth, step] of path.entries()) {
    const next =
      typeof step === 'number' ? indexOf(valueAt(raw, path.slice(0, depth + 1)), valueAt(file.data, own)) : step
    if (next === undefined || !file.has([...own, next])) return own
    own.push(next)
  }
  return own
}

function indexOf(entry: unknown, list: unknown): number | undefined {
  if (!isMap(entry) || !Array.isArray(list)) return undefined
  const by = IDS.find((name) => entry[name] !== undefined)
  const index = by === undefined ? -1 : list.findIndex((candidate) => isMap(candidate) && candidate[by] === entry[by])
  return index === -1 ? undefined : index
}
