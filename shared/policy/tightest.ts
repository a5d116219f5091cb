import type { KeyMeta } from './key.ts'
import { idOf, isCriterion, isMap, metaIn } from './resolve.ts'
import { childOf, structureOf } from './shape.ts'
import { includesValue, relation } from './tighter.ts'

/** What holds where a repository writes nothing: the tighter of the baseline and the repository’s own preset. */
export function tightest(schema: object, meta: KeyMeta | undefined, baseline: unknown, preset: unknown): unknown {
  if (preset === undefined) return baseline
  if (baseline === undefined) return preset
  if (isCriterion(schema) && (baseline === false || preset === false)) return baseline === false ? preset : baseline
  if (isMap(baseline) && isMap(preset)) {
    const shape = structureOf(schema)
    const both: Record<string, unknown> = {}
    for (const name of new Set([...Object.keys(baseline), ...Object.keys(preset)])) {
      const child = childOf(schema, name)
      if (child !== undefined) both[name] = tightest(child, metaIn(shape, name), baseline[name], preset[name])
    }
    return both
  }
  if (Array.isArray(baseline) && Array.isArray(preset)) {
    if (meta?.direction === 'subset') return baseline.filter((entry) => includesValue(preset, entry))
    if (meta?.direction !== 'superset') return baseline
    const { by } = meta
    const added = preset.filter((entry) =>
      by === undefined
        ? !includesValue(baseline, entry)
        : !baseline.some((known) => idOf(known, by) === idOf(entry, by)),
    )
    return [...baseline, ...added]
  }
  const movable = meta?.direction === 'min' || meta?.direction === 'max'
  return movable && relation(meta, baseline, preset) === 'tighter' ? preset : baseline
}
