import { resolve } from '../git/objects.ts'
import { atLeast, permissionOf } from './access.ts'
import { type MergeMethod, mergeShape } from './merge-shape.ts'
import { type Account, type Repository, timestamp, type World } from './model.ts'
import type { Pull, QueueEntry } from './pull-model.ts'
import { Refusal } from './refusal.ts'
import { queueRule } from './rules.ts'

/** Puts a pull request at the end of its base's queue and makes its group. */
export function enqueue(world: World, repository: Repository, pull: Pull, by: Account): QueueEntry {
  const baseRef = `refs/heads/${pull.base.ref}`
  const rule = queueRule(repository, baseRef)
  if (rule === undefined) throw new Refusal(422, `${pull.base.ref} has no merge queue`)
  if (pull.state !== 'open' || pull.draft) throw new Refusal(422, 'Pull request is not mergeable')
  if (repository.queue.some((entry) => entry.pull === pull)) throw new Refusal(422, 'Pull request is already queued')
  if (!atLeast(permissionOf(world, repository, by), 'write')) throw new Refusal(403, 'Write access is needed to queue')
  const at = timestamp(world)
  const words: Readonly<Record<string, MergeMethod>> = { SQUASH: 'squash', REBASE: 'rebase' }
  const entry: QueueEntry = {
    id: world.nextId(),
    pull,
    enqueuer: by,
    enqueuedAt: at,
    method: words[rule.parameters?.merge_method ?? ''] ?? 'merge',
    baseRef,
    baseSha: '',
    headSha: '',
    headRef: '',
    state: 'QUEUED',
  }
  repository.queue.push(entry)
  pull.timeline.push({ type: 'AddedToMergeQueueEvent', at, actor: by })
  rebuildQueue(world, repository, baseRef)
  return entry
}

/** Takes one out; whoever stood behind it gets a new group. */
export function dequeue(
  world: World,
  repository: Repository,
  entry: QueueEntry,
  actor: Account,
  reason = 'manual',
): void {
  removeGroup(repository, entry)
  repository.queue.splice(repository.queue.indexOf(entry), 1)
  const { enqueuer, headSha } = entry
  const at = timestamp(world)
  entry.pull.timeline.push({ type: 'RemovedFromMergeQueueEvent', at, actor, enqueuer, head: headSha, reason })
  rebuildQueue(world, repository, entry.baseRef)
}

export function queueOf(repository: Repository, baseRef: string): readonly QueueEntry[] {
  return repository.queue.filter((entry) => entry.baseRef === baseRef)
}

/** Each group is the one before it and one more pull request; a group whose base has not moved stays. */
export function rebuildQueue(world: World, repository: Repository, baseRef: string): void {
  const { bare } = repository
  let base = resolve(bare, baseRef)
  for (const entry of queueOf(repository, baseRef)) {
    if (base === undefined) return
    if (entry.baseSha !== base) {
      removeGroup(repository, entry)
      const { pull, method, enqueuer } = entry
      const group = mergeShape(world, repository, pull, enqueuer, base, { method })
      entry.baseSha = base
      entry.headSha = group ?? ''
      entry.headRef = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${base}`
      entry.state = group === undefined ? 'UNMERGEABLE' : 'AWAITING_CHECKS'
      if (group !== undefined) bare.git(['update-ref', entry.headRef, group])
    }
    if (entry.headSha !== '') base = entry.headSha
  }
}

function removeGroup({ bare }: Repository, { headRef }: QueueEntry): void {
  if (headRef !== '') bare.git(['update-ref', '-d', headRef])
}
