import { type Git, GitError } from './git.ts'
import { objectId } from './names.ts'

/** In their order: the first is what was merged into. Empty for the first commit of a history. */
export async function parentsOf(git: Git, commit: string): Promise<readonly string[]> {
  const [, ...parents] = words(await git(['rev-list', '--max-count=1', '--parents', objectId(commit)]))
  return parents
}

/** A commit is an ancestor of itself. Throws when one of the two is not there. */
export async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  return (await unlessNo(git(['merge-base', '--is-ancestor', objectId(older), objectId(newer)]))) !== undefined
}

/** `undefined` for two histories that have nothing in common; of several the one git picks. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | undefined> {
  return (await mergeBases(git, one, other))[0]
}

/** More than one when the two have been merged into each other (criss-cross). */
export async function mergeBases(git: Git, one: string, other: string): Promise<readonly string[]> {
  return words((await unlessNo(git(['merge-base', '--all', objectId(one), objectId(other)]))) ?? '')
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** Git says no by ending with 1, and "I cannot tell" with 128: only the first is an answer. */
export async function unlessNo<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined
    throw error
  }
}
