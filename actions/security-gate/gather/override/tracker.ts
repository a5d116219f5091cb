import type { Context } from '../../gather.ts'
import type { OverrideAsked } from './override.ts'

/** Jira answers within a second or is not well; a gate that waits longer holds up an emergency. */
const TRACKER_TIMEOUT_MS = 10_000

/** With whose account the tracker of the policy is asked, and how long it may take. */
export const trackerAccess = ({ inputs: given, clock, pace }: Context): OverrideAsked['tracker'] => ({
  credentials: { user: given['tracker-user'], token: given['tracker-token'] },
  fetch: pace.fetch ?? globalThis.fetch,
  now: () => new Date(clock()),
  timeoutMs: Math.min(pace.timeoutMs, TRACKER_TIMEOUT_MS),
})
