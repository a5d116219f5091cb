import type { Pace } from '../../shared/github/transport.ts'

/** Everything a client does when GitHub is slow or broken, without the waiting. */
export const HASTY: Omit<Pace, 'fetch'> = {
  timeoutMs: 500,
  retries: 1,
  retryPauseMs: 1,
  throttle: false,
  fetchMs: 10_000,
}

/** Answers wait for git processes, which a busy machine makes slow: only a test of silence may be in a hurry. */
export const UNHURRIED = { ...HASTY, timeoutMs: 20_000 }
