import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { treeOf } from '../../git/commit.ts'
import { mergeTree } from '../../git/merge-tree.ts'
import { type GroupMember, readMergeGroup } from '../../github/merge-queue.ts'
import { readTips } from '../../github/tips.ts'
import type { Source } from '../../verdict/finding.ts'
import type { Subject } from '../../verdict/verdict.ts'
import type { Judged, OnlinePlace, Remote } from '../judged.ts'
import { judgedAgainst } from './against.ts'
import { asked } from './unread.ts'

/** `gh-readonly-queue/main/pr-7-<sha of the base>`: what GitHub calls it, and what anybody with write access may push to. */
const GROUP_BRANCH = /^gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]{40}$/

/** `refs/heads/main`, for which a group of that name says it is; undefined for any other branch. */
export function baseOfGroup(branch: string): string | undefined {
  const base = GROUP_BRANCH.exec(branch)?.[1]
  return base === undefined ? undefined : `refs/heads/${base}`
}

/**
 * A merge group, judged on its own commit against the live tip of its base. What it is made of comes from the queue and
 * from git, never from its name (decisions.md 2.7).
 */
export async function judgedGroup(
  place: OnlinePlace,
  { headSha, baseRef }: { readonly headSha: string; readonly baseRef: string },
): Promise<Judged> {
  const { event, owner, repo, policyPath, now } = place
  const workflowPath = event.workflow?.path
  const subject: Subject = {
    ...(event.repositoryId !== undefined && { repositoryId: event.repositoryId }),
    ...(event.ownerId !== undefined && { ownerId: event.ownerId }),
    uri: `git+${event.serverUrl}/${event.repository ?? ''}`,
    commit: headSha,
    baseRef,
  }
  const tips = await readTips(place.github, { owner, repo, ref: baseRef, policyPath, workflowPath })
  if (tips.state !== 'read') return { subject, sources: [sourceOf({ id: 'base', uri: baseRef, readAt: now }, tips)] }
  const { ref: base, defaultBranch } = tips.value
  if (base === undefined) {
    return {
      subject,
      sources: [{ id: 'base', uri: baseRef, state: 'absent', readAt: now, detail: `${baseRef} is gone.` }],
    }
  }
  const branch = baseRef.replace(/^refs\/heads\//, '')
  const queued = await readMergeGroup(place.github, { owner, repo, branch, sha: headSha })
  if (queued.state !== 'read') return { subject, sources: [groupSource(place, headSha, queued)] }
  const { members } = queued.value
  const judged = await judgedAgainst(place, {
    tips: tips.value,
    base,
    want: headSha,
    head: headSha,
    workflowAt: event.name === 'merge_group' ? [defaultBranch, base] : [defaultBranch],
    group: members.map(({ number }) => number),
  })
  if (judged.remote === undefined) return judged
  const made = await madeOf(judged.remote, members)
  return { ...judged, sources: [...judged.sources, groupSource(place, headSha, made)] }
}

/** A group that has left the queue is judged no more: it will be made again, or was merged. */
function groupSource({ now }: OnlinePlace, sha: string, reading: Reading<unknown>): Source {
  const id = reading.state === 'absent' || reading.state === 'stale' ? 'moved' : 'pull-group'
  return sourceOf({ id, uri: `merge group ${sha.slice(0, 7)}`, readAt: now }, reading, { commit: sha })
}

/** Every step of the group must be what git makes of the step before it and the head of a pull request. */
async function madeOf({ bare }: Remote, members: readonly GroupMember[]): Promise<Reading<true>> {
  for (const { number, headSha, on, groupSha } of members) {
    const same = await asked(async () => {
      await bare.fetch([`refs/pull/${number}/head`, headSha])
      const made = await mergeTree(bare, on, headSha)
      return made.kind === 'clean' && made.tree === (await treeOf(bare.git, groupSha))
    })
    if (same.state !== 'read') return same
    if (!same.value) {
      const detail = `${groupSha.slice(0, 7)} is not what git makes of ${on.slice(0, 7)} and pull request ${number}.`
      return { state: 'untrusted', detail }
    }
  }
  return read(true)
}
