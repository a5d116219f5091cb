import { compare } from '../../verdict/conclude.ts'
import { capturesOf, type FilledPattern, fill, isCompanion, parsePair } from '../capture-pattern.ts'
import type { Probe } from '../context.ts'
import { type Lack, lacking, met, notApplicable } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

/**
 * A change came with its companion: every changed path of one pattern needs a path of another with the same captures, in
 * the judged tree. That no path matches is no success: the criterion was asked for this change.
 */
export const paths: Probe<SettingsOf<'paths'>> = {
  needs({ changed, requires }) {
    // A pattern that cannot be read is a mistake in the policy, and is said before anything is judged.
    parsePair(changed, requires)
    return { tree: true }
  },
  judge({ changed, requires }, { change, facts }) {
    if (change === undefined) return notApplicable('No pull request is judged.')
    const [from, to] = parsePair(changed, requires)
    const touched = change.files.flatMap(({ path, status }) => {
      const captures = status === 'removed' ? undefined : capturesOf(from, path)
      return captures === undefined ? [] : [{ path, captures }]
    })
    if (touched.length === 0) {
      const looked = `No added or changed path matches \`${changed}\`.`
      const remedy = `Add what the criterion asks for, or correct its \`when\` if it is about other changes.`
      return lacking(looked, [{ state: 'unmet', key: 'paths', detail: looked, remedy }])
    }
    if (facts.tree?.state !== 'read') {
      return lacking('The tree was not read.', [unreadLack(facts.tree, 'The tree of the judged commit', 'tree')])
    }
    const find = finderIn(facts.tree.value)
    const lacks = touched.flatMap(({ path, captures }): Lack[] => {
      const wanted = requires.replace(/\{([a-z0-9-]+)\}/g, (_, name: string) => captures.get(name) ?? '')
      const found = find(fill(to, captures), path)
      if (found === 'found') return []
      const common = { key: `paths:${path}`, place: { path } }
      if (found === 'gave-up') {
        const detail = `Whether ${path} has its companion ${wanted} was not looked at: too many paths would have to be compared.`
        return [
          { state: 'unproven', detail, remedy: 'Begin `requires` with a folder, so that fewer have to be.', ...common },
        ]
      }
      const detail = `${path} is changed, and the judged commit has no ${wanted}.`
      return [{ state: 'unmet', detail, remedy: `Add ${wanted}.`, ...common }]
    })
    const [first, ...rest] = lacks
    const count = `${touched.length} changed ${touched.length === 1 ? 'path' : 'paths'} of \`${changed}\``
    if (first === undefined) return met(`Each of ${count} has its \`${requires}\`.`)
    return lacking(`${lacks.length} of ${count} have no \`${requires}\`.`, [first, ...rest])
  },
}

/** Of one criterion. A pattern that begins with a folder looks at those of that folder only. */
const COMPARISONS = 2_000_000

function finderIn(tree: readonly string[]) {
  const sorted = tree.toSorted(compare)
  let left = COMPARISONS
  return (wanted: FilledPattern, own: string): 'found' | 'missing' | 'gave-up' => {
    for (let at = firstFrom(sorted, wanted.prefix); at < sorted.length; at++) {
      const path = sorted[at] ?? ''
      if (!path.startsWith(wanted.prefix)) break
      if (left-- <= 0) return 'gave-up'
      // Nothing is its own companion.
      if (path !== own && isCompanion(wanted, path)) return 'found'
    }
    return 'missing'
  }
}

/** The first that does not come before it. */
function firstFrom(sorted: readonly string[], prefix: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(sorted[middle] ?? '', prefix) < 0) low = middle + 1
    else high = middle
  }
  return low
}
