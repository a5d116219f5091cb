import { EDITION_2026_11 } from './editions/2026-11.ts'
import type { RawPolicy, SectionName } from './schema.ts'
import type { Preset } from './sections/base.ts'

/** What a preset supplies in one edition. */
export interface PresetTable {
  /** Values of every key that is not an inventory, by section. */
  readonly values: RawDefaults
  /** Sections that are there even when the file does not write them. Others are filled in once it does. */
  readonly always: readonly SectionName[]
}

/** A default has the shape of what a file may write, except that the keys of inventories are left out. */
type RawDefaults = { readonly [K in keyof RawPolicy]?: Loose<NonNullable<RawPolicy[K]>> }
type Loose<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Loose<T[K]> } : T

export type Edition = Readonly<Record<Preset, PresetTable>>

/** Never change an edition that was released: add one, and say in CHANGELOG.md what it tightens. Oldest first. */
const EDITIONS: Readonly<Record<string, Edition>> = { '2026.11': EDITION_2026_11 }

export const EDITION_NAMES: readonly string[] = Object.keys(EDITIONS)
/** What a file without `defaults` means, for ever: anything later would redden repositories by a release of ours. */
export const FIRST_EDITION = '2026.11'

/** @returns undefined for an edition nobody has released */
export const editionOf = (name: string): Edition | undefined =>
  Object.hasOwn(EDITIONS, name) ? EDITIONS[name] : undefined
