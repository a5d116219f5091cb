import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { objectId as id, NAME, TITLE, text } from './fields.ts'
import { OPEN, type OpenPull, openPulls, PAGE, walkOpenPulls } from './open-pulls.ts'

/** What is live at one moment: asked before a run judges, and again when it has. */
export interface Tips {
  readonly repository: RepositoryFacts
  readonly defaultBranch: Tip
  /** Of the ref that was asked for; absent when there is no such ref. */
  readonly ref?: Tip
  readonly pull?: PullTips
}

export interface PullTips {
  readonly number: number
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED'
  readonly draft: boolean
  readonly title: string
  /** At most a hundred; nothing is decided by one that is not here. */
  readonly labels: readonly string[]
  /** ISO 8601 UTC: when it was opened, or last pointed at another base. Runs from before were for something else. */
  readonly since: string
  /** When it was last pointed at another base; absent when it never was. */
  readonly pointedAt?: string
  /** Absent when the account was deleted. */
  readonly author?: { readonly login: string; readonly bot: boolean }
  readonly head: string
  /** Of its head, without `refs/heads/`; it never changes. */
  readonly headRef: string
  /** Absent when the fork is gone. */
  readonly headRepositoryId?: number
  /** `refs/heads/main`, as it is now: a pull request can be pointed at another base. */
  readonly baseRef: string
  /** Absent when the base branch is gone. */
  readonly base?: Tip
  /** GitHub's test merge; absent when there is a conflict or it has not been made yet. */
  readonly mergeCommit?: string
  /** Open pull requests with the same head, this one among them. */
  readonly sameHead: readonly OpenPull[]
}

export interface RepositoryFacts {
  readonly id: number
  readonly ownerId: number
  /** `owner/name`, as it is called today. */
  readonly name: string
  readonly private: boolean
}

export interface Tip {
  /** `refs/heads/main`. */
  readonly ref: string
  readonly commit: string
  /** Blob ids of the policy and of the workflow that runs us; absent when there is no such file. */
  readonly policy?: string
  readonly workflow?: string
  /** Of the folder `.github`: workflows, actions and mostly the exceptions lie in it. */
  readonly folder?: string
}

export interface TipsAsked {
  readonly owner: string
  readonly repo: string
  /** `refs/heads/release/2026-11-20`. */
  readonly ref: string
  readonly policyPath: string
  readonly workflowPath?: string | undefined
  readonly pull?: number | undefined
}

const commit = z.object({
  oid: id,
  policy: z.nullish(z.object({ oid: id })),
  workflow: z.nullish(z.object({ oid: id })),
  folder: z.nullish(z.object({ oid: id })),
})
const ref = z.object({ name: z.string(), target: commit })

const Answer = z.object({
  repository: z.object({
    databaseId: z.int(),
    nameWithOwner: z.string(),
    isPrivate: z.boolean(),
    owner: z.object({ databaseId: z.int() }),
    defaultBranchRef: ref,
    ref: z.nullish(ref),
    pullRequest: z.optional(
      z.object({
        number: z.int(),
        state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
        isDraft: z.boolean(),
        title: text(TITLE),
        labels: z.nullish(z.object({ nodes: z.array(z.object({ name: text(NAME) })) })),
        createdAt: z.iso.datetime({ offset: true }),
        timelineItems: z.object({
          nodes: z.array(z.object({ createdAt: z.optional(z.iso.datetime({ offset: true })) })),
        }),
        author: z.nullable(z.object({ __typename: z.string(), login: z.string().check(z.maxLength(100)) })),
        headRefOid: id,
        headRefName: z.string(),
        headRepository: z.nullish(z.object({ databaseId: z.int() })),
        baseRefName: z.string(),
        baseRef: z.nullish(ref),
        potentialMergeCommit: z.nullish(z.object({ oid: id })),
      }),
    ),
    pullRequests: z.optional(openPulls),
  }),
})

const LABELS = 100

const QUERY = `query Tips($owner: String!, $repo: String!, $ref: String!, $policyPath: String!, $workflowPath: String!, $pull: Int!, $withPull: Boolean!) {
  repository(owner: $owner, name: $repo) {
    databaseId nameWithOwner isPrivate
    owner { ... on User { databaseId } ... on Organization { databaseId } }
    defaultBranchRef { ...Tip }
    ref(qualifiedName: $ref) { ...Tip }
    pullRequest(number: $pull) @include(if: $withPull) {
      number state isDraft createdAt title labels(first: ${LABELS}) { nodes { name } }
      timelineItems(itemTypes: [BASE_REF_CHANGED_EVENT], last: 1) {
        nodes { ... on BaseRefChangedEvent { createdAt } }
      }
      author { __typename login } headRefOid headRefName headRepository { databaseId } baseRefName baseRef { ...Tip }
      potentialMergeCommit { oid }
    }
    pullRequests(states: OPEN, first: ${PAGE}) @include(if: $withPull) { ...Open }
  }
  rateLimit { cost }
}
fragment Tip on Ref {
  name
  target { oid ... on Commit { policy: file(path: $policyPath) { oid } workflow: file(path: $workflowPath) { oid } folder: file(path: ".github") { oid } } }
}
${OPEN}`

/** One GraphQL request, one point. Needs `contents: read`, and `pull-requests: read` with a pull request. */
export async function readTips(github: GitHub, asked: TipsAsked): Promise<Reading<Tips>> {
  const { owner, repo, policyPath, workflowPath = policyPath, pull } = asked
  const needs = pull === undefined ? 'contents: read' : 'contents: read and pull-requests: read'
  const variables = {
    owner,
    repo,
    ref: asked.ref,
    policyPath,
    workflowPath,
    pull: pull ?? 0,
    withPull: pull !== undefined,
  }
  const answer = await github.query(QUERY, variables, Answer, { needs, missing: 'forbidden' })
  if (answer.state !== 'read') return answer
  const { repository } = answer.value
  const { pullRequest } = repository
  const same = pullRequest && (await sameHeadOf(github, asked, pullRequest, repository.pullRequests))
  if (same !== undefined && same.state !== 'read') return same
  return read({
    repository: {
      id: repository.databaseId,
      ownerId: repository.owner.databaseId,
      name: repository.nameWithOwner,
      private: repository.isPrivate,
    },
    defaultBranch: tipOf(repository.defaultBranchRef),
    ...(repository.ref && { ref: tipOf(repository.ref) }),
    ...(pullRequest && same && { pull: pullOf(pullRequest, same.value) }),
  })
}

type PullAnswer = NonNullable<z.output<typeof Answer>['repository']['pullRequest']>
type SameHead = PullTips['sameHead']

function pullOf(pull: PullAnswer, sameHead: SameHead): PullTips {
  const pointedAt = pull.timelineItems.nodes.at(-1)?.createdAt
  return {
    number: pull.number,
    state: pull.state,
    draft: pull.isDraft,
    title: pull.title,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    since: pointedAt ?? pull.createdAt,
    head: pull.headRefOid,
    headRef: pull.headRefName,
    baseRef: `refs/heads/${pull.baseRefName}`,
    sameHead,
    ...(pointedAt !== undefined && { pointedAt }),
    ...(pull.author && { author: { login: pull.author.login, bot: pull.author.__typename === 'Bot' } }),
    ...(pull.headRepository && { headRepositoryId: pull.headRepository.databaseId }),
    ...(pull.baseRef && { base: tipOf(pull.baseRef) }),
    ...(pull.potentialMergeCommit && { mergeCommit: pull.potentialMergeCommit.oid }),
  }
}

async function sameHeadOf(
  github: GitHub,
  asked: TipsAsked,
  pull: PullAnswer,
  first: z.output<typeof openPulls> | undefined,
): Promise<Reading<SameHead>> {
  const open = await walkOpenPulls(github, asked, first)
  if (open.state !== 'read') return open
  if (pull.state === 'OPEN' && !open.value.some((one) => one.number === pull.number)) {
    return { state: 'partial', detail: `Pull request ${pull.number} is open, and not among the open ones.` }
  }
  return read(open.value.filter((one) => one.head === pull.headRefOid || one.number === pull.number))
}

const tipOf = ({ name, target }: z.output<typeof ref>): Tip => ({
  ref: `refs/heads/${name}`,
  commit: target.oid,
  ...(target.policy && { policy: target.policy.oid }),
  ...(target.workflow && { workflow: target.workflow.oid }),
  ...(target.folder && { folder: target.folder.oid }),
})
