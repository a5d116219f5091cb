import { compare } from '../verdict/conclude.ts'
import type { OverrideCode } from '../verdict/reasons/override.ts'

export interface OverrideReason {
  readonly code: OverrideCode
  /** A sentence. */
  readonly detail: string
  /** Tells two of one code apart: a ticket, a comment. */
  readonly about?: string
}

/**
 * `refuses` the override is not valid; `unread` it is not valid, because something was not read; `awaits` an approver is
 * still to speak; `beside` it stands beside a valid one.
 */
type Effect = 'refuses' | 'unread' | 'awaits' | 'beside'

const EFFECTS: Readonly<Partial<Record<OverrideCode, Effect>>> = {
  'no-approver': 'awaits',
  'approval-without-intent': 'awaits',
  unreadable: 'unread',
  'approver-unreadable': 'unread',
  'ticket-unreadable': 'unread',
  'uses-unreadable': 'unread',
  'rest-unreadable': 'unread',
  'too-many': 'beside',
  'findings-later': 'beside',
  'not-coverable': 'beside',
}

export const effectOf = (code: OverrideCode): Effect => EFFECTS[code] ?? 'refuses'

/** In a fixed order, each once. */
export function distinctReasons(reasons: readonly OverrideReason[]): OverrideReason[] {
  const byText = new Map(reasons.map((one) => [`${one.code}\n${one.about ?? ''}\n${one.detail}`, one]))
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, one]) => one)
}
