import { plantedSecrets } from '../../../shared/policy/problem.ts'
import type { Place } from '../detect/seen.ts'

/**
 * Names that may stand in a file we write. A repository may hold any bytes for a name: line breaks, quotes, globs,
 * things that look like keys. What is not plain is left out and counted, never quoted until it fits.
 */
export const isPlain = (name: string): boolean =>
  /^[A-Za-z0-9_.][A-Za-z0-9 ._@+/-]{0,199}$/.test(name) &&
  !name.endsWith(' ') &&
  !/(^|\/)\.{1,2}(\/|$)|\/\//.test(name) &&
  plantedSecrets(name).length === 0

/** For a glob of ours, made of a plain name. */
export const quoted = (text: string): string => JSON.stringify(text)

/** `.github/workflows/ci.yml:12`, for a comment. */
export const placeText = ({ path, line }: Place): string => {
  const shown = isPlain(path) ? path : '(a file whose name cannot stand here)'
  return line === undefined ? shown : `${shown}:${line}`
}
