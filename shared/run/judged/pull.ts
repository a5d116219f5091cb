import { type Reading, sourceOf } from '../../evidence/reading.ts'
import { type OpenPull, readOpenPulls } from '../../github/open-pulls.ts'
import { readTips } from '../../github/tips.ts'
import type { Source } from '../../verdict/finding.ts'
import type { Subject } from '../../verdict/verdict.ts'
import type { RunEvent } from '../event.ts'
import type { Judged, OnlinePlace } from '../judged.ts'
import { judgedAgainst, pullSource } from './against.ts'
import { judgedCommit } from './commit.ts'
import { baseOfGroup, judgedGroup } from './group.ts'

type List = readonly [Judged, ...Judged[]]

/** The pull request as it is now, and every other open one with the same head. */
export async function judgedPull(place: OnlinePlace, told: NonNullable<RunEvent['pull']>): Promise<List> {
  const first = await judgedNumber(place, told.number, told.headSha)
  const others = first.others.filter((one) => one.number !== told.number)
  const rest: Judged[] = []
  for (const { number } of others) rest.push((await judgedNumber(place, number, told.headSha)).judged)
  // A pull request into a branch that does not count has a run of its own, which says so.
  return [first.judged, ...rest.filter(({ sources }) => !sources.some(isUngoverned))]
}

const isUngoverned = ({ id, state }: Source): boolean => id === 'base' && state === 'untrusted'

interface OfNumber {
  readonly judged: Judged
  readonly others: readonly OpenPull[]
}

async function judgedNumber(place: OnlinePlace, number: number, headSha: string | undefined): Promise<OfNumber> {
  const { event, owner, repo, policyPath } = place
  const asked = { owner, repo, ref: 'HEAD', policyPath, workflowPath: event.workflow?.path, pull: number }
  const tips = await readTips(place.github, asked)
  const alone = (reading: Reading<unknown>, commit?: string): OfNumber => ({
    judged: { subject: subjectFor(event, number, commit), sources: [pullSource(place, number, reading, commit)] },
    others: [],
  })
  if (tips.state !== 'read') return alone(tips, headSha)
  const { pull, defaultBranch } = tips.value
  if (pull === undefined) return alone({ state: 'absent', detail: `There is no pull request ${number}.` }, headSha)
  if (pull.state !== 'OPEN') return gone(`It is ${pull.state.toLowerCase()}, so there is nothing to hold back.`)
  if (headSha !== undefined && headSha !== pull.head) {
    return gone(
      `This run began for ${headSha.slice(0, 7)}, and its head is ${pull.head.slice(0, 7)}: the run for that one judges it.`,
    )
  }
  const { base } = pull
  if (base === undefined) return gone(`Its base ${pull.baseRef} is gone.`)
  const judged = await judgedAgainst(place, {
    tips: tips.value,
    base,
    want: `refs/pull/${number}/head`,
    head: pull.head,
    workflowAt: event.name === 'pull_request' ? [defaultBranch, base] : [defaultBranch],
  })
  return { judged, others: pull.sameHead }

  function gone(detail: string): OfNumber {
    const source = { ...pullSource(place, number, { state: 'stale', detail }), id: 'moved' }
    return { judged: { subject: subjectFor(event, number, headSha), sources: [source] }, others: [] }
  }
}

const subjectFor = (event: RunEvent, pull: number, commit: string | undefined): Subject => ({
  ...(event.repositoryId !== undefined && { repositoryId: event.repositoryId }),
  ...(event.ownerId !== undefined && { ownerId: event.ownerId }),
  uri: `git+${event.serverUrl}/${event.repository ?? ''}`,
  pull,
  ...(commit !== undefined && { commit }),
})

/**
 * After another workflow has ended: whatever is live at its commit. The run itself proves nothing, for forks choose its
 * name and its branch (decisions.md 2.7).
 */
export async function judgedPullsAt(place: OnlinePlace, ended: NonNullable<RunEvent['ended']>): Promise<List> {
  const { headSha, headBranch } = ended
  const baseRef = baseOfGroup(headBranch ?? '')
  if (ended.event === 'merge_group' && baseRef !== undefined) return [await judgedGroup(place, { headSha, baseRef })]
  const open = await readOpenPulls(place.github, place)
  if (open.state !== 'read') {
    const subject = { ...subjectAt(place.event), commit: headSha }
    return [{ subject, sources: [sourceOf({ id: 'pull', uri: headSha, readAt: place.now }, open)] }]
  }
  const [first] = open.value.filter((one) => one.head === headSha)
  if (first !== undefined) return judgedPull(place, { number: first.number, headSha })
  return [await judgedCommit(place, headSha)]
}

const subjectAt = (event: RunEvent): Subject => ({
  ...(event.repositoryId !== undefined && { repositoryId: event.repositoryId }),
  ...(event.ownerId !== undefined && { ownerId: event.ownerId }),
  uri: `git+${event.serverUrl}/${event.repository ?? ''}`,
})
