import type { PolicyPart } from '../evidence/evidence.ts'
import type { RepositoryFiles } from '../git/files.ts'
import { loadPolicy, PolicyUnreadable } from '../policy/load.ts'
import type { Policy } from '../policy/policy.ts'
import type { Source } from '../verdict/finding.ts'
import { InputError } from '../verdict/input-error.ts'
import type { RunContext } from './action.ts'
import { policyFromWorkspace } from './event.ts'
import { DEFAULT_POLICY } from './inputs.ts'

export interface GatheredPolicy {
  /** What to judge by; with a source that is not `read` the verdict is `blind` whatever it says. */
  readonly policy: Policy
  readonly parts: readonly PolicyPart[]
  readonly source: Source
}

type Context = Pick<RunContext<{ readonly policy: string }>, 'inputs' | 'event' | 'now'>

/**
 * The policy of the repository, as far as it can be trusted. Where it could be the author's, or cannot be seen, the
 * verdict is blind, never lenient; only a tree that is known to have no such file means that there is none.
 * @param files of the ref the workflow runs on, never of the commit that is judged; undefined when git does not have it
 * @throws InputError with everything that is wrong in the file
 */
export async function gatherPolicy(
  { inputs, event, now }: Context,
  files: RepositoryFiles | undefined,
): Promise<GatheredPolicy> {
  const path = inputs.policy
  const source = { id: 'policy', uri: path, readAt: now } as const
  if (!policyFromWorkspace(event)) {
    const detail = `On ${event.name} the workspace may hold what the author of the change wrote, so ${path} is not read from it.`
    const needs = 'contents: read, and a release of production-gates that reads the base branch'
    return { ...(await strictest(path, now)), source: { ...source, state: 'untrusted', detail, needs } }
  }
  if (files === undefined) {
    const detail = `The workspace is no clone that has commit ${event.sha?.slice(0, 7) ?? 'of the event'}, so it cannot be told whether there is a ${path}.`
    return { ...(await strictest(path, now)), source: { ...source, state: 'absent', detail, needs: CHECKOUT } }
  }
  try {
    const read = async (ref: unknown, file: string) => (ref === undefined ? textOf(files, file) : undefined)
    const { policy, parts, origin } = await loadPolicy({ read, path, now: new Date(now) })
    if (origin === 'none') await refuseSlips(path, files)
    const sha256 = parts[0]?.sha256
    const detail = origin === 'none' ? `There is no ${path}; preset ${policy.preset} is observed.` : undefined
    return {
      policy,
      parts,
      source: {
        ...source,
        state: 'read',
        ...(files.commit !== undefined && { commit: files.commit }),
        ...(detail !== undefined && { detail }),
        ...(sha256 !== undefined && { sha256 }),
      },
    }
  } catch (error) {
    if (!(error instanceof PolicyUnreadable)) throw error
    const needs = 'policy-token with contents: read on the repository of the baseline'
    return { ...(await strictest(path, now)), source: { ...source, state: 'absent', detail: error.message, needs } }
  }
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

const CHECKOUT = 'a step that checks the repository out before the gate'

/** Something to judge by while the real policy is unknown, so that the report shows what was found; it enforces. */
async function strictest(path: string, now: string): Promise<Pick<GatheredPolicy, 'policy' | 'parts'>> {
  const { policy, parts } = await loadPolicy({ read: async () => undefined, path, now: new Date(now) })
  return { policy: { ...policy, rollout: {} }, parts }
}

async function textOf(files: RepositoryFiles, path: string) {
  const bytes = await files.read(path)
  if (bytes === undefined) return undefined
  return { text: Buffer.from(bytes).toString(), uri: path, ...(files.commit !== undefined && { commit: files.commit }) }
}
