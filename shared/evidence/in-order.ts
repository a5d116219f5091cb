/** What `inOrder` gives for data that JavaScript objects cannot hold in canonical order, or that is no plain data. */
export const NOT_PLAIN = Symbol('not plain')

/** A Date, Map or class instance would be written by its toJSON or as {}: neither is what its author meant. */
export function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === Object.prototype || prototype === null
}

/** A copy of plain data whose keys stand in UTF-16 order, or NOT_PLAIN as soon as one part cannot be copied so. */
export function inOrder(value: unknown, depth: number, orders: KeyOrders = new Map()): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : NOT_PLAIN
    case 'object':
      if (value === null) return null
      if (depth === 0) return NOT_PLAIN
      return Array.isArray(value) ? arrayInOrder(value, depth, orders) : objectInOrder(value, depth, orders)
    default:
      return NOT_PLAIN
  }
}

function arrayInOrder(items: readonly unknown[], depth: number, orders: KeyOrders): unknown {
  const copy: unknown[] = []
  for (let index = 0; index < items.length; index++) {
    const item = inOrder(items[index], depth - 1, orders)
    if (item === NOT_PLAIN) return NOT_PLAIN
    copy.push(item)
  }
  return copy
}

function objectInOrder(object: object, depth: number, orders: KeyOrders): unknown {
  if (!isPlain(object)) return NOT_PLAIN
  const source = object as Readonly<Record<string, unknown>>
  const copy: Record<string, unknown> = {}
  for (const key of sortedKeys(Object.keys(object), orders)) {
    if (isSpecial(key)) return NOT_PLAIN
    const member = inOrder(source[key], depth - 1, orders)
    if (member === NOT_PLAIN) return NOT_PLAIN
    copy[key] = member
  }
  return copy
}

/** Engines list integer-like keys first and in order of number; assigning `__proto__` sets a prototype, no key. */
const isSpecial = (key: string): boolean =>
  key === '__proto__' || (key >= '0' && key < ':' && /^(?:0|[1-9][0-9]*)$/.test(key))

/** The last order seen per first key: thousands of findings have the same keys, and sorting them is half of the work. */
type KeyOrders = Map<string, { readonly keys: readonly string[]; readonly sorted: readonly string[] }>

function sortedKeys(keys: readonly string[], orders: KeyOrders): readonly string[] {
  const first = keys[0] ?? ''
  const known = orders.get(first)
  if (known !== undefined && sameKeys(known.keys, keys)) return known.sorted
  // Without a comparator, sort compares UTF-16 code units, which is what RFC 8785 (3.2.3) asks for.
  const sorted = [...keys].sort()
  orders.set(first, { keys, sorted })
  return sorted
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
