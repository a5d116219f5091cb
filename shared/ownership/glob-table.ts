import { matchesName, type NameGlob } from './name-glob.ts'

export interface Entry<T> {
  readonly glob: NameGlob
  readonly value: T
}

/**
 * Finds which of many globs match a name without trying each: a glob stands under one literal text that every name it
 * matches must have, the one fewest others share. Ten thousand rules like `*.ext` cost two look-ups a name.
 */
export interface GlobTable<T> {
  readonly prefix: Keyed<T>
  readonly suffix: Keyed<T>
  readonly inside: Keyed<T>
  /** Wildcards only, and tables too small to be worth it. */
  readonly rest: readonly Entry<T>[]
}

/** By one character of the literal text (its last for a suffix, else its first), by its length, by the text. */
type Keyed<T> = ReadonlyMap<number, ReadonlyMap<number, ReadonlyMap<string, readonly Entry<T>[]>>>
type Place = 'prefix' | 'suffix' | 'inside'

/** Longer texts are cut to this, so that a name is looked up a limited number of times at each of its characters. */
const KEY_LENGTH = 32
const SMALL = 4

const KEYS: Readonly<Record<Place, (glob: NameGlob) => string>> = {
  prefix: ({ prefix }) => prefix.slice(0, KEY_LENGTH),
  suffix: ({ suffix }) => suffix.slice(-KEY_LENGTH),
  inside: ({ inside }) => inside.slice(0, KEY_LENGTH),
}
const PLACES = ['prefix', 'suffix', 'inside'] as const

export function globTable<T>(entries: readonly Entry<T>[]): GlobTable<T> {
  const keyed = { prefix: new Map(), suffix: new Map(), inside: new Map() } satisfies Record<Place, Mutable<T>>
  if (entries.length <= SMALL) return { ...keyed, rest: entries }
  const shared = countKeys(entries)
  const rest: Entry<T>[] = []
  for (const entry of entries) {
    const place = rarest(entry.glob, shared)
    if (place === undefined) rest.push(entry)
    else {
      const key = KEYS[place](entry.glob)
      insert(keyed[place], key.charCodeAt(place === 'suffix' ? key.length - 1 : 0), key, entry)
    }
  }
  return { ...keyed, rest }
}

type Counts = Readonly<Record<Place, Map<string, number>>>
type Mutable<T> = Map<number, Map<number, Map<string, Entry<T>[]>>>

function countKeys(entries: readonly Entry<unknown>[]): Counts {
  const counts: Counts = { prefix: new Map(), suffix: new Map(), inside: new Map() }
  for (const { glob } of entries) {
    for (const place of PLACES) {
      const key = KEYS[place](glob)
      counts[place].set(key, (counts[place].get(key) ?? 0) + 1)
    }
  }
  return counts
}

/** Of equals the first: a prefix or suffix is looked up once for each length, a text inside at every character. */
function rarest(glob: NameGlob, counts: Counts): Place | undefined {
  let best: Place | undefined
  let least = Number.POSITIVE_INFINITY
  for (const place of PLACES) {
    const key = KEYS[place](glob)
    const count = counts[place].get(key) ?? 0
    if (key !== '' && count < least) {
      best = place
      least = count
    }
  }
  return best
}

function insert<T>(keyed: Mutable<T>, character: number, key: string, entry: Entry<T>): void {
  const lengths = inserted(keyed, character, () => new Map())
  const texts = inserted(lengths, key.length, () => new Map())
  inserted(texts, key, (): Entry<T>[] => []).push(entry)
}

function inserted<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Calls `found` with the value of each glob that matches, in no order; for a text met twice in the name, twice. */
export function findGlobs<T>(table: GlobTable<T>, name: string, found: (value: T) => void): void {
  const attempt = (entries: readonly Entry<T>[] | undefined): void => {
    if (entries === undefined) return
    for (const { glob, value } of entries) if (matchesName(glob, name)) found(value)
  }
  attempt(table.rest)
  for (const [length, texts] of table.prefix.get(name.charCodeAt(0)) ?? []) attempt(texts.get(name.slice(0, length)))
  const suffixes = table.suffix.get(name.charCodeAt(name.length - 1)) ?? []
  for (const [length, texts] of suffixes) attempt(texts.get(name.slice(-length)))
  if (table.inside.size === 0) return
  for (let at = 0; at < name.length; at++) {
    const insides = table.inside.get(name.charCodeAt(at)) ?? []
    for (const [length, texts] of insides) attempt(texts.get(name.slice(at, at + length)))
  }
}
