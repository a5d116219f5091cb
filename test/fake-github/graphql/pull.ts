import { changedFiles, commitsBetween } from '../git/diff.ts'
import { mergedTree } from '../git/merge.ts'
import { resolve } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import { association } from '../state/access.ts'
import { forkPoint } from '../state/merge-shape.ts'
import { fullName, type Repository } from '../state/model.ts'
import type { Pull, Review } from '../state/pull-model.ts'
import { standing } from '../state/rules.ts'
import { commitFields } from './commit.ts'
import { commentFields, editFields, enumName, eventFields, reviewFields } from './conversation.ts'
import { actor, type Context, connection, type Fields, liveTip, type Paging } from './fields.ts'
import { entryFields } from './queue.ts'
import { refFields, repositoryFields } from './repository.ts'
import { rollup } from './rollup.ts'

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
  const gone = pull.head.repository.deleted
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
    headRef: () =>
      pull.head.deleted || gone ? null : refFields(context, pull.head.repository, `refs/heads/${pull.head.ref}`),
    headRepository: () => (gone ? null : repositoryFields(context, pull.head.repository)),
    headRepositoryOwner: () => (gone ? null : actor(context, pull.head.repository.owner)),
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
    ...editFields(context, pull.edits),
    changedFiles: () => files().length,
    additions: () => sum('additions'),
    deletions: () => sum('deletions'),
    isInMergeQueue: repository.queue.some((entry) => entry.pull === pull),
    mergeQueueEntry: () => {
      const entry = repository.queue.find((one) => one.pull === pull)
      return entry === undefined ? null : entryFields(context, repository, entry)
    },
    labels: (paging: Paging) => connection(pull.labels, paging, ({ id, name }) => ({ id: nodeId('LA', id), name })),
    statusCheckRollup: () => rollup(context, repository, pull.head.sha),
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
