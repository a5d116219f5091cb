import type { PolicyPart } from '../evidence/evidence.ts'
import { sourceOf } from '../evidence/reading.ts'
import type { RepositoryFiles } from '../git/files.ts'
import { loadPolicy, PolicyUnreadable, type ReadPolicy } from '../policy/load.ts'
import type { Policy } from '../policy/policy.ts'
import type { Source } from '../verdict/finding.ts'
import { InputError } from '../verdict/input-error.ts'
import { DEFAULT_POLICY } from './inputs.ts'
import { EXTENDS, policyReader } from './judged/default-policy.ts'
import { asked } from './judged/unread.ts'

export interface GatheredPolicy {
  /** What to judge by; with a source that is not `read` the verdict is `blind` whatever it says. */
  readonly policy: Policy
  readonly parts: readonly PolicyPart[]
  /** Absent when there was nothing to read it from. */
  readonly source?: Source
}

export interface PolicyAsked {
  /** The input `policy`. */
  readonly path: string
  /** ISO 8601 UTC. */
  readonly now: string
  /** Of the live tip of the base, never of the commit that is judged; undefined when they could not be read. */
  readonly files: RepositoryFiles | undefined
  /** Reads what the policy extends; without it a policy with `extends` is blind. */
  readonly other?: ReadPolicy | undefined
}

/**
 * The policy of the repository, as far as it can be trusted. Where it cannot be seen, the verdict is blind, never
 * lenient; only a tree that is known to have no such file means that there is none.
 * @returns without a source where `files` are missing: what they should have come from has one of its own
 * @throws InputError with everything that is wrong in the file
 */
export async function gatherPolicy({ path, now, files, other }: PolicyAsked): Promise<GatheredPolicy> {
  if (files === undefined) return strictest(path, now)
  const at = { id: 'policy', uri: path, readAt: now } as const
  try {
    const gathered = await asked(() => readFrom(files, path, now, other))
    if (gathered.state !== 'read') return { ...(await strictest(path, now)), source: sourceOf(at, gathered) }
    const { policy, parts, origin } = gathered.value
    const sha256 = parts[0]?.sha256
    const detail = origin === 'none' ? `There is no ${path}; preset ${policy.preset} is observed.` : undefined
    const source: Source = {
      ...at,
      state: 'read',
      ...(files.commit !== undefined && { commit: files.commit }),
      ...(detail !== undefined && { detail }),
      ...(sha256 !== undefined && { sha256 }),
    }
    return { policy, parts, source }
  } catch (error) {
    if (!(error instanceof PolicyUnreadable)) throw error
    const unread = { state: 'absent', detail: error.message, needs: EXTENDS } as const
    return { ...(await strictest(path, now)), source: sourceOf(at, unread) }
  }
}

async function readFrom(files: RepositoryFiles, path: string, now: string, other: ReadPolicy | undefined) {
  const loaded = await loadPolicy({ read: policyReader(files, other), path, now: new Date(now) })
  if (loaded.origin === 'none') await refuseSlips(path, files)
  return loaded
}

/**
 * A slip must not turn an enforcing gate into one that observes: an input that names no file, or a file that has the
 * other ending.
 */
async function refuseSlips(path: string, files: RepositoryFiles): Promise<void> {
  const other = path.endsWith('.yml') ? path.replace(/yml$/, 'yaml') : path.replace(/yaml$/, 'yml')
  if (other !== path && (await files.read(other)) !== undefined) {
    throw new InputError(`There is no ${path}, but there is a ${other}. Rename it, or name it in the input \`policy\`.`)
  }
  if (path !== DEFAULT_POLICY) {
    throw new InputError(
      `Input \`policy\`: there is no ${path} in the repository. Correct the path or commit the file.`,
    )
  }
}

/** Something to judge by while the real policy is unknown, so that the report shows what was found; it enforces. */
async function strictest(path: string, now: string): Promise<GatheredPolicy> {
  const { policy, parts } = await loadPolicy({ read: async () => undefined, path, now: new Date(now) })
  return { policy: { ...policy, rollout: {} }, parts }
}
