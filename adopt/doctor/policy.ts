import type { GitHub } from '../../shared/github/client.ts'
import type { RepositoryName } from '../../shared/github/fields.ts'
import { PolicyFileUnread, readPolicyAt } from '../../shared/github/policy-file.ts'
import { loadPolicy, PolicyUnreadable } from '../../shared/policy/load.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { InputError } from '../../shared/verdict/input-error.ts'

export interface PolicyAnswer {
  readonly policy: Policy
  readonly state: 'read' | 'none' | 'wrong' | 'unread'
  /** A sentence or two. */
  readonly said: string
}

/** The policy at the tip of the default branch; where there is none that can be used, what holds without one. */
export async function readPolicy(client: GitHub, name: RepositoryName, path: string, now: Date): Promise<PolicyAnswer> {
  try {
    const { policy, origin } = await loadPolicy({ read: readPolicyAt(client, { ...name, ref: 'HEAD' }), path, now })
    if (origin === 'none') {
      return { policy, state: 'none', said: `There is no ${path}: preset starter observes, and nothing is enforced.` }
    }
    return { policy, state: 'read', said: `${path}: preset ${policy.preset}.` }
  } catch (error) {
    return { ...(await starter(now)), ...whyNot(error, path) }
  }
}

const starter = async (now: Date) => {
  const { policy } = await loadPolicy({ read: async () => undefined, path: '', now })
  return { policy }
}

function whyNot(error: unknown, path: string): Pick<PolicyAnswer, 'state' | 'said'> {
  const instead = 'What follows is judged by preset starter.'
  if (error instanceof InputError) {
    const more = error.problems.length - 1
    const rest = more === 0 ? '' : ` (and ${more} more)`
    return { state: 'wrong', said: `The policy is wrong: ${error.problems[0]}${rest}. ${instead}` }
  }
  if (error instanceof PolicyFileUnread) {
    const { detail, needs } = error.unread
    return {
      state: 'unread',
      said: `${path} could not be read. ${detail}${needs ? ` It needs ${needs}.` : ''} ${instead}`,
    }
  }
  if (error instanceof PolicyUnreadable) return { state: 'unread', said: `${error.message}. ${instead}` }
  throw error
}
