import { isDate } from './day-and-zone.ts'
import { parseDuration } from './duration.ts'
import type { KeyMeta } from './key.ts'
import { parseLatency } from './values.ts'

/** How one value stands to another, in the eyes of whoever wrote the baseline. */
export type Relation = 'same' | 'tighter' | 'looser' | 'incomparable'

/** For single values whose direction is `min` or `max`. */
export function relation(meta: KeyMeta, baseline: unknown, value: unknown): Relation {
  if (sameValue(baseline, value)) return 'same'
  const from = rank(meta, baseline)
  const to = rank(meta, value)
  if (from === undefined || to === undefined) return 'incomparable'
  if (from === to) return meta.order === undefined ? 'same' : 'incomparable'
  return to > from === (meta.direction === 'min') ? 'tighter' : 'looser'
}

/** Words by their place in `order`, durations and latencies in milliseconds, dates as days, numbers as they are. */
function rank(meta: KeyMeta, value: unknown): number | undefined {
  if (meta.order !== undefined) {
    const place = meta.order.findIndex((words) => words.includes(value))
    return place === -1 ? undefined : place
  }
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  return parseLatency(value) ?? parseDuration(value) ?? (isDate(value) ? Date.parse(value) : undefined)
}

/** Deep equality of plain data, whatever the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => Object.hasOwn(b, name) && sameValue(Reflect.get(a, name), Reflect.get(b, name)))
}

export const includesValue = (list: readonly unknown[], value: unknown): boolean =>
  list.some((item) => sameValue(item, value))
