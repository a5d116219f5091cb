import { nodeId } from '../rest/shapes/account.ts'
import { association, atLeast, permissionOf } from '../state/access.ts'
import { fullName, type Repository } from '../state/model.ts'
import type { Comment, Edit, Pull, Review, TimelineEvent } from '../state/pull-model.ts'
import { commitFields } from './commit.ts'
import { actor, type Context, connection, type Fields, type Paging } from './fields.ts'

/** The first of the edits is the text as it was written: the list shows it, and it is no edit. */
export function editFields(context: Context, edits: readonly Edit[]): Fields {
  const last = edits.at(-1)
  return {
    lastEditedAt: last?.at ?? null,
    editor: () => actor(context, last?.editor ?? null),
    includesCreatedEdit: edits.length > 0,
    userContentEdits: (paging: Paging) =>
      connection(edits.toReversed(), paging, ({ at, editor, text, deletedAt }) => ({
        id: nodeId('UCE', Date.parse(at)),
        createdAt: at,
        editedAt: at,
        updatedAt: at,
        deletedAt: deletedAt ?? null,
        diff: deletedAt === undefined ? text : null,
        editor: actor(context, editor),
      })),
  }
}

/** `HeadRefForcePushedEvent` -> `HEAD_REF_FORCE_PUSHED_EVENT`. */
export function enumName(type: string): string {
  return type.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase()
}

export function reviewFields(context: Context, repository: Repository, pull: Pull, given: Review): Fields {
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
    ...editFields(context, given.edits),
    author: () => actor(context, given.user),
    authorAssociation: association(context.world, repository, given.user),
    commit: () => commitFields(context, repository, given.commit),
  }
}

export function commentFields(context: Context, repository: Repository, comment: Comment): Fields {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    ...editFields(context, comment.edits),
    author: () => actor(context, comment.user),
    authorAssociation: association(context.world, repository, comment.user),
  }
}

export function eventFields(context: Context, repository: Repository, pull: Pull, event: TimelineEvent): Fields {
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
    case 'RenamedTitleEvent':
      return { ...common, actor: by, previousTitle: event.from, currentTitle: event.to }
    case 'ConvertToDraftEvent':
    case 'ReadyForReviewEvent':
      return { ...common, actor: by }
    case 'LabeledEvent':
    case 'UnlabeledEvent':
      return { ...common, actor: by, label: { id: nodeId('LA', event.label.id), name: event.label.name } }
    case 'ReviewDismissedEvent': {
      const review = () => reviewFields(context, repository, pull, event.review)
      return { ...common, actor: by, previousReviewState: event.previous, review, dismissalMessage: null }
    }
  }
}
