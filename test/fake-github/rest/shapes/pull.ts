import { changedFiles, commitsBetween } from '../../git/diff.ts'
import { mergedTree } from '../../git/merge.ts'
import { resolve } from '../../git/objects.ts'
import { association } from '../../state/access.ts'
import { forkPoint } from '../../state/merge-shape.ts'
import { fullName, type Repository, type World } from '../../state/model.ts'
import type { Comment, Pull, Review } from '../../state/pull-model.ts'
import { nodeId, repository as repositoryShape, user, userOrNull } from './account.ts'

export function pullSimple(world: World, url: string, repository: Repository, pull: Pull) {
  const api = `${url}/repos/${fullName(repository)}`
  const html = `${url}/${fullName(repository)}/pull/${pull.number}`
  const self = `${api}/pulls/${pull.number}`
  const issue = `${api}/issues/${pull.number}`
  const statuses = `${api}/statuses/${pull.head.sha}`
  const place = (repo: Repository, ref: string, sha: string) => ({
    label: `${repo.owner.login}:${ref}`,
    ref,
    sha,
    user: user(url, repo.owner),
    // A deleted fork leaves its owner and its commits.
    repo: repo.deleted ? null : repositoryShape(url, repo),
  })
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    // REST shows a deleted account as `ghost`; GraphQL shows null.
    user: pull.user === null ? ghost(url) : user(url, pull.user),
    body: pull.body,
    labels: pull.labels.map(({ id, name }) => ({
      id,
      node_id: nodeId('LA', id),
      url: `${api}/labels/${encodeURIComponent(name)}`,
      name,
      description: '',
      color: 'ededed',
      default: false,
    })),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    // Before the merge this is the test merge, afterwards the commit that landed.
    merge_commit_sha: pull.mergeCommit ?? resolve(repository.bare, `refs/pull/${pull.number}/merge`) ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    head: place(pull.head.repository, pull.head.ref, pull.head.sha),
    base: place(repository, pull.base.ref, pull.base.sha),
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(world, repository, pull.user),
    auto_merge: null,
  }
}

export function ghost(url: string) {
  return user(url, { id: 10137, login: 'ghost', type: 'User', email: '' })
}

export function pullFull(world: World, url: string, repository: Repository, pull: Pull) {
  const from = forkPoint(repository, pull)
  const files = changedFiles(repository.bare, from, pull.head.sha)
  const base = resolve(repository.bare, `refs/heads/${pull.base.ref}`) ?? pull.base.sha
  const clean = pull.mergedAt === null && mergedTree(repository.bare, base, pull.head.sha) !== undefined
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  return {
    ...pullSimple(world, url, repository, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.state === 'open' ? clean : null,
    rebaseable: pull.state === 'open' ? clean : null,
    mergeable_state: pull.state !== 'open' ? 'unknown' : pull.draft ? 'draft' : clean ? 'clean' : 'dirty',
    merged_by: userOrNull(url, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commitsBetween(repository.bare, from, pull.head.sha).length,
    additions: sum(files.map(({ additions }) => additions)),
    deletions: sum(files.map(({ deletions }) => deletions)),
    changed_files: files.length,
  }
}

export function pullMinimal(url: string, repository: Repository, pull: Pull) {
  const repo = (one: Repository) => ({ id: one.id, url: `${url}/repos/${fullName(one)}`, name: one.name })
  return {
    id: pull.id,
    number: pull.number,
    url: `${url}/repos/${fullName(repository)}/pulls/${pull.number}`,
    head: { ref: pull.head.ref, sha: pull.head.sha, repo: repo(pull.head.repository) },
    base: { ref: pull.base.ref, sha: pull.base.sha, repo: repo(repository) },
  }
}

export function reviewShape(world: World, url: string, repository: Repository, pull: Pull, given: Review) {
  const html = `${url}/${fullName(repository)}/pull/${pull.number}#pullrequestreview-${given.id}`
  const api = `${url}/repos/${fullName(repository)}/pulls/${pull.number}`
  return {
    id: given.id,
    node_id: nodeId('PRR', given.id),
    user: userOrNull(url, given.user),
    body: given.body,
    state: given.state,
    html_url: html,
    pull_request_url: api,
    _links: { html: { href: html }, pull_request: { href: api } },
    submitted_at: given.submittedAt,
    commit_id: given.commit,
    author_association: association(world, repository, given.user),
  }
}

export function commentShape(world: World, url: string, repository: Repository, pull: Pull, comment: Comment) {
  const issue = `${url}/repos/${fullName(repository)}/issues`
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${issue}/comments/${comment.id}`,
    html_url: `${url}/${fullName(repository)}/pull/${pull.number}#issuecomment-${comment.id}`,
    body: comment.body,
    user: userOrNull(url, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    issue_url: `${issue}/${pull.number}`,
    author_association: association(world, repository, comment.user),
  }
}
