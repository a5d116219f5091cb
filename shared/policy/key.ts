import * as z from 'zod/mini'

/**
 * How a repository may move a value away from the baseline it extends.
 * `min` only up, `max` only down (numbers, durations, dates; words along `order`); `superset` only add,
 * `subset` only take away, `exact` not at all, `free` anywhere.
 */
export type Direction = 'min' | 'max' | 'superset' | 'subset' | 'exact' | 'free'

export interface KeyMeta {
  /** One or two sentences: what an editor shows when the cursor rests on the key. */
  readonly about: string
  readonly direction: Direction
  /** Loosest first; words in one rank are not comparable with each other. */
  readonly order?: readonly (readonly unknown[])[]
  /**
   * What a baseline means by not writing the key. `open`: it takes no position. `nothing`: it grants nothing, so a
   * repository may not write it either. A `subset` is a grant unless it says otherwise.
   */
  readonly absent?: 'open' | 'nothing'
  /** In a list of objects, the key that tells entries apart; without one, equal entries are the same. */
  readonly by?: string
}

const registry = new WeakMap<object, KeyMeta>()

/** An optional key. Its description and direction are declared here and nowhere else. */
export function key<T extends z.core.SomeType>(schema: T, meta: KeyMeta): z.ZodMiniExactOptional<T> {
  const optional = z.exactOptional(schema)
  registry.set(optional, meta)
  return optional
}

/** A key that must be written. The schema is cloned, so that one value schema can serve many keys. */
export function need<T extends z.ZodMiniType>(schema: T, meta: KeyMeta): T {
  const own = schema.clone() as T
  registry.set(own, meta)
  return own
}

/** @returns undefined for a schema that is not a key: an entry of a list, the value of a name */
export const knownMeta = (schema: object): KeyMeta | undefined => registry.get(schema)

/** @throws Error for a schema that was not declared by `key` or `need`: a key without a direction cannot be merged */
export function metaOf(schema: object): KeyMeta {
  const meta = registry.get(schema)
  if (meta === undefined) throw new Error('A key of the policy schema was declared without a description and direction')
  return meta
}

/** Building a section's schema costs time at every action start, so only the sections a file writes are built. */
export function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
