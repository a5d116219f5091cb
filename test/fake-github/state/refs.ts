import { isAncestor } from '../git/diff.ts'
import { mergeCommit } from '../git/merge.ts'
import { resolve } from '../git/objects.ts'
import { type Account, type Activity, type Repository, timestamp, type World } from './model.ts'
import type { Pull } from './pull-model.ts'
import { dequeue, rebuildQueue } from './queue.ts'
import { invalid } from './refusal.ts'
import { evaluate, type Move, NOTHING } from './rules.ts'

/** Moves a ref as git already has, or as git is told to here: rules first, then everything that follows from it. */
export function moveRef(world: World, repository: Repository, move: Move, kind?: Activity['type']): void {
  const refused = evaluate(world, repository, move)
  if (refused !== undefined) throw invalid(`Repository rule violations found\n\n${refused}\n\n`)
  if (move.after === NOTHING) repository.bare.git(['update-ref', '-d', move.ref])
  else repository.bare.git(['update-ref', move.ref, move.after])
  refMoved(world, repository, move, kind)
}

/** What GitHub does after a ref has moved. */
export function refMoved(world: World, repository: Repository, move: Move, kind?: Activity['type']): void {
  const { ref, before, after, actor } = move
  const at = timestamp(world)
  repository.pushedAt = at
  if (!ref.startsWith('refs/heads/')) return
  const forced = before !== NOTHING && after !== NOTHING && !isAncestor(repository.bare, before, after)
  repository.activity.push({
    id: world.nextId(),
    before,
    after,
    ref,
    at,
    actor,
    type: kind ?? typeOf(before, after, forced),
  })
  const branch = ref.slice('refs/heads/'.length)
  for (const target of world.repositories) {
    for (const pull of target.pulls) {
      if (pull.state !== 'open' || pull.head.repository !== repository || pull.head.ref !== branch) continue
      headMoved(world, target, pull, after, actor, forced)
    }
  }
  if (kind === undefined) {
    for (const pull of repository.pulls) mergedByPush(world, repository, pull, branch, after, actor)
  }
  // The queue builds every group anew when the base moves under it.
  if (kind !== 'merge_queue_merge') rebuildQueue(world, repository, ref)
}

function typeOf(before: string, after: string, forced: boolean): Activity['type'] {
  if (before === NOTHING) return 'branch_creation'
  if (after === NOTHING) return 'branch_deletion'
  return forced ? 'force_push' : 'push'
}

/** Reviews stay on the commit they were given on; the base's SHA is taken again from the base's tip. */
function headMoved(world: World, target: Repository, pull: Pull, sha: string, actor: Account, forced: boolean): void {
  const at = timestamp(world)
  pull.updatedAt = at
  const queued = target.queue.find((entry) => entry.pull === pull)
  if (queued !== undefined) dequeue(world, target, queued, actor, 'head_changed')
  if (sha === NOTHING) {
    pull.head.deleted = true
    pull.state = 'closed'
    pull.closedAt = at
    return
  }
  if (forced) pull.timeline.push({ type: 'HeadRefForcePushedEvent', at, actor, before: pull.head.sha, after: sha })
  pull.head.sha = sha
  publishPullRefs(world, target, pull)
  pull.base.sha = resolve(target.bare, `refs/heads/${pull.base.ref}`) ?? pull.base.sha
}

/** Commits of an open pull request pushed to its base by hand: GitHub marks it merged, by the pusher. */
function mergedByPush(
  world: World,
  repository: Repository,
  pull: Pull,
  branch: string,
  tip: string,
  actor: Account,
): void {
  if (pull.state !== 'open' || pull.base.ref !== branch || tip === NOTHING) return
  if (!isAncestor(repository.bare, pull.head.sha, tip)) return
  const at = timestamp(world)
  Object.assign(pull, { state: 'closed', mergedAt: at, closedAt: at, updatedAt: at, mergedBy: actor, mergeCommit: tip })
  pull.timeline.push({ type: 'MergedEvent', at, actor, commit: tip })
}

/** `refs/pull/N/head` always; `refs/pull/N/merge` only while the two merge cleanly. */
export function publishPullRefs(world: World, repository: Repository, pull: Pull): string | undefined {
  const { bare } = repository
  const source = pull.head.repository
  if (source !== repository) bare.git(['fetch', '-q', '--no-tags', source.bare.directory, pull.head.sha])
  const head = `refs/pull/${pull.number}/head`
  if (bare.try(['rev-parse', '--verify', '--quiet', head])?.trim() !== pull.head.sha) {
    bare.git(['update-ref', head, pull.head.sha])
  }
  const base = resolve(bare, `refs/heads/${pull.base.ref}`) ?? pull.base.sha
  const github = { name: 'GitHub', email: 'noreply@github.com', date: timestamp(world) }
  const known = resolve(bare, `refs/pull/${pull.number}/merge`)
  if (known !== undefined && bare.cached(['rev-parse', `${known}^1`, `${known}^2`]) === `${base}\n${pull.head.sha}\n`) {
    return known
  }
  const merge = mergeCommit(bare, base, pull.head.sha, `Merge ${pull.head.sha} into ${base}`, github)
  if (merge === undefined) bare.git(['update-ref', '-d', `refs/pull/${pull.number}/merge`])
  else bare.git(['update-ref', `refs/pull/${pull.number}/merge`, merge])
  return merge
}
