import { type KeyMeta, metaOf } from './key.ts'
import type { PresetTable } from './presets.ts'
import { SECTION_NAMES, SECTIONS, type SectionName } from './schema.ts'
import { childOf, type Shape, shapeOf, structureOf } from './shape.ts'

export type Values = Readonly<Record<string, unknown>>

export const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Sections one file has under its preset: those it writes, and those the preset has anyway. */
export function sectionsOf(raw: Values, table: PresetTable): readonly SectionName[] {
  return SECTION_NAMES.filter((name) => raw[name] !== undefined || table.always.includes(name))
}

/** What is written, and the preset’s value where nothing is. */
export function fillPolicy(raw: Values, table: PresetTable): Values {
  const filled: Record<string, unknown> = {}
  for (const name of sectionsOf(raw, table)) {
    const value = fill(SECTIONS[name].schema(), SECTIONS[name], raw[name], table.values[name])
    if (value !== undefined) filled[name] = value
  }
  return filled
}

export function fill(schema: object, meta: KeyMeta | undefined, raw: unknown, preset: unknown): unknown {
  const shape = structureOf(schema)
  if (raw === undefined) {
    if (!isDeclared(shape, preset)) return undefined
    return isMap(preset) ? fill(schema, meta, {}, preset) : preset
  }
  if (shape.kind === 'list' && meta?.by !== undefined) return unite(shape.element, meta.by, raw, preset)
  if (shape.kind === 'list' && Array.isArray(raw))
    return raw.map((entry) => fill(shape.element, undefined, entry, undefined))
  if (isCriterion(schema)) {
    if (raw === false) return false
    const base = isMap(preset) ? preset : settingsOf(shape)
    return raw === true ? base : { ...base, ...(isMap(raw) ? raw : {}) }
  }
  if (!isMap(raw)) return raw
  const filled: Record<string, unknown> = {}
  const under = isMap(preset) ? preset : {}
  for (const name of new Set([...Object.keys(under), ...Object.keys(raw)])) {
    const child = childOf(schema, name)
    const value = child === undefined ? raw[name] : fill(child, metaIn(shape, name), raw[name], under[name])
    if (value !== undefined) filled[name] = value
  }
  return filled
}

/** Criteria and other entries with an id: the preset’s stand beside the file’s, and the file’s wins. */
function unite(element: object, by: string, raw: unknown, preset: unknown): unknown {
  const own = Array.isArray(raw) ? raw.map((entry) => fill(element, undefined, entry, undefined)) : []
  const ids = new Set(own.map((entry) => idOf(entry, by)))
  const given = Array.isArray(preset) ? preset.filter((entry) => !ids.has(idOf(entry, by))) : []
  return [...given, ...own]
}

export const idOf = (entry: unknown, by: string): unknown => (isMap(entry) ? entry[by] : undefined)

/** `true | false | settings` */
export function isCriterion(schema: object): boolean {
  const shape = shapeOf(schema)
  return (
    shape.kind === 'union' && shape.options.map(shapeOf).some(isTrueOrFalse) && structureOf(schema).kind === 'object'
  )
}

const isTrueOrFalse = (shape: Shape): boolean =>
  (shape.kind === 'leaf' && shape.type === 'true or false') || (shape.kind === 'enum' && shape.words.includes(true))

/** What `true` means for a criterion no preset has settings for. */
export const settingsOf = (shape: Shape): Values =>
  shape.kind === 'object' && 'level' in shape.keys ? { level: 'block' } : {}

/** A preset’s settings for something whose inventory nobody has written are not yet that thing. */
function isDeclared(shape: Shape, preset: unknown): boolean {
  if (shape.kind !== 'object' || !isMap(preset)) return true
  return Object.entries(shape.keys).every(([name, child]) => shapeIsOptional(child) || preset[name] !== undefined)
}

const shapeIsOptional = (schema: object): boolean =>
  '_zod' in schema && (schema as { _zod: { optin?: string } })._zod.optin === 'optional'

export const metaIn = (shape: Shape, name: string): KeyMeta | undefined =>
  shape.kind === 'object' && Object.hasOwn(shape.keys, name) ? metaOf(shape.keys[name] as object) : undefined
