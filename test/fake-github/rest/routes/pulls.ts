import { changedFiles, commitsBetween } from '../../git/diff.ts'
import { forkPoint } from '../../state/merge-shape.ts'
import type { Pull } from '../../state/pull-model.ts'
import {
  dismissReview,
  editPull,
  mergePull,
  type NewReview,
  openPull,
  type PullEdit,
  review,
} from '../../state/pulls.ts'
import { notFound } from '../../state/refusal.ts'
import { findRepository } from '../../state/renames.ts'
import { editComment, newComment } from '../../state/texts.ts'
import {
  type Answer,
  actorOf,
  found,
  inRepository,
  number,
  ok,
  page,
  type RepositoryCall,
  type Route,
} from '../router.ts'
import { commitShape, diffEntry } from '../shapes/git.ts'
import { commentShape, pullFull, pullSimple, reviewShape } from '../shapes/pull.ts'

/** Documented ends of the two listings; beyond them only git knows. */
const FILES_LISTED = 3000
const COMMITS_LISTED = 250

const pullOf = (call: RepositoryCall, name = 'pull_number'): Pull =>
  found(call.repository.pulls.find((pull) => pull.number === number(call, name)))

const full = (call: RepositoryCall, pull: Pull, status = 200): Answer => ({
  status,
  body: pullFull(call.world, call.url, call.repository, pull),
})

function listed(call: RepositoryCall): readonly Pull[] {
  const { query, repository } = call
  const state = query.get('state') ?? 'open'
  const [base, head] = [query.get('base'), query.get('head')]
  const ascending = query.get('direction') === 'asc'
  const updated = query.get('sort') === 'updated'
  const key = (pull: Pull): string =>
    `${updated ? pull.updatedAt : pull.createdAt} ${String(pull.number).padStart(9, '0')}`
  return repository.pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base.ref === base)
    .filter(({ head: from }) => head === null || head === `${from.repository.owner.login}:${from.ref}`)
    .toSorted((one, other) => (key(one) < key(other) ? -1 : 1) * (ascending ? 1 : -1))
}

export const PULLS: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/pulls', 'pull_requests=read', (call) =>
    page(call, listed(call), (pull) => pullSimple(call.world, call.url, call.repository, pull)),
  ),
  inRepository('POST /repos/{owner}/{repo}/pulls', 'pull_requests=write', (call) => {
    const { world, repository, body } = call
    const [owner, branch] = String(body['head']).includes(':')
      ? String(body['head']).split(':')
      : [undefined, body['head']]
    const from = owner === undefined ? repository : found(findRepository(world, `${owner}/${repository.name}`))
    const wanted = {
      title: String(body['title'] ?? ''),
      body: typeof body['body'] === 'string' ? body['body'] : null,
      head: String(branch),
      from,
      base: String(body['base']),
      draft: body['draft'] === true,
    }
    return full(call, openPull(world, repository, actorOf(call), wanted), 201)
  }),
  inRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}', 'pull_requests=read', (call) =>
    full(call, pullOf(call)),
  ),
  inRepository('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', 'pull_requests=write', (call) => {
    const pull = pullOf(call)
    editPull(call.world, call.repository, pull, actorOf(call), call.body as PullEdit)
    return full(call, pull)
  }),
  inRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', 'pull_requests=read', (call) => {
    const pull = pullOf(call)
    const from = forkPoint(call.repository, pull)
    const files = changedFiles(call.repository.bare, from, pull.head.sha).slice(0, FILES_LISTED)
    return page(call, files, (file) => diffEntry(call.url, call.repository, from, pull.head.sha, file))
  }),
  inRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', 'pull_requests=read', (call) => {
    const pull = pullOf(call)
    const commits = commitsBetween(call.repository.bare, forkPoint(call.repository, pull), pull.head.sha)
    const shape = ({ sha }: { readonly sha: string }) => commitShape(call.world, call.url, call.repository, sha)
    return page(call, commits.slice(0, COMMITS_LISTED), shape)
  }),
  inRepository('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', 'contents=write', (call) => {
    const { merge_method, commit_title, commit_message, sha } = call.body
    const merged = mergePull(call.world, call.repository, pullOf(call), actorOf(call), {
      method: merge_method === 'squash' || merge_method === 'rebase' ? merge_method : 'merge',
      ...(typeof commit_title === 'string' ? { title: commit_title } : {}),
      ...(typeof commit_message === 'string' ? { message: commit_message } : {}),
      ...(typeof sha === 'string' ? { sha } : {}),
    })
    return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' })
  }),
  inRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', 'pull_requests=read', (call) => {
    const pull = pullOf(call)
    return page(call, pull.reviews, (given) => reviewShape(call.world, call.url, call.repository, pull, given))
  }),
  inRepository('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', 'pull_requests=write', (call) => {
    const pull = pullOf(call)
    const { event, body, commit_id } = call.body
    const wanted: NewReview = {
      event: event === 'APPROVE' || event === 'REQUEST_CHANGES' ? event : 'COMMENT',
      ...(typeof body === 'string' ? { body } : {}),
      ...(typeof commit_id === 'string' ? { commit: commit_id } : {}),
    }
    return ok(reviewShape(call.world, call.url, call.repository, pull, review(call.world, pull, actorOf(call), wanted)))
  }),
  inRepository(
    'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
    'pull_requests=write',
    (call) => {
      const pull = pullOf(call)
      const given = found(pull.reviews.find(({ id }) => id === number(call, 'review_id')))
      dismissReview(call.world, pull, given, actorOf(call))
      return ok(reviewShape(call.world, call.url, call.repository, pull, given))
    },
  ),
  inRepository('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', 'issues=read', (call) => {
    const pull = pullOf(call, 'issue_number')
    return page(call, pull.comments, (comment) => commentShape(call.world, call.url, call.repository, pull, comment))
  }),
  inRepository('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'issues=write', (call) => {
    const { world, url, repository, body } = call
    const pull = pullOf(call, 'issue_number')
    const comment = newComment(world, pull, actorOf(call), String(body['body']))
    return { status: 201, body: commentShape(world, url, repository, pull, comment) }
  }),
  inRepository('GET /repos/{owner}/{repo}/issues/comments', 'issues=read', (call) => {
    const rows = call.repository.pulls.flatMap((pull) => pull.comments.map((comment) => ({ pull, comment })))
    return page(call, rows, ({ pull, comment }) => commentShape(call.world, call.url, call.repository, pull, comment))
  }),
  inRepository('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', 'issues=write', (call) => {
    const [pull, comment] = commentOf(call)
    editComment(call.world, comment, actorOf(call), String(call.body['body']))
    return ok(commentShape(call.world, call.url, call.repository, pull, comment))
  }),
  inRepository('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', 'issues=write', (call) => {
    const [pull, comment] = commentOf(call)
    pull.comments.splice(pull.comments.indexOf(comment), 1)
    return { status: 204 }
  }),
]

function commentOf(call: RepositoryCall): readonly [Pull, Pull['comments'][number]] {
  for (const pull of call.repository.pulls) {
    const comment = pull.comments.find(({ id }) => id === number(call, 'comment_id'))
    if (comment !== undefined) return [pull, comment]
  }
  throw notFound()
}
