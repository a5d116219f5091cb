import type { BareRepository } from './bare.ts'
import { treeOf } from './commit.ts'
import { isAncestor, parentsOf } from './history.ts'
import { mergeTree } from './merge-tree.ts'

/** What a commit of a branch is, seen from the base it goes into. */
export type Step =
  /** It merges the base into `from` and adds nothing: its tree is what git makes of the two by itself. */
  | { readonly kind: 'update'; readonly from: string }
  /** `why` goes on from "commit 1234567 ". */
  | { readonly kind: 'own'; readonly why: string }

/**
 * Whether somebody only brought the branch up to date ("Update branch", `git merge main`). A merge made by hand may hold
 * anything, so its tree is made again; of its two parents exactly one must lie in the base as it is now.
 * @throws GitError, FetchError, OverLimit
 */
export async function stepOf(bare: BareRepository, baseTip: string, commit: string): Promise<Step> {
  const [first, second, ...more] = await parentsOf(bare.git, commit)
  if (first === undefined || second === undefined) return { kind: 'own', why: 'is no merge of the base' }
  if (more.length > 0) return { kind: 'own', why: 'merges more than one branch at a time' }
  const [firstIn, secondIn] = [await isAncestor(bare.git, first, baseTip), await isAncestor(bare.git, second, baseTip)]
  if (firstIn === secondIn) return { kind: 'own', why: 'merges something else than the base' }
  const made = await mergeTree(bare, first, second)
  if (made.kind === 'conflict') return { kind: 'own', why: 'settles a conflict' }
  if (made.tree !== (await treeOf(bare.git, commit))) return { kind: 'own', why: 'has more in it than git merges' }
  return { kind: 'update', from: firstIn ? second : first }
}

/** The same with each answer kept: one commit is asked about on the way back from the head, and as somebody's part. */
export function stepsTowards(bare: BareRepository, baseTip: string): (commit: string) => Promise<Step> {
  const known = new Map<string, Promise<Step>>()
  return (commit) => {
    const step = known.get(commit) ?? stepOf(bare, baseTip, commit)
    known.set(commit, step)
    return step
  }
}
