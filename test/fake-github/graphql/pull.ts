import { changedFiles, commitsBetween } from '../git/diff.ts'
import { mergedTree } from '../git/merge.ts'
import { resolve } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import { association, atLeast, permissionOf } from '../state/access.ts'
import { forkPoint } from '../state/merge-shape.ts'
import { type Comment, fullName, type Pull, type Repository, type Review, type TimelineEvent } from '../state/model.ts'
import { standing } from '../state/rules.ts'
import { commitFields, rollup } from './commit.ts'
import { actor, type Context, connection, type Fields, liveTip, type Paging } from './fields.ts'
import { entryFields } from './queue.ts'
import { refFields, repositoryFields } from './repository.ts'

const CHANGES = { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED', renamed: 'RENAMED' } as const

export function pullFields(context: Context, repository: Repository, pull: Pull): Fields {
  const { bare } = repository
  const files = () => changedFiles(bare, forkPoint(repository, pull), pull.head.sha)
  const sum = (field: 'additions' | 'deletions') => files().reduce((total, file) => total + file[field], 0)
  const commits = () => commitsBetween(bare, forkPoint(repository, pull), pull.head.sha)
  const oid = (sha: string | null | undefined) => (sha == null ? null : commitFields(context, repository, sha))
  const review = (given: Review) => reviewFields(context, repository, pull, given)
  const text = {
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    url: `${context.url}/${fullName(repository)}/pull/${pull.number}`,
  }
  const base = liveTip(repository, pull.base.ref) ?? pull.base.sha
  return {
    __typename: 'PullRequest',
    ...text,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.mergedAt !== null ? 'MERGED' : pull.state.toUpperCase(),
    closed: pull.state === 'closed',
    isDraft: pull.draft,
    isCrossRepository: pull.head.repository !== repository,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt,
    mergedBy: () => actor(context, pull.mergedBy),
    mergeCommit: () => oid(pull.mergeCommit),
    potentialMergeCommit: () => oid(resolve(bare, `refs/pull/${pull.number}/merge`)),
    mergeable: () =>
      pull.state !== 'open' ? 'UNKNOWN' : mergedTree(bare, base, pull.head.sha) ? 'MERGEABLE' : 'CONFLICTING',
    headRefOid: pull.head.sha,
    headRefName: pull.head.ref,
    headRef: () => (pull.head.deleted ? null : refFields(context, pull.head.repository, `refs/heads/${pull.head.ref}`)),
    headRepository: () =>
      context.world.repositories.includes(pull.head.repository)
        ? repositoryFields(context, pull.head.repository)
        : null,
    headRepositoryOwner: () => actor(context, pull.head.repository.owner),
    baseRefOid: pull.base.sha,
    baseRefName: pull.base.ref,
    baseRef: () => refFields(context, repository, `refs/heads/${pull.base.ref}`),
    baseRepository: () => repositoryFields(context, repository),
    repository: () => repositoryFields(context, repository),
    author: () => actor(context, pull.user),
    authorAssociation: association(context.world, repository, pull.user),
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closedAt: pull.closedAt,
    lastEditedAt: pull.lastEditedAt,
    userContentEdits: (paging: Paging) =>
      connection(pull.lastEditedAt === null ? [] : [pull.lastEditedAt], paging, (editedAt) => ({
        editedAt,
        editor: () => actor(context, pull.user),
      })),
    statusCheckRollup: () => rollup(context, repository, pull.head.sha),
    changedFiles: () => files().length,
    additions: () => sum('additions'),
    deletions: () => sum('deletions'),
    isInMergeQueue: repository.queue.some((entry) => entry.pull === pull),
    mergeQueueEntry: () => {
      const entry = repository.queue.find((one) => one.pull === pull)
      return entry === undefined ? null : entryFields(context, repository, entry)
    },
    labels: (paging: Paging) => connection(pull.labels, paging, ({ id, name }) => ({ id: nodeId('LA', id), name })),
    // REST ends this list at 250, GraphQL does not (linuxfoundation/easycla#4801, dcoapp/app#310).
    commits: (paging: Paging) =>
      connection(commits(), paging, ({ sha }) => ({
        id: nodeId('PRC', pull.id),
        url: `${text.url}/commits/${sha}`,
        commit: () => commitFields(context, repository, sha),
      })),
    files: (paging: Paging) =>
      connection(files().slice(0, 3000), paging, ({ path, additions, deletions, status }) => ({
        path,
        additions,
        deletions,
        changeType: CHANGES[status],
      })),
    reviews: (wanted: Paging & { readonly states?: readonly string[] | null }) => {
      const rows = pull.reviews.filter(({ state }) => wanted.states?.includes(state) ?? true)
      return connection(rows, wanted, review)
    },
    latestOpinionatedReviews: (paging: Paging) => connection(standing(pull), paging, review),
    comments: (paging: Paging) => connection(pull.comments, paging, (one) => commentFields(context, repository, one)),
    timelineItems: (wanted: Paging & { readonly itemTypes?: readonly string[] | null }) => {
      const rows = pull.timeline.filter(({ type }) => wanted.itemTypes?.includes(enumName(type)) ?? true)
      return connection(rows, wanted, (event) => eventFields(context, repository, pull, event))
    },
  }
}

/** `HeadRefForcePushedEvent` -> `HEAD_REF_FORCE_PUSHED_EVENT`. */
function enumName(type: string): string {
  return type.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase()
}

function reviewFields(context: Context, repository: Repository, pull: Pull, given: Review): Fields {
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PRR', given.id),
    databaseId: given.id,
    fullDatabaseId: String(given.id),
    authorCanPushToRepository:
      given.user !== null && atLeast(permissionOf(context.world, repository, given.user), 'write'),
    url: `${context.url}/${fullName(repository)}/pull/${pull.number}#pullrequestreview-${given.id}`,
    state: given.state,
    body: given.body,
    submittedAt: given.submittedAt,
    createdAt: given.submittedAt,
    lastEditedAt: null,
    author: () => actor(context, given.user),
    authorAssociation: association(context.world, repository, given.user),
    commit: () => commitFields(context, repository, given.commit),
  }
}

function commentFields(context: Context, repository: Repository, comment: Comment): Fields {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', comment.id),
    databaseId: comment.id,
    body: comment.body,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    lastEditedAt: comment.updatedAt === comment.createdAt ? null : comment.updatedAt,
    author: () => actor(context, comment.user),
    authorAssociation: association(context.world, repository, comment.user),
  }
}

function eventFields(context: Context, repository: Repository, pull: Pull, event: TimelineEvent): Fields {
  const by = () => actor(context, event.actor)
  const common = { __typename: event.type, id: nodeId('EV', pull.id), createdAt: event.at }
  const oid = (sha: string) => () => commitFields(context, repository, sha)
  switch (event.type) {
    case 'MergedEvent':
      return { ...common, actor: by, commit: oid(event.commit), mergeRefName: pull.base.ref }
    case 'AddedToMergeQueueEvent':
      return { ...common, actor: by, enqueuer: by }
    case 'RemovedFromMergeQueueEvent': {
      const { enqueuer, head, reason } = event
      return {
        ...common,
        actor: by,
        enqueuer: actor(context, enqueuer),
        beforeCommit: head === '' ? null : oid(head),
        reason,
      }
    }
    case 'HeadRefForcePushedEvent':
      return { ...common, actor: by, beforeCommit: oid(event.before), afterCommit: oid(event.after) }
    case 'BaseRefChangedEvent':
      return { ...common, actor: by, previousRefName: event.from, currentRefName: event.to }
    case 'LabeledEvent':
      return { ...common, actor: by, label: { id: nodeId('LA', event.label.id), name: event.label.name } }
    case 'ReviewDismissedEvent': {
      const review = () => reviewFields(context, repository, pull, event.review)
      return { ...common, actor: by, previousReviewState: event.previous, review, dismissalMessage: null }
    }
  }
}
