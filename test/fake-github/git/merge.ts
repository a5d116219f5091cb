import { join } from 'node:path'
import type { Bare } from './bare.ts'
import { commitsBetween, mergeBase } from './diff.ts'
import { commit, commitTree, type Person } from './objects.ts'

/** The tree of a clean merge; `undefined` when the two conflict. */
export function mergedTree(bare: Bare, base: string, head: string): string | undefined {
  return bare.try(['merge-tree', '--write-tree', base, head])?.split('\n', 1)[0]
}

/** The two-parent commit that GitHub offers as `refs/pull/N/merge`. */
export function mergeCommit(
  bare: Bare,
  base: string,
  head: string,
  message: string,
  author: Person,
  committer = author,
): string | undefined {
  const tree = mergedTree(bare, base, head)
  if (tree === undefined) return undefined
  return commitTree(bare, tree, { parents: [base, head], message, author, committer })
}

export function squashCommit(
  bare: Bare,
  base: string,
  head: string,
  message: string,
  author: Person,
  by: Person,
): string | undefined {
  const tree = mergedTree(bare, base, head)
  if (tree === undefined) return undefined
  return commitTree(bare, tree, { parents: [base], message, author, committer: by })
}

/** Each commit of the head again on top of the base, merges left out: new ids, the last one is returned. */
export function rebasedCommits(bare: Bare, base: string, head: string, by: Person): string | undefined {
  const fork = mergeBase(bare, base, head)
  if (fork === undefined) return undefined
  let tip = base
  const env = { GIT_INDEX_FILE: join(bare.directory, 'rebase-index') }
  for (const original of commitsBetween(bare, fork, head)) {
    const [parent] = original.parents
    if (parent === undefined || original.parents.length > 1) continue
    const change = bare.bytes(['diff-tree', '-p', '--binary', '--full-index', parent, original.sha])
    bare.git(['read-tree', tip], { env })
    try {
      if (change.length > 0) bare.git(['apply', '--cached', '--whitespace=nowarn', '-'], { env, input: change })
    } catch {
      return undefined
    }
    const tree = bare.git(['write-tree'], { env }).trim()
    const { author, message } = commit(bare, original.sha)
    tip = commitTree(bare, tree, { parents: [tip], message, author, committer: by })
  }
  return tip
}
