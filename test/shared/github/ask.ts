import type { Reading } from '../../../shared/evidence/reading.ts'
import { type ClientOptions, createClient, type GitHub } from '../../../shared/github/client.ts'
import type { FakeGitHub } from '../../fake-github/github.ts'
import { UNHURRIED } from '../../support/hasty.ts'

export const clientOf = (github: FakeGitHub, token: string, options: Partial<ClientOptions> = {}): GitHub =>
  createClient({
    ...UNHURRIED,
    token,
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
    ...options,
  })

/** The value, or a failure that shows what it ended in instead. */
export function readValue<T>(reading: Reading<T> | undefined): T {
  if (reading === undefined) throw new Error('nothing was asked')
  if (reading.state === 'read') return reading.value
  throw new Error(`${reading.state}: ${reading.detail} ${reading.needs ?? ''}`)
}
