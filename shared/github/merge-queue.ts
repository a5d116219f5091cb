import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, type Page, readWhole } from './connection.ts'
import { type Account, actor, instant, NAME, objectId, type RepositoryName, text, WHO } from './fields.ts'
import { queueStates } from './pull-request-query.ts'

/** One pull request of a group. */
export interface GroupMember {
  readonly number: number
  /** The pull request's head now. */
  readonly headSha: string
  readonly baseRef: string
  readonly enqueuedAt: string
  /** Absent when the account was deleted. */
  readonly enqueuer?: Account
  /** The commit it was put on: the base's tip, or the group before it. */
  readonly on: string
  readonly groupSha: string
  /**
   * `merge`: the parents of the group's commit are exactly what it was put on and the head. `squash`: only what it was put
   * on, so that only the tree can tell what is in it. `rebase`: a chain of commits, which only git can follow.
   */
  readonly shape: 'merge' | 'squash' | 'rebase'
}

export interface MergeGroup {
  readonly sha: string
  readonly tree: string
  /** The commit of the base branch that the group stands on. */
  readonly baseSha: string
  /** In the order they were put on it; the last one is who the group is named after. */
  readonly members: readonly GroupMember[]
}

/** A longer queue is refused: a group is followed from its commit to the base. */
const ENTRIES = 1000

const QUERY = `query MergeQueue($owner: String!, $repo: String!, $branch: String!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    ref(qualifiedName: $branch) { target { oid } }
    mergeQueue(branch: $branch) {
      entries(first: ${PAGE}, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes {
          id position state enqueuedAt
          enqueuer { ...Who }
          baseCommit { oid }
          headCommit { oid tree { oid } parents(first: 3) { nodes { oid } } }
          pullRequest { number headRefOid baseRefName }
        }
      }
    }
  }
}
${WHO}`

const commit = z.object({ oid: objectId })

const entrySchema = z.object({
  id: z.string().check(z.maxLength(200)),
  position: z.int(),
  state: queueStates,
  enqueuedAt: instant,
  enqueuer: actor,
  baseCommit: z.nullable(commit),
  headCommit: z.nullable(z.object({ oid: objectId, tree: commit, parents: z.object({ nodes: z.array(commit) }) })),
  pullRequest: z.nullable(z.object({ number: z.int(), headRefOid: objectId, baseRefName: text(NAME) })),
})

type Entry = z.output<typeof entrySchema>

const answerSchema = z.object({
  repository: z.object({
    ref: z.nullable(z.object({ target: commit })),
    mergeQueue: z.nullable(z.object({ entries: connection(entrySchema) })),
  }),
})

/**
 * What is in the merge group whose commit is `sha`, from the queue itself and never from the name of a ref: anybody with
 * write can push to `gh-readonly-queue/**`. `absent`: no entry of the queue has this commit. `stale`: the group does not
 * stand on the base's tip. `untrusted`: its commit is not made of what the queue says.
 * @param question `branch` is the base, without `refs/heads/`
 */
export async function readMergeGroup(
  client: GitHub,
  { owner, repo, branch, sha }: RepositoryName & { readonly branch: string; readonly sha: string },
): Promise<Reading<MergeGroup>> {
  const about = { needs: 'pull requests: read and contents: read', missing: 'forbidden' } as const
  const ask = (after?: string) =>
    client.query(QUERY, { owner, repo, branch, after: after ?? null }, answerSchema, about)
  const first = await ask()
  if (first.state !== 'read') return first
  const { ref, mergeQueue } = first.value.repository
  if (ref === null) return { state: 'absent', detail: `There is no branch ${branch.slice(0, 255)}.` }
  if (mergeQueue === null) return { state: 'absent', detail: `Branch ${branch.slice(0, 255)} has no merge queue.` }
  const entries = await readWhole(mergeQueue.entries, {
    what: 'entries of the merge queue',
    max: ENTRIES,
    id: ({ id }) => id,
    next: async (after): Promise<Reading<Page<Entry>>> => {
      const answer = await ask(after)
      if (answer.state !== 'read') return answer
      const next = answer.value.repository.mergeQueue
      return next === null ? { state: 'partial', detail: 'The merge queue was closed meanwhile.' } : read(next.entries)
    },
  })
  return entries.state === 'read' ? groupOf(entries.value, sha, ref.target.oid) : entries
}

/** From the group's commit back to the base's tip, one entry a step. */
function groupOf(entries: readonly Entry[], sha: string, tip: string): Reading<MergeGroup> {
  const byGroup = new Map(entries.map((entry) => [entry.headCommit?.oid, entry]))
  const named = byGroup.get(sha)?.headCommit
  if (named == null) return { state: 'absent', detail: `No entry of the merge queue has commit ${short(sha)}.` }
  const members: GroupMember[] = []
  const seen = new Set<string>()
  for (let at = sha; at !== tip; ) {
    const entry = byGroup.get(at)
    if (entry === undefined || seen.has(at))
      return { state: 'stale', detail: `The group stands on ${short(at)}, and the base is at ${short(tip)}.` }
    seen.add(at)
    const member = memberOf(entry, at)
    if ('state' in member) return member
    members.unshift(member)
    at = member.on
  }
  return read({ sha, tree: named.tree.oid, baseSha: tip, members })
}

function memberOf(entry: Entry, groupSha: string): GroupMember | Unread {
  const { headCommit, baseCommit, pullRequest, enqueuer, enqueuedAt } = entry
  if (headCommit === null || baseCommit === null || pullRequest === null)
    return { state: 'partial', detail: `GitHub does not show what group ${short(groupSha)} is made of.` }
  const parents = headCommit.parents.nodes.map(({ oid }) => oid)
  const { number, headRefOid: headSha, baseRefName: baseRef } = pullRequest
  const on = baseCommit.oid
  const shape = shapeOf(parents, on, headSha)
  if (shape === undefined) {
    const made = parents.map(short).join(' and ') || 'nothing'
    const detail = `Group ${short(groupSha)} is made of ${made}, and should be of ${short(on)} and ${short(headSha)} (#${number}).`
    return { state: 'untrusted', detail }
  }
  return { number, headSha, baseRef, enqueuedAt, ...(enqueuer !== undefined && { enqueuer }), on, groupSha, shape }
}

function shapeOf(parents: readonly string[], on: string, headSha: string): GroupMember['shape'] | undefined {
  const [first, second, third] = parents
  if (first === undefined || third !== undefined) return undefined
  if (second !== undefined) return first === on && second === headSha ? 'merge' : undefined
  return first === on ? 'squash' : 'rebase'
}

const short = (sha: string): string => sha.slice(0, 7)
