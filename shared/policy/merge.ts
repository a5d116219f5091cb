import { placeIn } from './baseline-place.ts'
import { withStoreLimits } from './finish.ts'
import type { KeyMeta } from './key.ts'
import { mergeRollout } from './merge-rollout.ts'
import type { PresetTable } from './presets.ts'
import { formatPath, type Path, type Problem, show } from './problem.ts'
import { fill, idOf, isCriterion, isMap, metaIn, sectionsOf, settingsOf, type Values } from './resolve.ts'
import { SECTION_NAMES, SECTIONS } from './schema.ts'
import { childOf, structureOf } from './shape.ts'
import { includesValue, relation, sameValue } from './tighter.ts'
import { tightest } from './tightest.ts'
import type { YamlFile } from './yaml.ts'

/** What a repository extends: its values with presets applied, and the files they come from, nearest first. */
export interface Baseline {
  readonly values: Values
  /** The preset they were filled from. */
  readonly table: PresetTable
  readonly files: readonly YamlFile[]
}

/** Says that a value at `path` may not be what it is. */
export type Complain = (path: Path, what: string, which?: 'key' | 'value') => void

/**
 * Tightens a baseline by one file. Whatever the merged policy passes, the baseline passes too: values move only in the
 * direction declared beside their key, and what the file leaves out is the tighter of the baseline and its own preset.
 * @returns the merged values (not yet finished) and every value that would loosen, each with both places
 */
export function mergePolicy(
  baseline: Baseline,
  file: YamlFile,
  raw: Values,
  table: PresetTable,
): { readonly values: Values; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const complain: Complain = (path, what, which = 'value') => {
    const against = placeIn(baseline.files, { ...baseline.table.values }, path, raw)
    problems.push({
      uri: file.uri,
      ...file.at(path, which),
      message: `${formatPath(path)} ${what} (${against}); a baseline can only be tightened`,
    })
  }
  const present = new Set<string>(sectionsOf(raw, table))
  const from = withComparableStores(baseline.values, raw)
  const merged: Record<string, unknown> = {}
  for (const name of SECTION_NAMES) {
    if (name === 'extends' || name === 'rollout') continue
    const section = SECTIONS[name]
    const preset = present.has(name)
      ? added(from[name], presetValue(table, name), presetValue(baseline.table, name))
      : undefined
    const value = merge(
      { schema: section.schema(), meta: section, top: true },
      [name],
      from[name],
      raw[name],
      preset,
      complain,
    )
    if (value !== undefined) merged[name] = value
  }
  merged['rollout'] = mergeRollout(baseline.values, raw, complain)
  return { values: merged, problems }
}

const presetValue = (table: PresetTable, name: string): unknown => table.values[name as keyof typeof table.values]

/**
 * What the repository’s preset adds to the baseline’s. Where both presets say the same, the baseline has already
 * decided: its own words must not be undone by a default.
 */
function added(baseline: unknown, preset: unknown, underBaseline: unknown): unknown {
  if (baseline === undefined) return preset
  if (isMap(baseline) && isMap(preset)) {
    const under = isMap(underBaseline) ? underBaseline : {}
    const names = Object.keys(preset)
    return Object.fromEntries(names.map((name) => [name, added(baseline[name], preset[name], under[name])]))
  }
  return sameValue(preset, underBaseline) ? undefined : preset
}

interface Key {
  readonly schema: object
  readonly meta: KeyMeta | undefined
  /** Sections hold keys of their own whatever direction they have in the reference. */
  readonly top?: boolean
}

function merge(key: Key, path: Path, baseline: unknown, raw: unknown, preset: unknown, complain: Complain): unknown {
  const { schema, meta } = key
  if (raw === undefined)
    return tightest(schema, meta, baseline, fill(schema, meta, undefined, preset) ?? partial(baseline, preset))
  if (isCriterion(schema)) return mergeCriterion(key, path, baseline, raw, preset, complain)
  const shape = structureOf(schema)
  if (key.top === true && isMap(raw) && baseline === undefined) return fill(schema, meta, raw, preset)
  const whole = key.top !== true && (meta?.direction === 'exact' || meta?.direction === 'free')
  if (isMap(raw) && !whole && shape.kind !== 'list') return mergeKeys(key, path, baseline, raw, preset, complain)
  if (Array.isArray(raw) && !whole && shape.kind === 'list')
    return mergeList(key, path, baseline, raw, preset, complain)
  if (meta === undefined) return raw
  return mergeValue(meta, path, baseline, fill(schema, meta, raw, preset), complain)
}

/** A preset’s settings count only beside a baseline that declares what they are for. */
const partial = (baseline: unknown, preset: unknown): unknown => (isMap(baseline) && isMap(preset) ? preset : undefined)

function mergeCriterion(
  key: Key,
  path: Path,
  baseline: unknown,
  raw: unknown,
  preset: unknown,
  complain: Complain,
): unknown {
  const on = isMap(baseline) ? baseline : undefined
  if (raw === false) {
    if (on !== undefined) complain(path, 'is switched off, and is on in the baseline')
    return false
  }
  const settings = isMap(preset) ? preset : settingsOf(structureOf(key.schema))
  // `true` on top of a baseline that has it on says nothing about its settings.
  if (raw === true)
    return on === undefined ? settings : tightest(key.schema, key.meta, on, isMap(preset) ? preset : undefined)
  // A criterion the baseline does not have on is the repository's own to set.
  return on === undefined || !isMap(raw)
    ? fill(key.schema, key.meta, raw, preset)
    : mergeKeys(key, path, on, raw, preset, complain)
}

function mergeKeys(key: Key, path: Path, baseline: unknown, raw: Values, preset: unknown, complain: Complain): unknown {
  const shape = structureOf(key.schema)
  const from = isMap(baseline) ? baseline : {}
  const under = isMap(preset) ? preset : {}
  const merged: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(under), ...Object.keys(raw)])) {
    const schema = childOf(key.schema, name)
    if (schema === undefined) continue
    const known = metaIn(shape, name)
    const isEntry = known === undefined
    // An entry the baseline does not have is the repository’s own: it bounds nobody by what it leaves out.
    if (isEntry && from[name] === undefined) merged[name] = fill(schema, undefined, raw[name], under[name])
    else
      merged[name] = merge(
        { schema, meta: known ?? entryMeta(shape.kind, key.meta) },
        [...path, name],
        from[name],
        raw[name],
        under[name],
        complain,
      )
    if (merged[name] === undefined) delete merged[name]
  }
  return merged
}

/** Names map to values that move like the key that holds them (`capacity.limits`), or to keys of their own. */
const entryMeta = (kind: string, meta: KeyMeta | undefined): KeyMeta | undefined =>
  kind === 'record' && (meta?.direction === 'max' || meta?.direction === 'min') ? meta : undefined

function mergeList(
  key: Key,
  path: Path,
  baseline: unknown,
  raw: readonly unknown[],
  preset: unknown,
  complain: Complain,
): unknown {
  const { meta } = key
  const shape = structureOf(key.schema)
  const element = shape.kind === 'list' ? shape.element : key.schema
  const from: readonly unknown[] = Array.isArray(baseline) ? baseline : []
  if (meta?.direction === 'subset') {
    if (baseline === undefined && meta.absent === 'open') return raw
    for (const [index, entry] of raw.entries()) {
      if (!includesValue(from, entry)) complain([...path, index], `holds ${show(entry)}, which the baseline does not`)
    }
    return raw
  }
  // No approvers at all close the road they would open: an empty list is the tightest, not the loosest.
  if (from.length === 0 && meta?.absent === 'nothing' && raw.length > 0)
    complain(path, 'is written, and the baseline grants none')
  if (!raw.every(isMap) || !from.every(isMap)) {
    if (isText(element)) {
      const missing = from.filter((entry) => !includesValue(raw, entry))
      if (missing.length > 0) complain(path, `leaves out ${missing.map(show).join(', ')}, which the baseline has`)
      return raw
    }
    return [...from, ...raw.filter((entry) => !includesValue(from, entry))]
  }
  return mergeEntries(key, element, path, from, raw, preset, complain)
}

const isText = (element: object): boolean => ['leaf', 'enum'].includes(structureOf(element).kind)

/** Entries of the baseline stay; one with the same id is tightened, or must be the same where it has no keys to move. */
function mergeEntries(
  { meta, schema }: Key,
  element: object,
  path: Path,
  from: readonly unknown[],
  raw: readonly unknown[],
  preset: unknown,
  complain: Complain,
): unknown {
  const by = meta?.by
  const filled = fill(schema, meta, raw, preset)
  const own: readonly unknown[] = Array.isArray(filled) ? filled : raw
  if (by === undefined) return [...from, ...own.filter((entry) => !includesValue(from, entry))]
  const merged = [...from]
  for (const entry of own) {
    const id = idOf(entry, by)
    const index = id === undefined ? -1 : from.findIndex((known) => idOf(known, by) === id)
    if (index === -1) {
      if (!includesValue(from, entry)) merged.push(entry)
      continue
    }
    const at: Path = [...path, raw.findIndex((candidate) => idOf(candidate, by) === id)]
    if (meta?.absent === undefined && isWindow(element)) {
      if (!sameValue(from[index], entry)) complain(at, `is not the ${show(id)} of the baseline; give it another ${by}`)
    } else if (isMap(entry))
      merged[index] = mergeKeys({ schema: element, meta: undefined }, at, from[index], entry, undefined, complain)
  }
  return merged
}

/** A freeze is one window: its parts have no directions of their own. */
const isWindow = (element: object): boolean => childOf(element, 'window') !== undefined

function mergeValue(meta: KeyMeta, path: Path, baseline: unknown, value: unknown, complain: Complain): unknown {
  if (baseline === undefined) {
    const grants = meta.absent === 'nothing' || (meta.direction === 'subset' && meta.absent !== 'open')
    if (grants) complain(path, `is ${show(value)}, and the baseline grants nothing there`)
    return value
  }
  switch (meta.direction) {
    case 'free':
      return value
    case 'exact':
    case 'subset':
    case 'superset':
      if (!sameValue(baseline, value)) complain(path, `is ${show(value)}, and must stay ${show(baseline)}`)
      return value
    case 'min':
    case 'max': {
      const found = relation(meta, baseline, value)
      if (found === 'looser') complain(path, `is ${show(value)}, which is looser than ${show(baseline)}`)
      if (found === 'incomparable') complain(path, `is ${show(value)}, which is neither ${show(baseline)} nor tighter`)
      return value
    }
  }
}

/** A store that relied on `backups.defaults` must not set a looser limit of its own: the limits are written out. */
function withComparableStores(values: Values, raw: Values): Values {
  const backups = values['backups']
  const written = raw['backups']
  if (!isMap(backups) || !isMap(written) || !Array.isArray(backups['stores']) || !Array.isArray(written['stores']))
    return values
  const full = withStoreLimits(backups)['stores']
  const own = written['stores']
  const stores = backups['stores'].map((store, index) => {
    const same = own.find((candidate) => idOf(candidate, 'name') === idOf(store, 'name'))
    const limits = Array.isArray(full) ? full[index] : undefined
    if (!isMap(same) || !isMap(store) || !isMap(limits)) return store
    // Only the limits it moves: the others keep following `defaults`, which the repository may tighten.
    const moved = Object.keys(same).filter((name) => limits[name] !== undefined)
    return { ...store, ...Object.fromEntries(moved.map((name) => [name, limits[name]])) }
  })
  return { ...values, backups: { ...backups, stores } }
}
