import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { findTickets } from '../../tickets/keys.ts'
import type { Ticket, TicketPolicy, Tracker } from '../../tickets/ticket.ts'
import { openTracker } from '../../tickets/tracker.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChangeFact, TicketFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** Of one description. The tracker is asked once for each, and nobody needs more tickets for one change. */
const MAX_KEYS = 10
/** What is only counted. */
const MAX_NAMED = 100

/**
 * The tickets that descriptions name, as their tracker has them now. Which tracker, and which projects, the policy says;
 * only keys are taken from a text.
 */
export async function readTicketFacts(given: AskedChecklist, changes: readonly ChangeFact[]): Promise<ReadPart> {
  const ticket = ticketPolicy(given)
  if (ticket === undefined) return { facts: { tickets: {}, ticketsNamed: {} }, sources: [] }
  const { owner, repo } = given.repository
  const places = { ...ticket, repository: `${owner}/${repo}`, ...serverOf(ticket, given) }
  const named = changes.map(({ number, body }): [string, readonly string[]] => [
    String(number),
    findTickets(body, places)
      .slice(0, MAX_NAMED)
      .map(({ key }) => key),
  ])
  const keys = [...new Set(named.flatMap(([, all]) => all.slice(0, MAX_KEYS)))]
  const tickets: Record<string, Reading<TicketFact>> = {}
  const sources: Source[] = []
  const open = keys.length === 0 ? undefined : openTracker(ticket, accessOf(given))
  for (const key of keys) {
    const known = await readOne(key, open)
    tickets[key] = known
    sources.push(sourceOf({ id: `ticket:${key}`, uri: key, readAt: given.now }, known))
  }
  return { facts: { tickets, ticketsNamed: Object.fromEntries(named) }, sources }
}

/** Projects that a proof names are asked for beside those of `override.ticket`. Without any, every project is. */
function ticketPolicy({ policy, needs }: AskedChecklist): TicketPolicy | undefined {
  const { ticket } = policy.override
  if (ticket === undefined) return undefined
  const projects = [...new Set([...(ticket.projects ?? []), ...needs.ticketProjects])]
  return { tracker: ticket.tracker, 'base-url': ticket['base-url'], ...(projects.length > 0 && { projects }) }
}

/** Links to issues lead to the GitHub of this run, where the policy names no other address. */
const serverOf = ({ tracker, 'base-url': base }: TicketPolicy, { tracker: access }: AskedChecklist) =>
  tracker === 'github' && base === undefined && access.serverUrl !== undefined ? { 'base-url': access.serverUrl } : {}

const accessOf = ({ tracker, github, repository }: AskedChecklist) => ({ ...tracker, github, repository })

async function readOne(key: string, tracker: Reading<Tracker> | undefined): Promise<Reading<TicketFact>> {
  if (tracker === undefined) return { state: 'absent', detail: 'The tracker was not asked.' }
  if (tracker.state !== 'read') return tracker
  const ticket = await tracker.value.read(key)
  return ticket.state === 'read' ? read(factOf(ticket.value)) : ticket
}

/** Of a ticket only what a proof asks for. */
const factOf = ({ key, url, project, type, status, statusCategory, createdAt }: Ticket): TicketFact => ({
  key,
  url,
  project,
  type,
  status,
  statusCategory,
  createdAt,
})
