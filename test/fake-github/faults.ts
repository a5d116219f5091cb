export type Fault =
  | { readonly kind: 'status'; readonly status: 401 | 403 | 404 | 429 | 500 | 502 | 503 }
  /** Never answers: the client has to give up by itself. */
  | { readonly kind: 'stall' }
  /** Half of the body, then the connection ends. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'malformed' }
  /**
   * A page after the first shows the one before it again; in GraphQL every list that is asked for with a cursor, while
   * `totalCount` and `pageInfo` stay as they are.
   */
  | { readonly kind: 'repeat-page' }
  /** A page shows the items of the one after it: its own are never seen. */
  | { readonly kind: 'drop-page' }
  /** The answer looks like the last page. */
  | { readonly kind: 'drop-link' }
  /** GraphQL's way to fail: status 200, `errors`, no data. */
  | { readonly kind: 'graphql-error' }
  /** Too much at once: `retry-after`. REST says 403 or 429, GraphQL 200 or 403. */
  | { readonly kind: 'secondary-limit'; readonly status: 200 | 403 | 429 }
  /** The hour is used up: `x-ratelimit-remaining: 0` and `x-ratelimit-reset`. REST says 403, GraphQL 200. */
  | { readonly kind: 'primary-limit' }

export interface Switch {
  /** An operation (`GET /repos/{owner}/{repo}/pulls`), `POST /graphql`, `POST /graphql Name`, `GIT upload-pack`, `GIT receive-pack`, `GET storage`, or `*`. */
  readonly route: string
  /** Which call of that route, from 1; every call when left out. */
  readonly call?: number
  readonly fault: Fault
}

export interface RandomFaults {
  readonly seed: number
  /** Share of requests that are hit, 0 to 1. */
  readonly rate: number
  readonly kinds?: readonly Fault[]
}

const EVERY_KIND: readonly Fault[] = [
  ...([401, 403, 404, 429, 500, 502, 503] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'malformed' },
  { kind: 'repeat-page' },
  { kind: 'drop-page' },
  { kind: 'drop-link' },
  { kind: 'graphql-error' },
  { kind: 'secondary-limit', status: 200 },
  { kind: 'secondary-limit', status: 403 },
  { kind: 'secondary-limit', status: 429 },
  { kind: 'primary-limit' },
]

export interface Faults {
  on(wanted: Switch): void
  /** By seed, route and number of the call: the order in which other routes are called changes nothing. */
  random(wanted: RandomFaults): void
  clear(): void
  /** Called once per request with every name it goes by, the most general last. */
  next(routes: readonly string[]): Fault | undefined
}

export function createFaults(): Faults {
  const switches: Switch[] = []
  const calls = new Map<string, number>()
  let chance: RandomFaults | undefined
  return {
    on: (wanted) => void switches.push(wanted),
    random(wanted) {
      chance = wanted
    },
    clear() {
      switches.length = 0
      calls.clear()
      chance = undefined
    },
    next(routes) {
      for (const route of routes) calls.set(route, (calls.get(route) ?? 0) + 1)
      const hit = switches.find(
        ({ route, call }) => routes.includes(route) && (call === undefined || calls.get(route) === call),
      )
      if (hit !== undefined) return hit.fault
      if (chance === undefined) return undefined
      const [name = ''] = routes
      const draw = uniform(`${chance.seed} ${name} ${calls.get(name)}`)
      if (draw >= chance.rate) return undefined
      const kinds = chance.kinds ?? EVERY_KIND
      return kinds[Math.floor((draw / chance.rate) * kinds.length)]
    },
  }
}

/** FNV-1a with a final mix: a number from 0 up to 1 that only depends on the text. */
function uniform(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
