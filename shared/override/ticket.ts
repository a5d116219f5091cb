import type { OverridePolicy } from '../policy/policy.ts'
import type { ReadOverride } from './facts.ts'
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
  const { projects } = policy.ticket ?? {}
  const reasons: OverrideReason[] = []
  const add = (code: OverrideReason['code'], detail: string) => reasons.push({ code, about: key, detail })
  if (projects !== undefined && !projects.includes(mention.project)) {
    add(
      'ticket-wrong-project',
      `${key} is of ${mention.project}, and tickets of an override are of ${projects.join(' or ')}.`,
    )
  }
  reasons.push(...useReasons(facts, key))
  if (policy.ticket?.verify !== true) return reasons
  const ticket = Object.hasOwn(facts.tickets, key) ? facts.tickets[key] : undefined
  if (ticket === undefined) {
    add('ticket-unreadable', `${key} was not asked for.`)
    return reasons
  }
  if (ticket.state !== 'read') {
    add(UNREAD[ticket.state], `${key}: ${ticket.detail}`)
    return reasons
  }
  // A ticket that was moved keeps its old key as a name.
  if (projects?.includes(mention.project) && !projects.includes(ticket.project)) {
    add(
      'ticket-wrong-project',
      `${key} is of ${ticket.project} now, and tickets of an override are of ${projects.join(' or ')}.`,
    )
  }
  if (ticket.closed) add('ticket-closed', `${key} is closed.`)
  const { types } = policy.ticket
  if (types !== undefined && !types.includes(ticket.type)) {
    add(
      'ticket-wrong-type',
      `${key} is of type ${ticket.type}, and tickets of an override are of ${types.join(' or ')}.`,
    )
  }
  if (saidAt !== undefined && Date.parse(ticket.createdAt) > Date.parse(saidAt)) {
    add('ticket-created-later', `${key} was created ${ticket.createdAt}, after the approval of ${saidAt}.`)
  }
  const level = levelOf(policy.incident?.severity ?? '')
  const others = ticket.severities.filter((one) => one !== level)
  if (level !== undefined && others.length > 0) {
    add('incident-not-sev1', `${key} says ${others.map((one) => `SEV-${one}`).join(' and ')}.`)
  }
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
