import { nodeId } from '../rest/shapes/account.ts'
import type { Repository } from '../state/model.ts'
import type { QueueEntry } from '../state/pull-model.ts'
import { queueOf } from '../state/queue.ts'
import { queueRule } from '../state/rules.ts'
import { commitFields } from './commit.ts'
import { actor, type Context, connection, type Fields, needs, type Paging } from './fields.ts'
import { pullFields } from './pull.ts'

/** Null for a branch without the rule. */
export function queueFields(context: Context, repository: Repository, branch: string): Fields | null {
  const ref = `refs/heads/${branch}`
  needs(context, 'pull_requests')
  if (queueRule(repository, ref) === undefined) return null
  return {
    id: nodeId('MQ', repository.id),
    url: `${context.url}/${repository.owner.login}/${repository.name}/queue/${branch}`,
    entries: (paging: Paging) =>
      connection(queueOf(repository, ref), paging, (entry) => entryFields(context, repository, entry)),
  }
}

export function entryFields(context: Context, repository: Repository, entry: QueueEntry): Fields {
  const oid = (sha: string) => (sha === '' ? null : commitFields(context, repository, sha))
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MQE', entry.id),
    position: queueOf(repository, entry.baseRef).indexOf(entry) + 1,
    state: entry.state,
    enqueuedAt: entry.enqueuedAt,
    enqueuer: () => actor(context, entry.enqueuer),
    headCommit: () => oid(entry.headSha),
    baseCommit: () => oid(entry.baseSha),
    pullRequest: () => pullFields(context, repository, entry.pull),
    mergeQueue: () => queueFields(context, repository, entry.pull.base.ref),
    jump: false,
    solo: false,
    estimatedTimeToMerge: null,
  }
}
