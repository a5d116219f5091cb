import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { HASTY } from '../../support/hasty.ts'

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A client of a GitHub that says exactly this: for answers that the fake, which keeps GitHub's rules, never gives. */
export const answering = (answer: (url: URL) => Answer): GitHub =>
  createClient({
    ...HASTY,
    token: 'x',
    apiUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    now: () => new Date('2026-11-20T12:00:00Z'),
    fetch: async (input) => {
      const { status = 200, headers = {}, body } = answer(new URL(input instanceof Request ? input.url : String(input)))
      return Response.json(body, { status, headers })
    },
  })
