import type { BareRepository } from '../git/bare.ts'
import { hasCommit } from '../git/commit.ts'
import { isAncestor } from '../git/history.ts'
import type { GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import type { PullRequest } from '../github/pull-request.ts'
import { PUSHES, type Push, readPushes } from '../github/pushes.ts'
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

/**
 * Who pushed what the head branch has and its base has not (decisions 3.1), one request. Since GitHub keeps this apart
 * from the commits, not to know it takes no approval away; that it is not known is said.
 */
export async function pushersOf({ github, repository, bare, baseTip, pull, branch }: AskedPushers): Promise<Pushers> {
  if (pull.crossRepository) return unread('the head is in a fork')
  const pushes = await readPushes(github, repository, `refs/heads/${pull.head.ref}`)
  if (pushes.state !== 'read') return unread(pushes.detail.replace(/[.]$/, ''))
  const [newest] = pushes.value
  const since = await asked(() => sinceBase(pushes.value, bare, baseTip))
  if (since.state !== 'read') return unread(since.detail.replace(/[.]$/, ''))
  const contributions = since.value.pushes.flatMap((push) => contributionOf(push, branch))
  if (newest?.after !== pull.head.sha)
    return unread('the newest push that GitHub names is not of this head', contributions)
  if (since.value.whole) return { contributions }
  const what =
    pushes.value.length < PUSHES
      ? 'the pushes that GitHub names do not go back to the base'
      : `there are more than ${PUSHES} pushes`
  return unread(what, contributions)
}

const unread = (why: string, contributions: readonly Contribution[] = []): Pushers => ({
  contributions,
  unread: `Whether somebody else pushed is not known, because ${why}; only those who are named were kept from approving.`,
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
