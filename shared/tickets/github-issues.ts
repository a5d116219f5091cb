import * as z from 'zod/mini'
import type { GitHub } from '../github/client.ts'
import { instant, type RepositoryName, text } from '../github/fields.ts'
import { type Reading, read, type Unread } from '../github/reading.ts'
import { allowedKey, partsOf, type TicketPlaces } from './keys.ts'
import type { Ticket, Tracker } from './ticket.ts'

const ISSUE = 'GET /repos/{owner}/{repo}/issues/{issue_number}'
const REPOSITORY = 'GET /repos/{owner}/{repo}'
const PROJECTS = '`override.ticket.projects`'

const name = text(255)

const label = z.pipe(
  z.union([z.string(), z.object({ name: z.nullish(z.string()) })]),
  z.transform((given) => (typeof given === 'string' ? given : (given.name ?? '')).slice(0, 255)),
)

const issueSchema = z.object({
  number: z.int().check(z.positive()),
  /** `https://api.github.com/repos/owner/repo`: where the issue is now. */
  repository_url: z.string().check(z.maxLength(1000)),
  state: z.enum(['open', 'closed']),
  state_reason: z.nullish(name),
  created_at: instant,
  labels: z.array(label).check(z.maxLength(1000)),
  type: z.nullish(z.object({ name })),
  pull_request: z.optional(z.unknown()),
})

type Issue = z.output<typeof issueSchema>

export interface GitHubPlaces extends TicketPlaces {
  readonly types?: readonly string[] | undefined
}

/** @param server where people see the issues: https://github.com, without a slash at the end */
export const githubTracker = (github: GitHub, places: GitHubPlaces, server: string): Tracker => ({
  read: async (key) => {
    const asked = allowedKey(key, places)
    const [owner, repo] = asked?.project.split('/') ?? []
    if (asked === undefined || owner === undefined || repo === undefined)
      return { state: 'foreign', detail: `${key.slice(0, 200)} is no issue of a repository in ${PROJECTS}.` }
    const about = { needs: `issues: read on ${asked.project}`, missing: 'absent' } as const
    const parameters = { owner, repo, issue_number: asked.number }
    const answer = await github.get(ISSUE, parameters, issueSchema, about)
    if (answer.state === 'absent') return whyNotFound(github, { owner, repo }, asked.key)
    return answer.state === 'read' ? ticketOf(answer.value.value, asked.key, places, server) : answer
  },
})

/** A transferred issue, and one of a renamed repository, come by a redirect within the API. */
function ticketOf(issue: Issue, asked: string, places: GitHubPlaces, server: string): Reading<Ticket> {
  const [, where] = /\/repos\/([^/]+\/[^/]+)$/.exec(issue.repository_url) ?? []
  const at = where === undefined ? undefined : partsOf(`${where}#${issue.number}`, 'github')
  if (at === undefined) return { state: 'partial', detail: 'GitHub does not say which repository the issue is in.' }
  const now = allowedKey(at.key, places)
  if (now === undefined)
    return { state: 'foreign', detail: `${asked} is now ${at.key}, and ${at.project} is not in ${PROJECTS}.` }
  if (issue.pull_request !== undefined)
    return { state: 'absent', detail: `${now.key} is a pull request, and no issue.` }
  return read({
    key: now.key,
    ...(now.key !== asked && { movedFrom: asked }),
    url: `${server}/${now.project}/issues/${now.number}`,
    project: now.project,
    type: typeOf(issue, places.types),
    ...statusOf(issue),
    createdAt: new Date(issue.created_at).toISOString(),
    labels: issue.labels,
  })
}

/** Types of issues exist in organisations only; elsewhere a label says it. */
function typeOf({ type, labels }: Issue, wanted: readonly string[] | undefined): string {
  const words = new Set(labels.map((label) => label.toLowerCase()))
  return type?.name ?? wanted?.find((one) => words.has(one.toLowerCase())) ?? 'Issue'
}

/** An issue that was closed as not planned, or as a duplicate, is closed and not done. */
function statusOf({ state, state_reason }: Issue): Pick<Ticket, 'status' | 'statusCategory'> {
  if (state === 'open') return { status: 'open', statusCategory: 'new' }
  if (state_reason == null || state_reason === 'completed') return { status: 'closed', statusCategory: 'done' }
  return { status: `closed as ${state_reason.replaceAll('_', ' ')}`, statusCategory: 'indeterminate' }
}

const repositorySchema = z.object({ has_issues: z.boolean() })

/** 404 and 410 mean that there is no such issue only where the repository can be seen. */
async function whyNotFound(github: GitHub, { owner, repo }: RepositoryName, key: string): Promise<Unread> {
  const needs = `access to ${owner}/${repo} and issues: read on it`
  const answer = await github.get(REPOSITORY, { owner, repo }, repositorySchema, { needs, missing: 'forbidden' })
  if (answer.state === 'forbidden')
    return { ...answer, detail: `GitHub shows this token neither ${key} nor its repository: hidden, or not there.` }
  if (answer.state !== 'read') return answer
  return answer.value.value.has_issues
    ? {
        state: 'absent',
        detail: `${key} does not exist, or was deleted: GitHub shows the repository, and no such issue.`,
      }
    : { state: 'absent', detail: `${key} does not exist: issues are switched off in ${owner}/${repo}.` }
}
