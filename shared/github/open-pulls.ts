import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { objectId as id } from './fields.ts'

export interface OpenPull {
  readonly number: number
  readonly head: string
  /** Of its head, without `refs/heads/`. */
  readonly headRef: string
  /** Absent when the fork is gone. */
  readonly headRepositoryId?: number
  /** `refs/heads/main`. */
  readonly baseRef: string
  /** ISO 8601 UTC. */
  readonly openedAt: string
}

export const PAGE = 100
/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: a page a request. */
const MAX_OPEN = 2000

export const OPEN = `fragment Open on PullRequestConnection {
  totalCount pageInfo { hasNextPage endCursor } nodes { number createdAt headRefOid headRefName headRepository { databaseId } baseRefName }
}`

export const openPulls = z.object({
  totalCount: z.int(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullish(z.string()) }),
  nodes: z.array(
    z.object({
      number: z.int(),
      createdAt: z.iso.datetime({ offset: true }),
      headRefOid: id,
      headRefName: z.string(),
      headRepository: z.nullish(z.object({ databaseId: z.int() })),
      baseRefName: z.string(),
    }),
  ),
})

const MORE = `query OpenPulls($owner: String!, $repo: String!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequests(states: OPEN, first: ${PAGE}, after: $after) { ...Open } }
  rateLimit { cost }
}
${OPEN}`
const MoreAnswer = z.object({ repository: z.object({ pullRequests: openPulls }) })

const PULLS = { needs: 'pull-requests: read', missing: 'forbidden' } as const

/** Every open pull request, by number. Needs `pull-requests: read`. */
export const readOpenPulls = (
  github: GitHub,
  repository: { readonly owner: string; readonly repo: string },
): Promise<Reading<readonly OpenPull[]>> => walkOpenPulls(github, repository, undefined)

/**
 * By going through all open pull requests: what links a commit to its pull requests lags behind a push, and may leave
 * out those of forks.
 */
export async function walkOpenPulls(
  github: GitHub,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  first: z.output<typeof openPulls> | undefined,
): Promise<Reading<readonly OpenPull[]>> {
  const found = new Map<number, OpenPull>()
  let page = first
  let after: string | undefined
  for (;;) {
    if (page === undefined) {
      const more = await github.query(MORE, { owner, repo, after }, MoreAnswer, PULLS)
      if (more.state !== 'read') return more
      page = more.value.repository.pullRequests
    }
    for (const node of page.nodes) {
      const { number, headRefOid: head, headRefName: headRef, headRepository, baseRefName, createdAt: openedAt } = node
      const of = headRepository ? { headRepositoryId: headRepository.databaseId } : {}
      found.set(number, { number, head, headRef, ...of, baseRef: `refs/heads/${baseRefName}`, openedAt })
    }
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage || !endCursor) {
      if (found.size === page.totalCount) return read([...found.values()].sort((a, b) => a.number - b.number))
      return { state: 'partial', detail: `Of ${page.totalCount} open pull requests ${found.size} were shown.` }
    }
    if (found.size >= MAX_OPEN) {
      return { state: 'partial', detail: `There are more than ${MAX_OPEN} open pull requests.` }
    }
    page = undefined
    after = endCursor
  }
}

const closedPull = z.object({
  number: z.int(),
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
  closed_at: z.nullable(z.iso.datetime({ offset: true })),
  head: z.object({ sha: id, ref: z.string(), repo: z.nullish(z.object({ id: z.int() })) }),
  base: z.object({ ref: z.string() }),
})

/** Pages of a hundred. More pull requests closed since a run began are a flood that hides something. */
const CLOSED_PAGES = 10

/**
 * Pull requests that were closed since an instant, newest first: one that was open when a run began may be what the run
 * was for.
 * @param since ISO 8601 UTC
 */
export async function readClosedSince(
  github: GitHub,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  since: string,
): Promise<Reading<readonly OpenPull[]>> {
  const found = new Map<number, OpenPull>()
  // Whoever comments on a closed one updates it.
  const early = new Set<number>()
  for (let page = 1; page <= CLOSED_PAGES; page++) {
    const asked = { owner, repo, state: 'closed', sort: 'updated', direction: 'desc', per_page: PAGE, page }
    const answer = await github.get('GET /repos/{owner}/{repo}/pulls', asked, z.array(closedPull), PULLS)
    if (answer.state !== 'read') return answer
    const rows = answer.value.value
    for (const { number, created_at: openedAt, updated_at: at, closed_at: closedAt, head, base } of rows) {
      if (Date.parse(at) < Date.parse(since)) return read([...found.values()].filter((one) => !early.has(one.number)))
      if (found.has(number)) return { state: 'partial', detail: 'GitHub shows a closed pull request twice.' }
      const of = head.repo ? { headRepositoryId: head.repo.id } : {}
      found.set(number, {
        number,
        head: head.sha,
        headRef: head.ref,
        ...of,
        baseRef: `refs/heads/${base.ref}`,
        openedAt,
      })
      if (closedAt !== null && Date.parse(closedAt) < Date.parse(since)) early.add(number)
    }
    if (rows.length < PAGE) return read([...found.values()].filter((one) => !early.has(one.number)))
  }
  return { state: 'partial', detail: `More than ${CLOSED_PAGES * PAGE} pull requests were closed since ${since}.` }
}
