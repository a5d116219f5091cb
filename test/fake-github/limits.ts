import type { Token } from './state/model.ts'
import { Refusal } from './state/refusal.ts'

/** Documented limits; a test lowers them to meet them. */
export interface Limits {
  /** Writes a minute (docs: 80 content-creating requests). */
  writesAMinute: number
  /** REST points a minute: 1 a read, 5 a write (docs: 900). */
  pointsAMinute: number
  /** GraphQL points a minute (docs: 2,000). */
  graphqlAMinute: number
  /** Overrides what the token's kind has an hour. */
  hourly: number | undefined
  /** GitHub answers REST with either. */
  secondaryStatus: 403 | 429
}

export const DOCUMENTED: Limits = {
  writesAMinute: 80,
  pointsAMinute: 900,
  graphqlAMinute: 2000,
  hourly: undefined,
  secondaryStatus: 429,
}

export interface Window {
  readonly limit: number
  readonly used: number
  /** Seconds since the epoch. */
  readonly reset: number
}

type Resource = 'core' | 'graphql'

export interface RateLimits {
  window(token: Token | undefined, resource: Resource): Window
  /** Counts a request. @throws Refusal 403 or 429 with the headers GitHub sends. */
  consume(token: Token | undefined, resource: Resource, cost: number, write: boolean): void
  headers(token: Token | undefined, resource: Resource): Record<string, string>
  /** The headers of an hour that is used up. */
  exhausted(token: Token | undefined, resource: Resource): Record<string, string>
}

const HOUR = 3600
/** Requests an hour without a token, per address. */
const ANONYMOUS = 60

export function createRateLimits(limits: Limits, now: () => Date): RateLimits {
  const hours = new Map<string, { used: number; reset: number }>()
  const minutes = new Map<string, { minute: number; writes: number; points: number }>()
  const seconds = (): number => Math.floor(now().getTime() / 1000)
  const hour = (token: Token | undefined, resource: Resource): { used: number; reset: number } => {
    const key = `${token?.value ?? ''} ${resource}`
    const known = hours.get(key)
    if (known !== undefined && seconds() < known.reset) return known
    const fresh = { used: 0, reset: seconds() + HOUR }
    hours.set(key, fresh)
    return fresh
  }
  const limitOf = (token: Token | undefined): number => limits.hourly ?? token?.hourly ?? ANONYMOUS
  const headers: RateLimits['headers'] = (token, resource) => {
    const { used, reset } = hour(token, resource)
    const limit = limitOf(token)
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - used)),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': resource,
    }
  }
  return {
    window: (token, resource) => ({ limit: limitOf(token), ...hour(token, resource) }),
    headers,
    consume(token, resource, cost, write) {
      const current = hour(token, resource)
      if (current.used + cost > limitOf(token)) throw primaryLimit(token, headers(token, resource))
      current.used += cost
      const minute = Math.floor(seconds() / 60)
      const key = `${token?.value ?? ''} ${resource}`
      const known = minutes.get(key)
      const short = known?.minute === minute ? known : { minute, writes: 0, points: 0 }
      minutes.set(key, short)
      short.writes += write ? 1 : 0
      short.points += resource === 'graphql' ? cost : write ? 5 : 1
      const points = resource === 'graphql' ? limits.graphqlAMinute : limits.pointsAMinute
      if (short.writes <= limits.writesAMinute && short.points <= points) return
      const wait = String(60 - (seconds() % 60))
      const status = resource === 'graphql' ? 403 : limits.secondaryStatus
      throw secondaryLimit(status, { ...headers(token, resource), 'retry-after': wait })
    },
    exhausted: (token, resource) => ({ ...headers(token, resource), 'x-ratelimit-remaining': '0' }),
  }
}

export function primaryLimit(token: Token | undefined, headers: Readonly<Record<string, string>>): Refusal {
  const whom = token === undefined ? '127.0.0.1' : `user ID ${token.actor.id}`
  return new Refusal(403, `API rate limit exceeded for ${whom}.`, [], headers, 'primary')
}

export function secondaryLimit(status: number, headers: Readonly<Record<string, string>>): Refusal {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  return new Refusal(status, message, [], headers, 'secondary')
}
