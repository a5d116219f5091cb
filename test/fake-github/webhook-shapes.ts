import type { Comment } from './state/pull-model.ts'

type Json = Readonly<Record<string, unknown>>

export function pullOf(pull: Json): Json {
  return { ...pull, active_lock_reason: null }
}

/** A payload writes the state of a review in small letters. */
export function reviewOf(review: Json & { readonly state: string }): Json {
  return { ...review, state: review.state.toLowerCase() }
}

const NO_REACTIONS = {
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  confused: 0,
  heart: 0,
  hooray: 0,
  eyes: 0,
  rocket: 0,
}

/** The issue that a pull request also is, and the comment; `changes` is empty, as for a new comment. */
export function commentOnIssue(pull: Json & { readonly url: string }, shape: Json & { url: string }, comment: Comment) {
  const api = pull.url.replace('/pulls/', '/issues/')
  const reactions = (of: string) => ({ url: `${of}/reactions`, ...NO_REACTIONS })
  const same = Object.fromEntries(
    [
      'id',
      'node_id',
      'number',
      'title',
      'user',
      'labels',
      'state',
      'locked',
      'assignee',
      'assignees',
      'milestone',
      'comments',
      'created_at',
      'updated_at',
      'closed_at',
      'author_association',
      'body',
      'draft',
      'html_url',
    ].map((key) => [key, pull[key]]),
  )
  const issue = {
    ...same,
    url: api,
    repository_url: api.replace(/\/issues\/\d+$/, ''),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    timeline_url: `${api}/timeline`,
    active_lock_reason: null,
    performed_via_github_app: null,
    state_reason: null,
    reactions: reactions(api),
    // Only an issue that is a pull request has this.
    pull_request: {
      url: pull.url,
      html_url: pull['html_url'],
      diff_url: pull['diff_url'],
      patch_url: pull['patch_url'],
      merged_at: pull['merged_at'],
    },
  }
  return {
    issue,
    comment: { ...shape, body: comment.body, performed_via_github_app: null, reactions: reactions(shape.url) },
  }
}
