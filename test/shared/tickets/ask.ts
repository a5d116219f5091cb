import type { Reading } from '../../../shared/github/reading.ts'
import type { Ticket, TicketPolicy } from '../../../shared/tickets/ticket.ts'
import { openTracker, type TrackerAccess } from '../../../shared/tickets/tracker.ts'

export const NOW = '2026-11-20T12:00:00.000Z'

/** What the tracker of a policy says of a key, or why there is no tracker. */
export async function ask(policy: TicketPolicy, access: Partial<TrackerAccess>, key: string): Promise<Reading<Ticket>> {
  const all = { credentials: {}, fetch, now: () => new Date(NOW), timeoutMs: 5_000, ...access }
  const tracker = openTracker(policy, all)
  return tracker.state === 'read' ? tracker.value.read(key) : tracker
}
