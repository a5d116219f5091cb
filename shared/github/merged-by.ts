import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { connection, PAGE, torn } from './connection.ts'
import { type Account, actor, instant, objectId, type RepositoryName, text, WHO } from './fields.ts'
import {
  COMMIT_NODE,
  commits,
  PERSON,
  type PullCommit,
  REVIEW_NODE,
  type Review,
  reviews,
} from './pull-request-lists.ts'

/** A pull request that brought a commit to its base, with who approved it. */
export interface MergedPull {
  readonly number: number
  /** `main`. */
  readonly baseRef: string
  /** ISO 8601 UTC. */
  readonly mergedAt: string
  readonly head: { readonly sha: string }
  readonly author?: Account
  readonly reviews: readonly Review[]
  readonly commits: { readonly total: number; readonly listed: readonly PullCommit[] }
}

/** Of one commit; more merged pull requests than this have one commit only where somebody plays. */
const PULLS = 5
/** In one request: each is a part of the query of its own. */
const A_REQUEST = 20
const COMMITS = 200

const PULL_NODE = `number merged mergedAt baseRefName headRefOid author { ...Who }
  reviews(first: ${PAGE}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${REVIEW_NODE} } }
  commits(first: ${PAGE}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${COMMIT_NODE} } }`

const pull = z.object({
  number: z.int(),
  merged: z.boolean(),
  mergedAt: z.nullable(instant),
  baseRefName: text(1024),
  headRefOid: objectId,
  author: actor,
  reviews,
  commits,
})

const answer = z.object({
  repository: z.record(z.string(), z.nullable(z.object({ associatedPullRequests: connection(pull) }))),
})

/**
 * The merged pull requests that brought each of these commits, twenty commits a request. A commit that was pushed has
 * none. Needs `pull requests: read` and `contents: read`.
 */
export async function readMergedPulls(
  github: GitHub,
  repository: RepositoryName,
  oids: readonly string[],
): Promise<Reading<ReadonlyMap<string, readonly MergedPull[]>>> {
  const asked = [...new Set(oids)]
  if (asked.length > COMMITS) return torn(`More than ${COMMITS} commits would have to be looked up.`)
  const byCommit = new Map<string, readonly MergedPull[]>()
  for (let at = 0; at < asked.length; at += A_REQUEST) {
    const some = await readSome(github, repository, asked.slice(at, at + A_REQUEST))
    if (some.state !== 'read') return some
    for (const [oid, pulls] of some.value) byCommit.set(oid, pulls)
  }
  return read(byCommit)
}

async function readSome(
  github: GitHub,
  { owner, repo }: RepositoryName,
  asked: readonly string[],
): Promise<Reading<ReadonlyMap<string, readonly MergedPull[]>>> {
  const about = { needs: 'pull requests: read and contents: read', missing: 'forbidden' } as const
  const found = await github.query(documentFor(asked), { owner, repo }, answer, about)
  if (found.state !== 'read') return found
  const byCommit = new Map<string, readonly MergedPull[]>()
  for (const [index, oid] of asked.entries()) {
    const list = found.value.repository[`c${index}`]?.associatedPullRequests
    if (list === undefined) return torn(`GitHub does not know commit ${oid.slice(0, 7)}.`)
    if (isCut(list) || list.nodes.some((one) => isCut(one.reviews) || isCut(one.commits)))
      return torn(`The pull requests of ${oid.slice(0, 7)} are more than is read.`)
    byCommit.set(oid, list.nodes.flatMap(mergedOf))
  }
  return read(byCommit)
}

const isCut = ({ totalCount, nodes }: { readonly totalCount: number; readonly nodes: readonly unknown[] }): boolean =>
  totalCount !== nodes.length

function mergedOf(one: z.output<typeof pull>): MergedPull[] {
  if (!one.merged || one.mergedAt === null) return []
  return [
    {
      number: one.number,
      baseRef: one.baseRefName,
      mergedAt: one.mergedAt,
      head: { sha: one.headRefOid },
      ...(one.author !== undefined && { author: one.author }),
      reviews: one.reviews.nodes,
      commits: { total: one.commits.totalCount, listed: one.commits.nodes },
    },
  ]
}

/** The ids are checked: they stand in the text of the query, because it is as long as their list. */
function documentFor(oids: readonly string[]): string {
  const fields = oids.map((oid, index) => {
    if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(oid)) throw new Error('no id of a commit')
    return `c${index}: object(oid: "${oid}") { ... on Commit { associatedPullRequests(first: ${PULLS}) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ${PULL_NODE} }
    } } }`
  })
  return `query MergedPulls($owner: String!, $repo: String!) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) { ${fields.join('\n')} }
}
${WHO}
${PERSON}`
}
