import type { TrackerAccess } from '../tickets/tracker.ts'
import type { RunContext } from './action.ts'

/** A tracker answers within a second or is not well; a gate that waits longer holds up an emergency. */
const TIMEOUT_MS = 10_000

type Context = Pick<
  RunContext<{ readonly 'tracker-user'?: string | undefined; readonly 'tracker-token'?: string | undefined }>,
  'inputs' | 'event' | 'clock' | 'pace'
>

/** With whose account the tracker of the policy is asked, and how long it may take. */
export const trackerAccess = ({
  inputs,
  event,
  clock,
  pace,
}: Context): Omit<TrackerAccess, 'github' | 'repository'> & { readonly serverUrl: string } => ({
  credentials: { user: inputs['tracker-user'], token: inputs['tracker-token'] },
  serverUrl: event.serverUrl,
  fetch: pace.fetch ?? globalThis.fetch,
  now: () => new Date(clock()),
  timeoutMs: Math.min(pace.timeoutMs, TIMEOUT_MS),
})
