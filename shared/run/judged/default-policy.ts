import type { Reading } from '../../evidence/reading.ts'
import { filesOfBare, type RepositoryFiles } from '../../git/files.ts'
import type { Tip, Tips } from '../../github/tips.ts'
import { loadPolicy, PolicyUnreadable, type ReadPolicy } from '../../policy/load.ts'
import type { Policy } from '../../policy/policy.ts'
import type { OnlinePlace } from '../judged.ts'
import { asked } from './unread.ts'

/** The policy that says which branches count: the default branch's, whatever the base of a change is. */
export async function defaultPolicy(
  { policyPath, now, readPolicy, bare }: OnlinePlace,
  { defaultBranch }: Tips,
  base: RepositoryFiles,
  { commit }: Tip,
): Promise<Reading<Policy>> {
  const files = commit === defaultBranch.commit ? base : filesOfBare(await bare(), defaultBranch.commit)
  try {
    return await asked(async () => {
      const { policy } = await loadPolicy({
        read: policyReader(files, readPolicy),
        path: policyPath,
        now: new Date(now),
      })
      return policy
    })
  } catch (error) {
    if (!(error instanceof PolicyUnreadable)) throw error
    return { state: 'absent', detail: error.message, needs: EXTENDS }
  }
}

export const EXTENDS = 'policy-token with contents: read on the repository of the baseline'

/** The repository's own file from git, what it extends from where that lies. */
export const policyReader =
  (files: RepositoryFiles, other: ReadPolicy | undefined): ReadPolicy =>
  async (ref, path) => {
    if (ref !== undefined) return other?.(ref, path)
    const bytes = await files.read(path)
    if (bytes === undefined) return undefined
    const { commit } = files
    return { text: Buffer.from(bytes).toString(), uri: path, ...(commit !== undefined && { commit }) }
  }
