import { word } from './fields.ts'

/** https://docs.github.com/en/rest/checks/runs; GraphQL has the same words in capitals. */
export const checkStatus = word(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending'])

export const checkConclusion = word([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
])

/** GraphQL also knows `expected`: a required status that nobody has given yet. */
export const statusState = word(['error', 'failure', 'pending', 'success', 'expected'])
