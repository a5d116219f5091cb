import { fromMarkdown } from 'mdast-util-from-markdown'
import { AROUND } from '../markdown/addresses.ts'
import { withinBudget } from '../markdown/budget.ts'
import { nothingSeen, readVisible, textOf } from '../markdown/visible.ts'

/**
 * Those of the paths that a description names where its readers see it: as a word of their own, also in a code span, or
 * by a link to the file. A block of code, a quotation and a comment name nothing.
 */
export function namedPaths(markdown: string, paths: readonly string[]): string[] {
  if (!withinBudget(markdown)) return []
  const root = fromMarkdown(markdown)
  const seen = { ...nothingSeen(root), withCode: true }
  readVisible(root, seen)
  const words = textOf(seen).split(/\s+/).flatMap(pathsIn)
  const named = new Set([...words, ...seen.links.flatMap(pathsIn)])
  return paths.filter((path) => named.has(path))
}

/** `(./docs/a.md),` and `https://github.com/acme/app/blob/main/docs/a.md#top` are both `docs/a.md`, to whoever has it. */
function pathsIn(word: string): string[] {
  const bare = word.replace(/^[("'<[*_~|]+/, '')
  let end = bare.length
  while (end > 0 && AROUND.includes(bare.charAt(end - 1))) end--
  const [place = ''] = bare.slice(0, end).split(/[?#]/)
  const [, inRepository] = /^https?:\/\/[^/]+\/[^/]+\/[^/]+\/(?:blob|tree)\/(.+)$/.exec(place) ?? []
  if (inRepository === undefined) return [decoded(place.replace(/^(?:\.?\/)+/, ''))]
  // A branch may have slashes in its name: each rest might be the path.
  const steps = inRepository.split('/').slice(0, MAX_STEPS)
  return steps.slice(1).map((_, index) =>
    decoded(
      inRepository
        .split('/')
        .slice(index + 1)
        .join('/'),
    ),
  )
}

const MAX_STEPS = 30

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
