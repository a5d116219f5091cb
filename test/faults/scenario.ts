import type { Pace } from '../../shared/github/transport.ts'
import type { FakeGitHub } from '../fake-github/github.ts'
import type { LoggedRequest } from '../fake-github/request-log.ts'

/** What a run of a gate came to, as the next step of a job can see it. */
export interface Ended {
  /** Undefined when it never said one. */
  readonly code: number | undefined
  /**
   * `pass`, `blind`: of the output and of `verdict.json`; `none` where there is neither, `torn` where the two differ,
   * `unshown` where the step failed because its verdict could not be shown.
   */
  readonly conclusion: string
  /** A check run of the gate stands green on GitHub; absent where none is asked for. */
  readonly green?: boolean
  readonly said: string
}

/** A story that has been told: a GitHub that stays as it is, and a gate that can be run on it again and again. */
export interface Told {
  readonly github: FakeGitHub
  readonly run: (pace: Pace) => Promise<Ended>
}

export interface Scenario {
  readonly name: string
  /** What it comes to while GitHub answers rightly: only `pass` and `overridden` let anything through. */
  readonly expects: string
  readonly tell: () => Promise<Told>
  /** Requests that a pass can do without, by name of the route, each with the reason; every other one is required. */
  readonly unneeded?: Readonly<Record<string, string>>
}

/** A request as a switch names it: the operation of REST or GraphQL, else method and path. */
export const routeOf = ({ method, path, route, operation }: LoggedRequest): string =>
  operation === undefined ? (route ?? `${method} ${path}`) : `POST /graphql ${operation}`
