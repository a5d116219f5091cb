import { association } from '../../state/access.ts'
import type { Issue } from '../../state/issues.ts'
import { fullName, type Repository, timestamp, type World } from '../../state/model.ts'
import type { Pull } from '../../state/pull-model.ts'
import { nodeId, user } from './account.ts'
import { ghost } from './pull.ts'

type Common = Pick<Pull, 'id' | 'number' | 'title' | 'user' | 'state' | 'createdAt' | 'closedAt'> &
  Pick<Issue, 'labels'>

function common(world: World, url: string, repository: Repository, one: Common, page: 'issues' | 'pull') {
  const api = `${url}/repos/${fullName(repository)}`
  const self = `${api}/issues/${one.number}`
  return {
    id: one.id,
    node_id: nodeId('I', one.id),
    url: self,
    repository_url: api,
    labels_url: `${self}/labels{/name}`,
    comments_url: `${self}/comments`,
    events_url: `${self}/events`,
    html_url: `${url}/${fullName(repository)}/${page}/${one.number}`,
    number: one.number,
    state: one.state,
    title: one.title,
    user: one.user === null ? ghost(url) : user(url, one.user),
    labels: one.labels.map(({ id, name }) => ({
      id,
      node_id: nodeId('LA', id),
      url: `${api}/labels/${encodeURIComponent(name)}`,
      name,
      description: '',
      color: 'ededed',
      default: false,
    })),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: 0,
    created_at: one.createdAt,
    updated_at: timestamp(world),
    closed_at: one.closedAt,
    author_association: association(world, repository, one.user),
  }
}

export function issueShape(world: World, url: string, repository: Repository, issue: Issue) {
  return {
    ...common(world, url, repository, issue, 'issues'),
    body: 'What happened.',
    state_reason: issue.stateReason,
    type: issue.type && { ...issue.type, node_id: nodeId('IT', issue.type.id), description: null },
  }
}

/** Every pull request is an issue too, which only this field tells. */
export function pullAsIssue(world: World, url: string, repository: Repository, pull: Pull) {
  const html = `${url}/${fullName(repository)}/pull/${pull.number}`
  const links = { html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` }
  return {
    ...common(world, url, repository, pull, 'pull'),
    body: pull.body,
    state_reason: null,
    type: null,
    pull_request: {
      url: `${url}/repos/${fullName(repository)}/pulls/${pull.number}`,
      merged_at: pull.mergedAt,
      ...links,
    },
  }
}
