import type { OverridePolicy } from '../policy/policy.ts'
import type { ReadOverride, TicketFact } from './facts.ts'
import type { OverrideReason } from './reason.ts'
import { levelOf } from './severity.ts'

type Ask = Pick<OverridePolicy, 'ticket' | 'incident'>

/** What speaks against the tickets of the description, before anybody has quoted one: enough that one of them would do. */
export function descriptionReasons(policy: Ask, facts: ReadOverride): OverrideReason[] {
  const { tickets } = facts.description
  if (tickets.length === 0) {
    return [{ code: 'ticket-missing', detail: `The description links no ticket${among(policy)}.` }]
  }
  const each = tickets.map(({ key }) => ticketReasons(policy, facts, key))
  return each.some((reasons) => reasons.length === 0) ? [] : each.flat()
}

/** What speaks against the ticket that an approver quotes. */
export function ticketReasons(policy: Ask, facts: ReadOverride, key: string, saidAt?: string): OverrideReason[] {
  const mention = facts.description.tickets.find((one) => one.key === key)
  if (mention === undefined) {
    return [{ code: 'ticket-missing', about: key, detail: `${key} is quoted, and the description does not link it.` }]
  }
  const used = useReasons(facts, key)
  // One of another project is nobody's to ask for.
  if (!isAllowed(policy, mention.project)) return [...used, wrongProject(policy, key, mention.project)]
  if (policy.ticket?.verify !== true) return used
  const ticket = Object.hasOwn(facts.tickets, key) ? facts.tickets[key] : undefined
  if (ticket === undefined) {
    return [...used, { code: 'ticket-unreadable', about: key, detail: `${key} was not asked for.` }]
  }
  if (ticket.state !== 'read') {
    return [...used, { code: UNREAD[ticket.state], about: key, detail: `${key}: ${ticket.detail}` }]
  }
  return [...used, ...trackedReasons(policy, ticket, key, saidAt)]
}

const isAllowed = ({ ticket }: Ask, project: string): boolean => ticket?.projects?.includes(project) !== false

const wrongProject = (policy: Ask, key: string, project: string): OverrideReason => ({
  code: 'ticket-wrong-project',
  about: key,
  detail: `${key} is of ${project}, and a ticket${among(policy)} is needed.`,
})

type ReadTicket = Extract<TicketFact, { state: 'read' }>

/** What the tracker says of it. */
function trackedReasons(policy: Ask, ticket: ReadTicket, key: string, saidAt: string | undefined): OverrideReason[] {
  const { types } = policy.ticket ?? {}
  const level = levelOf(policy.incident?.severity ?? '')
  const others = level === undefined ? [] : ticket.severities.filter((one) => one !== level)
  const reasons: OverrideReason[] = []
  const add = (code: OverrideReason['code'], detail: string) => reasons.push({ code, about: key, detail })
  if (!isAllowed(policy, ticket.project)) reasons.push(wrongProject(policy, key, ticket.project))
  if (ticket.closed) add('ticket-closed', `${key} is closed.`)
  if (types?.includes(ticket.type) === false) {
    add('ticket-wrong-type', `${key} is of type ${ticket.type}, and one of ${types.join(' or ')} is needed.`)
  }
  if (saidAt !== undefined && Date.parse(ticket.createdAt) > Date.parse(saidAt)) {
    add('ticket-created-later', `${key} was created ${ticket.createdAt}, after the approval of ${saidAt}.`)
  }
  if (others.length > 0) add('incident-not-sev1', `${key} says ${others.map((one) => `SEV-${one}`).join(' and ')}.`)
  return reasons
}

const UNREAD = {
  'not-found': 'ticket-not-found',
  moved: 'ticket-wrong-project',
  unreadable: 'ticket-unreadable',
} as const

function useReasons({ uses, pull }: ReadOverride, key: string): OverrideReason[] {
  if (uses.state !== 'read') return []
  const before = uses.uses.find((use) => use.pull !== pull && use.tickets.includes(key))
  if (before === undefined) return []
  const detail = `${key} is linked by #${before.pull}, which was merged with the tag at ${before.mergedAt}.`
  return [{ code: 'ticket-reused', about: key, detail }]
}

const among = ({ ticket }: Ask): string => (ticket?.projects === undefined ? '' : ` of ${ticket.projects.join(' or ')}`)
