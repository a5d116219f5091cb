import * as z from 'zod/mini'
import { PAGE } from './connection.ts'
import { actor, BODY, instant, NAME, objectId, TITLE, text, WHO, word } from './fields.ts'
import { COMMIT_NODE, CONTEXT_NODE, commits, contexts, PERSON, REVIEW_NODE, reviews } from './pull-request-lists.ts'
import { type TipQuestion, tipSchema } from './tip-files.ts'

const LIST = 'totalCount pageInfo { hasNextPage endCursor } nodes'

/** Reviews that are being written are seen by their author only, and are none yet. */
const GIVEN = 'states: [APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED]'

const LABELS = 100
/** GitHub shows the newest first. */
const EDITS = 10

const LISTS = {
  commits: (after: string) => `commits(first: ${PAGE}${after}) { ${LIST} { ${COMMIT_NODE} } }`,
  reviews: (after: string) => `reviews(first: ${PAGE}${after}, ${GIVEN}) { ${LIST} { ${REVIEW_NODE} } }`,
  contexts: (after: string) =>
    `statusCheckRollup { commit { oid } contexts(first: ${PAGE}${after}) { ${LIST} { ${CONTEXT_NODE} } } }`,
} as const

/** Everything in one request: one of each list at most is followed by pages. */
export const pullDocument = (tip: TipQuestion): string => `query PullRequest(
  $owner: String!, $repo: String!, $number: Int!, $withContexts: Boolean!${tip.parameters}
) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    databaseId
    nameWithOwner
    isPrivate
    owner { __typename login ... on User { databaseId } ... on Organization { databaseId } }
    defaultBranchRef { name target { ...Tip } }
    pullRequest(number: $number) {
      number title body state isDraft isCrossRepository changedFiles createdAt updatedAt mergedAt lastEditedAt
      author { ...Who }
      userContentEdits(first: ${EDITS}) { nodes { editedAt editor { ...Who } } }
      headRefOid
      headRefName
      headRepository { databaseId }
      baseRefName
      baseRef { target { ...Tip } }
      potentialMergeCommit { ...Merge }
      mergeCommit { ...Merge }
      labels(first: ${LABELS}) { totalCount nodes { name } }
      mergeQueueEntry { position state enqueuedAt enqueuer { ...Who } headCommit { oid } baseCommit { oid } }
      ${LISTS.commits('')}
      ${LISTS.reviews('')}
      ... @include(if: $withContexts) { ${LISTS.contexts('')} }
    }
  }
}
fragment Merge on Commit { oid tree { oid } parents(first: 3) { nodes { oid } } }
${tip.fragment}
${PERSON}
${WHO}`

const owner = z.object({ __typename: z.enum(['User', 'Organization']), login: text(100), databaseId: z.int() })

const merge = z.nullable(
  z.object({
    oid: objectId,
    tree: z.object({ oid: objectId }),
    parents: z.object({ nodes: z.array(z.object({ oid: objectId })) }),
  }),
)

const rollup = z.nullable(z.object({ commit: z.nullable(z.object({ oid: objectId })), contexts }))

const labels = z
  .object({ totalCount: z.int(), nodes: z.array(z.object({ name: text(NAME) })) })
  .check(z.refine(({ totalCount, nodes }) => totalCount === nodes.length, 'more labels than are read'))

export const queueStates = word(['queued', 'awaiting_checks', 'mergeable', 'unmergeable', 'locked'])

const pullRequest = z.object({
  number: z.int(),
  title: text(TITLE),
  body: text(BODY),
  state: word(['open', 'closed', 'merged']),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  changedFiles: z.int(),
  createdAt: instant,
  updatedAt: instant,
  mergedAt: z.nullable(instant),
  lastEditedAt: z.nullable(instant),
  author: actor,
  userContentEdits: z.nullable(z.object({ nodes: z.array(z.object({ editedAt: instant, editor: actor })) })),
  headRefOid: objectId,
  headRefName: text(NAME),
  headRepository: z.nullable(z.object({ databaseId: z.int() })),
  baseRefName: text(NAME),
  potentialMergeCommit: merge,
  mergeCommit: merge,
  labels: z.nullable(labels),
  mergeQueueEntry: z.nullable(
    z.object({
      position: z.int(),
      state: queueStates,
      enqueuedAt: instant,
      enqueuer: actor,
      headCommit: z.nullable(z.object({ oid: objectId })),
      baseCommit: z.nullable(z.object({ oid: objectId })),
    }),
  ),
  commits,
  reviews,
  statusCheckRollup: z.optional(rollup),
})

export const pullAnswer = (question: TipQuestion) => {
  const tip = z.object({ target: tipSchema(question) })
  return z.object({
    repository: z.object({
      databaseId: z.int(),
      nameWithOwner: z.string().check(z.regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/)),
      isPrivate: z.boolean(),
      owner,
      defaultBranchRef: z.nullable(z.extend(tip, { name: text(NAME) })),
      pullRequest: z.extend(pullRequest, { baseRef: z.nullable(tip) }),
    }),
  })
}

export type PullAnswer = z.output<ReturnType<typeof pullAnswer>>

/** A further page of one list; the head is asked again, because a push in between makes two half lists. */
export const pageDocument = (list: keyof typeof LISTS): string => `query PullRequestPage(
  $owner: String!, $repo: String!, $number: Int!, $after: String!
) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) { headRefOid ${LISTS[list](', after: $after')} }
  }
}
${list === 'commits' ? PERSON : WHO}`

const pageOf = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.object({ repository: z.object({ pullRequest: z.extend(z.object({ headRefOid: objectId }), shape) }) })

export const commitsPage = pageOf({ commits })
export const reviewsPage = pageOf({ reviews })
export const contextsPage = pageOf({ statusCheckRollup: rollup })
