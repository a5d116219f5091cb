import type { Source, SourceState } from '../verdict/finding.ts'

/** Why something was not read, in the words of a source. */
export interface Unread {
  readonly state: Exclude<SourceState, 'read'>
  /** A sentence. */
  readonly detail: string
  /** The permission that would open it. */
  readonly needs?: string
}

/** What an attempt to read ended in: the value, or the state its source is in. Nothing here is ever thrown. */
export type Reading<T> = { readonly state: 'read'; readonly value: T } | Unread

export const read = <T>(value: T): Reading<T> => ({ state: 'read', value })

/** What else is said of a source; taken from here only where it was read. */
export interface SourceParts {
  readonly commit?: string
  readonly sha256?: string
  readonly detail?: string
}

/** The source of a reading, as evidence records it. */
export function sourceOf(
  at: { readonly id: string; readonly uri: string; readonly readAt: string },
  reading: Reading<unknown>,
  parts: SourceParts = {},
): Source {
  if (reading.state === 'read') return { ...at, state: 'read', ...parts }
  const { state, detail, needs } = reading
  return { ...at, state, detail, ...(needs !== undefined && { needs }) }
}
