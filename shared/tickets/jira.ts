import * as z from 'zod/mini'
import { text } from '../github/fields.ts'
import { type Reading, read, type Unread } from '../github/reading.ts'
import { askJira, BROWSE, CREDENTIALS, type JiraConnection } from './jira-http.ts'
import { allowedKey, partsOf } from './keys.ts'
import type { Ticket, TicketPolicy, Tracker } from './ticket.ts'

/** Version 2 of the API is the one that Cloud and Data Center share; what is read here is the same in both. */
const API = '/rest/api/2'
const FIELDS = 'project,issuetype,status,created,priority,labels'

const name = text(255)
const MAX_LABELS = 1000

const CREATED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:Z|([+-]\d\d):?(\d\d))$/

/** `2026-11-20T16:50:00.000+0100`: Jira's offset has no colon. */
const created = z.pipe(
  z.string().check(z.regex(CREATED)),
  z.transform((given, context) => {
    const [, local, hours = '+00', minutes = '00'] = CREATED.exec(given) ?? []
    const at = Date.parse(`${local}${hours}:${minutes}`)
    if (!Number.isNaN(at)) return new Date(at).toISOString()
    context.issues.push({ code: 'custom', message: 'no moment', input: undefined })
    return z.NEVER
  }),
)

const issueSchema = z.object({
  key: z.string().check(z.maxLength(300)),
  fields: z.object({
    project: z.object({ key: z.string().check(z.maxLength(255)) }),
    issuetype: z.object({ name }),
    // `undefined` is Jira's category of states that have none.
    status: z.object({
      name,
      statusCategory: z.object({ key: z.enum(['new', 'indeterminate', 'done', 'undefined']) }),
    }),
    created,
    // Both are missing where a project does not use the field.
    priority: z.nullish(z.object({ name })),
    labels: z.nullish(z.array(name).check(z.maxLength(MAX_LABELS))),
  }),
})

export const jiraTracker = (jira: JiraConnection, policy: TicketPolicy): Tracker => ({
  read: async (key) => {
    const asked = allowedKey(key, policy)
    if (asked === undefined)
      return { state: 'foreign', detail: `${key.slice(0, 100)} is no key of a project in ${PROJECTS}.` }
    const answer = await askJira(jira, `${API}/issue/${encodeURIComponent(key)}?fields=${FIELDS}`)
    if (answer.state === 'not-shown') return whyNotShown(jira, key, asked.project)
    if (answer.state !== 'shown') return answer
    const issue = issueSchema.safeParse(answer.body)
    if (!issue.success) return malformed(issue.error)
    return ticketOf(issue.data, key, jira.base, policy)
  },
})

const PROJECTS = '`override.ticket.projects`'

/** A moved issue answers to its old key, with its new one. */
function ticketOf(
  issue: z.output<typeof issueSchema>,
  asked: string,
  base: URL,
  policy: TicketPolicy,
): Reading<Ticket> {
  const { project, issuetype, status, created, priority, labels } = issue.fields
  const parts = partsOf(issue.key, 'jira')
  if (parts === undefined || parts.project !== project.key) return torn('a key that is none of its project')
  if (allowedKey(issue.key, policy) === undefined) {
    const detail = `${asked} is now ${issue.key}, and ${project.key} is not in ${PROJECTS}.`
    return { state: 'foreign', detail }
  }
  const category = status.statusCategory.key
  return read({
    key: issue.key,
    ...(issue.key !== asked && { movedFrom: asked }),
    url: `${base.origin}${base.pathname.replace(/\/+$/, '')}/browse/${issue.key}`,
    project: project.key,
    type: issuetype.name,
    status: status.name,
    statusCategory: category === 'undefined' ? 'indeterminate' : category,
    createdAt: created,
    ...(priority != null && { priority: priority.name }),
    labels: labels ?? [],
  })
}

/**
 * Jira says 404 of what is not there, of what this account may not see, and to whoever it takes for a stranger. Only to an
 * account that it knows and shows the project does 404 mean that there is no such issue.
 */
async function whyNotShown(jira: JiraConnection, key: string, project: string): Promise<Unread> {
  if (jira.authorization === undefined)
    return hidden(`Jira does not show ${key} to who is not logged in (404).`, CREDENTIALS)
  const myself = await askJira(jira, `${API}/myself`)
  if (myself.state === 'not-shown')
    return torn(`404 for ${key} and for the account itself: there may be no Jira at \`override.ticket.base-url\``)
  if (myself.state !== 'shown') return myself
  if (!accountSchema.safeParse(myself.body).success) return torn('something that is no account for the account itself')
  const shown = await askJira(jira, `${API}/project/${encodeURIComponent(project)}`)
  if (shown.state === 'not-shown')
    return hidden(
      `Jira shows this account neither ${key} nor project ${project}: hidden from it, or not there.`,
      BROWSE,
    )
  if (shown.state !== 'shown') return shown
  const parsed = projectSchema.safeParse(shown.body)
  if (!parsed.success) return malformed(parsed.error)
  if (parsed.data.key !== project)
    return hidden(
      `Project ${project} has another key now, and Jira does not show ${key}.`,
      `the present key in ${PROJECTS}`,
    )
  return {
    state: 'absent',
    detail: `${key} does not exist: Jira shows project ${project} to this account, and no such issue in it. (A security level could hide one.)`,
  }
}

const accountSchema = z.union([z.object({ accountId: z.string() }), z.object({ name: z.string() })])
const projectSchema = z.object({ key: z.string().check(z.maxLength(255)) })

const hidden = (detail: string, needs: string): Unread => ({ state: 'forbidden', detail, needs })

const torn = (what: string): Unread => ({ state: 'partial', detail: `Jira answered ${what}.` })

function malformed(error: z.core.$ZodError): Unread {
  const place = error.issues[0]?.path.join('.').slice(0, 200)
  return torn(`something its API does not describe, at ${place || 'the top'}`)
}
