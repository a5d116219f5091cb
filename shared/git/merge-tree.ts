import type { BareRepository } from './bare.ts'
import { blobsOf, type Change, changesBetween } from './changes.ts'
import type { Git } from './git.ts'
import { mergeBases, unlessNo } from './history.ts'
import { objectId } from './names.ts'
import { OverLimit } from './over-limit.ts'
import { fieldsOf } from './raw-path.ts'

export type Merged = { readonly kind: 'clean'; readonly tree: string } | { readonly kind: 'conflict' }

/** Two histories criss-crossed so often that merging their bases alone is work without end. */
const BASES = 8
const ROUNDS = 16

/**
 * What merging `head` into `base` gives, as GitHub's test merge (`refs/pull/N/merge`) has it: git's default merge,
 * with renames, and with no regard to .gitattributes or drivers. Histories without a common commit are a conflict.
 * @throws GitError when a commit is not there; FetchError; OverLimit
 */
export async function mergeTree(bare: BareRepository, base: string, head: string): Promise<Merged> {
  const bases = await mergeBases(bare.git, base, head)
  if (bases.length === 0) return { kind: 'conflict' }
  await bare.need(await blobsToMerge(bare.git, base, head, bases))
  const args = ['merge-tree', '--write-tree', '-z', '--no-messages', objectId(base), objectId(head)]
  const output = await unlessNo(bare.git.bytes(args))
  const [tree] = output === undefined ? [] : fieldsOf(output)
  return tree === undefined ? { kind: 'conflict' } : { kind: 'clean', tree: objectId(tree) }
}

/** What git will open. Reads know no remote, so one too few is an error and never another tree. */
async function blobsToMerge(git: Git, one: string, other: string, bases: readonly string[]): Promise<Set<string>> {
  const [base, ...more] = bases
  if (base !== undefined && more.length === 0) {
    return new Set(opened(await changesFrom(git, base, one), await changesFrom(git, base, other)))
  }
  return severalBases(git, one, other)
}

/**
 * Of one side the files that came and went, for one may be the other's rename; of what both have touched all three
 * versions. What only one side edited is taken as it is, unopened.
 */
function opened(ours: readonly Change[], theirs: readonly Change[]): string[] {
  const touched = new Set(theirs.map(({ path }) => path))
  const both = new Set(ours.flatMap(({ path }) => (touched.has(path) ? [path] : [])))
  const needed = (change: Change): boolean =>
    both.has(change.path) || change.status === 'added' || change.status === 'removed'
  return blobsOf([...ours, ...theirs].filter(needed))
}

/** Git merges the merge bases first, and theirs before: everything that differs between any two that meet is opened. */
async function severalBases(git: Git, one: string, other: string): Promise<Set<string>> {
  const blobs = new Set<string>()
  const pairs: (readonly [string, string])[] = [[one, other]]
  const seen = new Set<string>()
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair
    const key = [left, right].sort().join(' ')
    if (seen.has(key)) continue
    seen.add(key)
    const bases = await mergeBases(git, left, right)
    if (bases.length > BASES || seen.size > ROUNDS) {
      const found = Math.max(bases.length, seen.size)
      throw new OverLimit(`The merge of ${one.slice(0, 7)} and ${other.slice(0, 7)}`, 'merge bases', found, BASES)
    }
    for (const base of bases) {
      for (const side of [left, right]) for (const blob of blobsOf(await changesFrom(git, base, side))) blobs.add(blob)
    }
    pairs.push(...bases.flatMap((a, index) => bases.slice(index + 1).map((b) => [a, b] as const)))
  }
  return blobs
}

const changesFrom = (git: Git, from: string, to: string): Promise<readonly Change[]> =>
  changesBetween(git, from, to, { renames: false })
