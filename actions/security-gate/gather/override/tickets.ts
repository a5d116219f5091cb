import { type Reading, sourceOf } from '../../../../shared/evidence/reading.ts'
import type { DescriptionFact, ReadOverride, TicketFact } from '../../../../shared/override/facts.ts'
import { severitiesIn } from '../../../../shared/override/severity.ts'
import type { OverridePolicy } from '../../../../shared/policy/policy.ts'
import type { Ticket, Tracker } from '../../../../shared/tickets/ticket.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'

/** More tickets than these nobody looks up: the first are those that the description links first. */
const LOOKED_UP = 5

/**
 * The tickets of the description as their tracker has them, where the policy has them verified. Only keys come from the
 * description, and only those of the policy's projects leave this machine.
 */
export async function ticketsOf(
  { tickets }: DescriptionFact,
  { ticket }: Pick<OverridePolicy, 'ticket'>,
  { open, now }: { readonly open: () => Reading<Tracker>; readonly now: string },
): Promise<{ readonly facts: ReadOverride['tickets']; readonly sources: readonly Source[] }> {
  const { projects, verify } = ticket ?? {}
  const asked = tickets.filter(({ project }) => projects?.includes(project) !== false).slice(0, LOOKED_UP)
  if (verify !== true || asked.length === 0) return { facts: {}, sources: [] }
  const tracker = open()
  const facts: [string, TicketFact][] = []
  const sources: Source[] = []
  for (const { key } of asked) {
    const reading = tracker.state === 'read' ? await tracker.value.read(key) : tracker
    facts.push([key, factOf(reading)])
    const uri = reading.state === 'read' ? reading.value.url : (ticket?.['base-url'] ?? key)
    sources.push(sourceOf({ id: `override:ticket:${key}`, uri, readAt: now }, reading))
  }
  return { facts: Object.fromEntries(facts), sources }
}

function factOf(reading: Reading<Ticket>): TicketFact {
  if (reading.state === 'read') {
    const { project, type, statusCategory, createdAt, priority = '', labels } = reading.value
    const severities = severitiesIn([priority, ...labels].join('\n'))
    return { state: 'read', project, type, closed: statusCategory === 'done', createdAt, severities }
  }
  const { detail, needs } = reading
  if (reading.state === 'absent') return { state: 'not-found', detail }
  if (reading.state === 'foreign') return { state: 'moved', detail }
  return { state: 'unreadable', detail: needs === undefined ? detail : `${detail} It needs ${needs}.` }
}
