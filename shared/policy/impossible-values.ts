import { parseDuration } from './duration.ts'
import { nearest } from './nearest.ts'
import type { PresetTable } from './presets.ts'
import { formatPath, type Path, show } from './problem.ts'
import { isMap, metaIn, type Values } from './resolve.ts'
import { SECTIONS } from './schema.ts'
import { BACKUP_LIMITS } from './sections/operations.ts'
import { childOf, structureOf } from './shape.ts'
import { relation } from './tighter.ts'

/** Says what is wrong with the value, or the key, at a place. */
export type Say = (path: Path, message: string, which?: 'key' | 'value') => void

export const mapOf = (value: unknown): Values => (isMap(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const lengthOf = (value: unknown): number | undefined => (typeof value === 'string' ? parseDuration(value) : undefined)

/** Pairs in which the first may not be more than the second. */
const PAIRS: readonly (readonly [section: string, holder: string, less: string, more: string, why: string])[] = [
  ['release', 'staging-soak', 'min', 'warn-after', 'every release would warn before it may be made'],
  ['retention', 'application-logs', 'hot', 'cold', 'logs would be gone before they leave the hot store'],
  ['backups', 'defaults', 'incremental-every', 'full-every', 'incrementals would be rarer than fulls'],
  ['security-gate', 'inherited-debt', 'critical', 'high', 'critical debt would be paid later than high'],
]

export function orders(raw: Values, say: Say): void {
  for (const [section, holder, less, more, why] of PAIRS) {
    const { [less]: smaller, [more]: larger } = mapOf(mapOf(raw[section])[holder])
    if ((lengthOf(smaller) ?? 0) > (lengthOf(larger) ?? Number.POSITIVE_INFINITY)) {
      const path = [section, holder, less]
      say(path, `${formatPath(path)} (${String(smaller)}) is longer than ${more} (${String(larger)}): ${why}`)
    }
  }
  const backups = mapOf(raw['backups'])
  const copies: [Path, unknown][] = [
    [['backups', 'defaults', 'copies'], mapOf(backups['defaults'])['copies']],
    ...listOf(backups['stores']).map((store, index): [Path, unknown] => [
      ['backups', 'stores', index, 'copies'],
      mapOf(store)['copies'],
    ]),
  ]
  for (const [path, value] of copies) {
    const { total, offsite } = mapOf(value)
    if (typeof total === 'number' && typeof offsite === 'number' && offsite > total) {
      say([...path, 'offsite'], `${formatPath(path)}: ${offsite} copies offsite of ${total} in all cannot be`)
    }
  }
  for (const [index, entry] of listOf(mapOf(raw['trust'])['keys']).entries()) {
    const { from, until } = mapOf(entry)
    if (typeof from === 'string' && typeof until === 'string' && from >= until) {
      say(
        ['trust', 'keys', index, 'until'],
        `trust.keys[${index}].until (${until}) is not after from (${from}); the key would never count`,
      )
    }
  }
  const steps = listOf(mapOf(raw['cost'])['steps'])
  if (steps.some((step, index) => index > 0 && Number(step) <= Number(steps[index - 1]))) {
    say(['cost', 'steps'], 'cost.steps must rise from one to the next')
  }
  const { from, to, gates } = mapOf(raw['release'])
  if (from !== undefined && from === to)
    say(
      ['release', 'to'],
      `release.to is ${show(to)}, where release.from already is; a release moves from one branch to another`,
    )
  const required = new Set(listOf(gates))
  if (required.has('release-tag'))
    say(
      ['release', 'gates', listOf(gates).indexOf('release-tag')],
      'release.gates names release-tag itself, which would wait for its own verdict',
    )
  for (const [index, name] of listOf(mapOf(mapOf(raw['release'])['evidence'])['before-tag']).entries()) {
    if (gates !== undefined && GATE_LIKE.has(String(name)) && !required.has(name)) {
      const path = ['release', 'evidence', 'before-tag', index]
      say(path, `${formatPath(path)} asks for the verdict of ${String(name)}, which is not among release.gates`)
    }
  }
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info']

/** With a gap, a worse finding would pass where a milder one blocks; with no scan required, nothing need be looked at. */
export function severities(raw: Values, say: Say): void {
  const required = mapOf(raw['security-gate'])['require']
  if (Array.isArray(required) && required.length === 0) {
    say(['security-gate', 'require'], 'security-gate.require is empty: the gate would pass without any evidence')
  }
  const block = listOf(mapOf(raw['security-gate'])['block'])
  const mildest = SEVERITIES.findLastIndex((severity) => block.includes(severity))
  const gaps = SEVERITIES.slice(0, Math.max(mildest, 0)).filter((severity) => !block.includes(severity))
  if (gaps.length > 0) {
    say(
      ['security-gate', 'block'],
      `security-gate.block has ${SEVERITIES[mildest]} and leaves out ${gaps.join(', ')}, which is worse`,
    )
  }
}

const GATE_LIKE = new Set([
  'security-gate',
  'dod-check',
  'override-audit',
  'backup-witness',
  'canary-gate',
  'readiness-check',
])
const PHASES: Readonly<Record<string, number>> = { fast: 4, slow: 3 }

export function canary(raw: Values, say: Say): void {
  const { metrics, rollback, owners, preset } = mapOf(raw['canary'])
  for (const [index, entry] of listOf(rollback).entries()) {
    const rule = mapOf(entry)
    const path = ['canary', 'rollback', index]
    const kinds = ['metric', 'event', 'artifact'].filter((name) => rule[name] !== undefined)
    const limits = ['over-baseline', 'above', 'at-least'].filter((name) => rule[name] !== undefined)
    if (kinds.length !== 1) say(path, `${formatPath(path)} needs exactly one of metric, event and artifact`)
    else if (kinds[0] === 'metric' && limits.length !== 1)
      say(path, `${formatPath(path)} needs exactly one of over-baseline, above and at-least`)
    else if (kinds[0] !== 'metric' && limits.length > 0)
      say(path, `${formatPath(path)}: ${limits.join(', ')} goes with a metric only`)
    const metric = rule['metric']
    if (typeof metric === 'string' && isMap(metrics) && !Object.hasOwn(metrics, metric)) {
      const near = nearest(metric, Object.keys(metrics))
      say(
        [...path, 'metric'],
        `${formatPath(path)}.metric ${show(metric)} is not under canary.metrics${near === undefined ? '' : `; did you mean "${near}"?`}`,
      )
    }
  }
  const phases = PHASES[typeof preset === 'string' ? preset : '']
  if (phases !== undefined && Array.isArray(owners) && owners.length !== phases) {
    say(
      ['canary', 'owners'],
      `canary.owners has ${owners.length} phases, and the ${String(preset)} preset has ${phases}`,
    )
  }
}

/** A store may have looser limits than the preset (a cache, a tool without point-in-time recovery), with its reason. */
export function looserStores(raw: Values, table: PresetTable, say: Say): void {
  if (listOf(mapOf(raw['backups'])['stores']).length === 0) return
  const limits: Values = { ...table.values.backups?.defaults }
  const stores = childOf(SECTIONS.backups.schema(), 'stores')
  const element = stores === undefined ? undefined : childOf(stores, 0)
  if (element === undefined) return
  for (const [index, entry] of listOf(mapOf(raw['backups'])['stores']).entries()) {
    const store = mapOf(entry)
    if (store['because'] !== undefined) continue
    for (const name of BACKUP_LIMITS()) {
      const meta = metaIn(structureOf(element), name)
      const looser =
        meta !== undefined &&
        limits[name] !== undefined &&
        store[name] !== undefined &&
        isLooser(name, meta, limits[name], store[name])
      if (looser) {
        const path = ['backups', 'stores', index, name]
        say(
          path,
          `${formatPath(path)} ${show(store[name])} is looser than the preset’s ${show(limits[name])}; say why in \`because\``,
        )
      }
    }
  }
}

function isLooser(name: string, meta: Parameters<typeof relation>[0], limit: unknown, value: unknown): boolean {
  if (name !== 'copies') return relation(meta, limit, value) === 'looser'
  return ['total', 'offsite'].some(
    (part) => Number(mapOf(value)[part] ?? Number.POSITIVE_INFINITY) < Number(mapOf(limit)[part]),
  )
}
