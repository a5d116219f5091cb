import type { Pace } from '../../shared/github/transport.ts'

/** Everything a client does when GitHub is slow or broken, without the waiting. */
export const HASTY: Omit<Pace, 'fetch'> = {
  timeoutMs: 500,
  retries: 1,
  retryPauseMs: 1,
  throttle: false,
  fetchMs: 10_000,
}
