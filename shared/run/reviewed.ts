import { type Reading, read } from '../evidence/reading.ts'
import type { BareRepository } from '../git/bare.ts'
import type { GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import type { PullRequest } from '../github/pull-request.ts'
import { type Approvals, approvals, type ReviewedChange } from '../ownership/approvals.ts'
import { reviewedChange } from './approvals.ts'
import { branchFacts } from './carried.ts'
import { pushersOf } from './pushers.ts'

export interface AskedReviewed extends Pick<ReviewedChange, 'mode' | 'apps'> {
  readonly github: GitHub
  readonly repository: RepositoryName
  readonly bare: BareRepository
  /** The live tip of the base. */
  readonly baseTip: string
  readonly pull: PullRequest
  /** Paths that an approval must have seen as they are now, whoever changed them since. */
  readonly exactly?: readonly string[]
}

export interface Reviewed {
  readonly change: ReviewedChange
  readonly approvals: Approvals
  /** What GitHub does not show of who pushed: a sentence. */
  readonly unread?: string
}

/** An open pull request with all that decides whose approval counts. Who pushed is asked for where one would count. */
export async function reviewedPull({ mode, apps, ...asked }: AskedReviewed): Promise<Reading<Reviewed>> {
  const branch = await branchFacts(asked)
  const rule = apps === undefined ? { mode } : { mode, apps }
  const change = reviewedChange(asked.pull, { ...rule, branch })
  const first = approvals(change)
  if (first.approved.length === 0) return read({ change, approvals: first })
  const pushers = await pushersOf({ ...asked, branch })
  if (pushers.state !== 'read') return pushers
  const { contributions, unread } = pushers.value
  const whole = { ...change, contributors: [...change.contributors, ...contributions] }
  return read({ change: whole, approvals: approvals(whole), ...(unread !== undefined && { unread }) })
}
