import { commitsBetween, isAncestor } from '../git/diff.ts'
import { mergeCommit } from '../git/merge.ts'
import { commit, resolve } from '../git/objects.ts'
import { atLeast, permissionOf } from './access.ts'
import { nextNumber } from './issues.ts'
import { forkPoint, type Merge, mergeShape, personOf } from './merge-shape.ts'
import { type Account, type Repository, timestamp, type World } from './model.ts'
import type { Pull, QueueEntry, Review } from './pull-model.ts'
import { moveRef, publishPullRefs } from './refs.ts'
import { invalid, Refusal } from './refusal.ts'
import { recordEdit } from './texts.ts'
import { account } from './world.ts'

export interface NewPull {
  readonly title: string
  readonly body?: string | null
  /** A branch; of a fork when `from` is given. */
  readonly head: string
  readonly from?: Repository
  readonly base: string
  readonly draft?: boolean
}

export function openPull(world: World, repository: Repository, user: Account, wanted: NewPull): Pull {
  const source = wanted.from ?? repository
  const sha = resolve(source.bare, `refs/heads/${wanted.head}`)
  const base = resolve(repository.bare, `refs/heads/${wanted.base}`)
  const missing = (field: string): Refusal =>
    invalid('Validation Failed', { resource: 'PullRequest', field, code: 'invalid' })
  if (sha === undefined) throw missing('head')
  if (base === undefined) throw missing('base')
  const twin = repository.pulls.find(
    ({ state, head, base: { ref } }) =>
      state === 'open' && head.repository === source && head.ref === wanted.head && ref === wanted.base,
  )
  const refuse = (message: string): Refusal =>
    invalid('Validation Failed', { resource: 'PullRequest', code: 'custom', message })
  if (twin !== undefined) {
    throw refuse(`A pull request already exists for ${source.owner.login}:${wanted.head}.`)
  }
  if (sha === base) throw refuse(`No commits between ${wanted.base} and ${wanted.head}`)
  const at = timestamp(world)
  const pull: Pull = {
    id: world.nextId(),
    number: nextNumber(repository),
    title: wanted.title,
    body: wanted.body ?? null,
    user,
    draft: wanted.draft ?? false,
    state: 'open',
    head: { repository: source, ref: wanted.head, sha, deleted: false },
    base: { ref: wanted.base, sha: base },
    labels: [],
    reviews: [],
    comments: [],
    timeline: [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    edits: [],
  }
  repository.pulls.push(pull)
  publishPullRefs(world, repository, pull)
  return pull
}

const OPINIONS = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

export interface NewReview {
  readonly event: keyof typeof OPINIONS
  readonly body?: string
  /** The head, unless an older commit of the pull request is named. */
  readonly commit?: string
}

export function review(world: World, pull: Pull, user: Account, wanted: NewReview): Review {
  if (user === pull.user && wanted.event !== 'COMMENT') {
    const what = wanted.event === 'APPROVE' ? 'approve' : 'request changes on'
    throw invalid(`Unprocessable Entity: Can not ${what} your own pull request`)
  }
  if (wanted.event !== 'APPROVE' && (wanted.body ?? '') === '') throw invalid('Unprocessable Entity: body is required')
  const given: Review = {
    id: world.nextId(),
    user,
    state: OPINIONS[wanted.event],
    commit: wanted.commit ?? pull.head.sha,
    body: wanted.body ?? '',
    submittedAt: timestamp(world),
    edits: [],
  }
  pull.reviews.push(given)
  return given
}

export function dismissReview(world: World, pull: Pull, given: Review, actor: Account): void {
  if (given.state !== 'APPROVED' && given.state !== 'CHANGES_REQUESTED') {
    throw invalid('Unprocessable Entity: Can not dismiss a commented pull request review')
  }
  const at = timestamp(world)
  pull.timeline.push({ type: 'ReviewDismissedEvent', at, actor, review: given, previous: given.state })
  given.state = 'DISMISSED'
}

export interface PullEdit {
  readonly title?: string
  readonly body?: string
  readonly state?: 'open' | 'closed'
  readonly base?: string
  /** Not by REST: GitHub changes it by a mutation only. */
  readonly draft?: boolean
}

export function editPull(world: World, repository: Repository, pull: Pull, actor: Account, edit: PullEdit): void {
  const at = timestamp(world)
  if (edit.base !== undefined && edit.base !== pull.base.ref) {
    const sha = resolve(repository.bare, `refs/heads/${edit.base}`)
    if (sha === undefined)
      throw invalid('Validation Failed', { resource: 'PullRequest', field: 'base', code: 'invalid' })
    pull.timeline.push({ type: 'BaseRefChangedEvent', at, actor, from: pull.base.ref, to: edit.base })
    pull.base.ref = edit.base
    pull.base.sha = sha
    publishPullRefs(world, repository, pull)
  }
  if (edit.title !== undefined && edit.title !== pull.title) {
    pull.timeline.push({ type: 'RenamedTitleEvent', at, actor, from: pull.title, to: edit.title })
    pull.title = edit.title
  }
  if (edit.body !== undefined) {
    const first = { at: pull.createdAt, editor: pull.user ?? actor, text: pull.body ?? '' }
    recordEdit(pull.edits, first, { at, editor: actor, text: edit.body })
    pull.body = edit.body
  }
  if (edit.draft !== undefined && edit.draft !== pull.draft) {
    pull.timeline.push({ type: edit.draft ? 'ConvertToDraftEvent' : 'ReadyForReviewEvent', at, actor })
    pull.draft = edit.draft
  }
  if (edit.state !== undefined && pull.mergedAt === null) {
    pull.state = edit.state
    pull.closedAt = edit.state === 'closed' ? at : null
  }
  pull.updatedAt = at
}

export function mergePull(world: World, repository: Repository, pull: Pull, actor: Account, wanted: Merge): string {
  if (pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable')
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft')
  if (wanted.sha !== undefined && wanted.sha !== pull.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  if (!atLeast(permissionOf(world, repository, actor), 'write')) {
    throw new Refusal(403, 'Resource not accessible by integration')
  }
  const before = resolve(repository.bare, `refs/heads/${pull.base.ref}`) ?? pull.base.sha
  const after = mergeShape(world, repository, pull, actor, before, wanted)
  if (after === undefined) throw new Refusal(405, 'Merge conflict')
  const ref = `refs/heads/${pull.base.ref}`
  try {
    const kind = wanted.queue ? 'merge_queue_merge' : 'pr_merge'
    moveRef(world, repository, { ref, before, after, actor, pull, queue: wanted.queue ?? false }, kind)
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(405, error.message)
    throw error
  }
  const at = timestamp(world)
  markMerged(pull, at, actor, after)
  if (wanted.queue) pull.timeline.push({ type: 'AddedToMergeQueueEvent', at, actor })
  pull.timeline.push({ type: 'MergedEvent', at, actor, commit: after })
  return after
}

/**
 * "Update branch": merges the base into the head's branch, in the name of who asked for it and committed by GitHub.
 * https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request-branch
 */
export function updateBranch(world: World, repository: Repository, pull: Pull, actor: Account): string {
  const { repository: source, ref, sha: before } = pull.head
  if (!atLeast(permissionOf(world, source, actor), 'write')) {
    throw new Refusal(403, 'Resource not accessible by integration')
  }
  const base = resolve(repository.bare, `refs/heads/${pull.base.ref}`) ?? pull.base.sha
  if (isAncestor(repository.bare, base, before)) {
    throw invalid('There are no new commits on the base branch.')
  }
  if (source !== repository) source.bare.git(['fetch', '-q', '--no-tags', repository.bare.directory, base])
  const github = { name: 'GitHub', email: 'noreply@github.com', date: timestamp(world) }
  const message = `Merge branch '${pull.base.ref}' into ${ref}`
  const after = mergeCommit(source.bare, before, base, message, personOf(actor, timestamp(world)), github)
  if (after === undefined) throw invalid('merge conflict between base and head')
  world.signatures.set(after, { email: 'noreply@github.com', signer: account(world, 'web-flow'), byGitHub: true })
  moveRef(world, source, { ref: `refs/heads/${ref}`, before, after, actor })
  return after
}

function markMerged(pull: Pull, at: string, mergedBy: Account, mergeCommit: string): void {
  Object.assign(pull, { state: 'closed', mergedAt: at, closedAt: at, updatedAt: at, mergedBy, mergeCommit })
}

/** The first of a queue: the base is moved forward to its group, as it was tested. */
export function landEntry(world: World, repository: Repository, entry: QueueEntry): string {
  const { pull, headSha: after, baseRef: ref } = entry
  const before = resolve(repository.bare, ref) ?? ''
  if (after === '' || entry.baseSha !== before) throw new Refusal(405, 'The group is not the next of the queue')
  const actor = account(world, 'github-merge-queue[bot]', 'Bot')
  moveRef(world, repository, { ref, before, after, actor, pull, queue: true }, 'merge_queue_merge')
  repository.queue.splice(repository.queue.indexOf(entry), 1)
  repository.bare.git(['update-ref', '-d', entry.headRef])
  const at = timestamp(world)
  markMerged(pull, at, actor, after)
  pull.timeline.push({ type: 'MergedEvent', at, actor, commit: after })
  return after
}

/** The commits that a merge put on the base branch, newest last. */
export function landed(repository: Repository, pull: Pull): readonly string[] {
  const move = repository.activity.find(({ after }) => after === pull.mergeCommit)
  if (move === undefined || pull.mergeCommit === null) return []
  return commitsBetween(repository.bare, move.before, move.after).map(({ sha }) => sha)
}

export interface PullOf {
  readonly repository: Repository
  readonly pull: Pull
}

/**
 * Pull requests of a commit. One from a fork is found through the fork's commit and not through the base's, until it
 * is merged (seen live: TooTallNate/nx.js#410). A push and a merge are found only after a while, and of a commit on the
 * default branch only what was merged: https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export function pullsOfCommit(world: World, repository: Repository, sha: string): readonly PullOf[] {
  if (commit(repository.bare, sha).sha !== sha) return []
  const tip = resolve(repository.bare, `refs/heads/${repository.defaultBranch}`)
  const landedAlready = tip !== undefined && isAncestor(repository.bare, sha, tip)
  const all = world.repositories.flatMap((target) => target.pulls.map((pull) => ({ repository: target, pull })))
  return all.filter(({ repository: target, pull }) => {
    if (world.now().getTime() - Date.parse(pull.mergedAt ?? pull.updatedAt) < world.associationLag) return false
    const own = (): boolean =>
      commitsBetween(target.bare, forkPoint(target, pull), pull.head.sha).some((found) => found.sha === sha)
    const fromHere = pull.head.repository === repository
    if (pull.mergedAt === null) return fromHere && !landedAlready && own()
    return (fromHere && own()) || (target === repository && landed(target, pull).includes(sha))
  })
}
