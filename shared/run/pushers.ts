import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { BareRepository } from '../git/bare.ts'
import { hasCommit } from '../git/commit.ts'
import { isAncestor } from '../git/history.ts'
import type { GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import type { PullRequest } from '../github/pull-request.ts'
import { type Push, readPushes } from '../github/pushes.ts'
import type { Contribution } from '../ownership/exclusion.ts'
import { personOf } from './approvals.ts'
import type { BranchFacts } from './carried.ts'
import { asked } from './judged/unread.ts'

export interface AskedPushers {
  readonly github: GitHub
  readonly repository: RepositoryName
  readonly bare: BareRepository
  readonly baseTip: string
  readonly pull: Pick<PullRequest, 'crossRepository' | 'head'>
  readonly branch: BranchFacts
}

export interface Pushers {
  readonly contributions: readonly Contribution[]
  /** Why somebody may have pushed who is not among them: a sentence. */
  readonly unread?: string
}

/** A page is enough for nearly every branch; three are the most that is read. */
const PAGE = 100
const MOST = 300

/**
 * Who pushed what the head branch has and its base has not (decisions 3.1), nearly always one request. Since any of them
 * may be the approver, a list that is not whole lets nobody's approval count. Of a fork GitHub shows none: that is said.
 */
export async function pushersOf(given: AskedPushers, max = PAGE): Promise<Reading<Pushers>> {
  const { github, repository, bare, baseTip, pull, branch } = given
  if (pull.crossRepository) return read({ contributions: [], unread: FORK })
  const pushes = await readPushes(github, repository, `refs/heads/${pull.head.ref}`, max)
  if (pushes.state !== 'read') return unread(pushes)
  const [newest] = pushes.value
  if (newest?.after !== pull.head.sha) return missing('the newest push that GitHub names is not of this head')
  const since = await asked(() => sinceBase(pushes.value, bare, baseTip))
  if (since.state !== 'read') return unread(since)
  const { pushes: own, whole } = since.value
  if (whole) return read({ contributions: own.flatMap((push) => contributionOf(push, branch)) })
  if (pushes.value.length < max) return missing('the pushes that GitHub names do not go back to the base')
  return max < MOST ? pushersOf(given, MOST) : missing(`there are more than ${MOST} pushes`)
}

const FORK =
  'Whether somebody else pushed is not known, because the head is in a fork; only those who are named were kept from approving.'

const unread = ({ detail, ...rest }: Unread): Unread => ({ ...rest, detail: `Who pushed could not be read. ${detail}` })

const missing = (why: string): Unread => ({
  state: 'partial',
  detail: `Who pushed is not known, because ${why}. Run it again in a minute; if it stays so, push the head as a new branch.`,
})

/**
 * Back to where the branch was made, or had nothing that is not in the base. What was pushed and taken back in between
 * counts: a part of it may still be there.
 */
async function sinceBase(
  pushes: readonly Push[],
  { git }: BareRepository,
  baseTip: string,
): Promise<{ readonly pushes: readonly Push[]; readonly whole: boolean }> {
  const since: Push[] = []
  for (const push of pushes) {
    if (push.kind === 'removed') return { pushes: since, whole: true }
    const known = await hasCommit(git, push.after)
    if (known && (await isAncestor(git, push.after, baseTip))) return { pushes: since, whole: true }
    since.push(push)
    if (push.kind === 'made') return { pushes: since, whole: true }
  }
  return { pushes: since, whole: false }
}

/** An account that is gone approves nothing; whoever only brought the branch up to date pushed nothing of their own. */
function contributionOf({ before, after, actor }: Push, { updates }: BranchFacts): Contribution[] {
  if (actor === undefined) return []
  const isUpdate = updates.get(after) === before
  return [{ commit: after, as: 'pusher', person: personOf(actor), ...(isUpdate && { isUpdate }) }]
}
