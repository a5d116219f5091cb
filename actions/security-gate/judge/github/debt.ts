import { parseDuration } from '../../../../shared/policy/duration.ts'
import type { Debt, Member } from '../merge.ts'
import type { Context } from './context.ts'

/**
 * An inherited finding does not block until its time has run out (decisions.md 1.6). Only critical and high have a time
 * of their own: a severity nobody knows is given the shorter one, milder ones that the policy blocks the longer one.
 */
export function inherited(member: Member, createdAt: string, { policy, now }: Context): Member {
  const { critical, high } = policy['inherited-debt']
  const span = parseDuration(member.severity === 'critical' || member.severity === 'unknown' ? critical : high)
  const since = Date.parse(createdAt)
  if (span === undefined || Number.isNaN(since)) return member
  const due = since + span
  // Durations are bounded at 2^53 ms, dates at less.
  if (Math.abs(due) > 8.64e15) return member
  const debt: Debt = { due: new Date(due).toISOString(), overdue: now >= due }
  return { ...member, debt }
}
