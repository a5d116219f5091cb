import { readFreezeEntry } from '../calendar/freeze-entry.ts'
import { parseDuration } from './duration.ts'
import { nearest } from './nearest.ts'
import type { PresetTable } from './presets.ts'
import { formatPath, type Path, show } from './problem.ts'
import { environmentReferences, namesIn, type Reference, roleReferences, UNIQUE } from './references.ts'
import { isMap, metaIn, type Values } from './resolve.ts'
import { SECTIONS } from './schema.ts'
import { DONE_CRITERIA, READINESS_CRITERIA } from './sections/definition-of-done.ts'
import { BACKUP_LIMITS } from './sections/operations.ts'
import { childOf, structureOf } from './shape.ts'
import { relation } from './tighter.ts'

/** What the files of one policy declare together; a set is absent when a file that declares it is itself broken. */
export interface Declared {
  readonly roles?: ReadonlySet<string>
  readonly environments?: ReadonlySet<string>
  readonly freezes?: ReadonlySet<string>
  readonly criteria: ReadonlySet<string>
}

type Say = (path: Path, message: string, which?: 'key' | 'value') => void

const OBSERVE_AT_MOST_DAYS = 90
const DAY = 86_400_000

/** Values that are each right and contradict each other, or name what nobody declares. `raw` holds valid sections only. */
export function contradictions(
  raw: Values,
  declared: Declared,
  table: PresetTable | undefined,
  now: Date,
  say: Say,
): void {
  names(raw, declared, say)
  duplicates(raw, say)
  rollout(raw, declared, now, say)
  freezes(raw, say)
  proofs(raw, say)
  orders(raw, say)
  severities(raw, say)
  canary(raw, say)
  if (table !== undefined) looserStores(raw, table, say)
}

function names(raw: Values, declared: Declared, say: Say): void {
  const check = (
    references: readonly Reference[],
    known: ReadonlySet<string> | undefined,
    kind: string,
    where: string,
  ) => {
    if (known === undefined) return
    for (const { path, name } of references) {
      if (known.has(name)) continue
      const near = nearest(name, [...known])
      const help = near === undefined ? `declare it under ${where}` : `did you mean "${near}"?`
      say(path, `${formatPath(path)} names ${kind} ${show(name)}, which is not declared; ${help}`)
    }
  }
  check(roleReferences(raw), declared.roles, 'role', '`roles`')
  check(environmentReferences(raw), declared.environments, 'environment', '`environments`')
  check(namesIn(raw, ['freeze-exceptions'], 'freeze'), declared.freezes, 'freeze', '`freezes` with that id')
}

function duplicates(raw: Values, say: Say): void {
  const builtIn = new Set([...DONE_CRITERIA, ...READINESS_CRITERIA])
  for (const { path, by } of UNIQUE) {
    const seen = new Set<string>()
    for (const reference of namesIn(raw, path, by)) {
      const id = `${formatPath(reference.path.slice(0, -2))} ${reference.name}`
      if (seen.has(id))
        say(
          reference.path,
          `${formatPath(reference.path)} ${show(reference.name)} is there twice; each ${by} stands once`,
        )
      seen.add(id)
      if (path.at(-1) === 'criteria' && builtIn.has(reference.name)) {
        say(
          reference.path,
          `${formatPath(reference.path)} ${show(reference.name)} is the name of a built-in criterion; choose another id`,
        )
      }
    }
  }
}

function rollout(raw: Values, declared: Declared, now: Date, say: Say): void {
  const settings = mapOf(raw['rollout'])
  for (const [gate, value] of Object.entries(settings)) {
    const until = mapOf(value)['observe-until']
    if (gate === 'criteria' || typeof until !== 'string') continue
    const days = (Date.parse(until) - Math.floor(now.getTime() / DAY) * DAY) / DAY
    if (days > OBSERVE_AT_MOST_DAYS) {
      say(
        ['rollout', gate, 'observe-until'],
        `rollout.${gate}.observe-until ${until} is ${days} days ahead; observing may last ${OBSERVE_AT_MOST_DAYS} days at most`,
      )
    }
  }
  for (const id of Object.keys(mapOf(settings['criteria']))) {
    const path = ['rollout', 'criteria', id]
    if (id === 'gate-integrity')
      say(path, 'gate-integrity cannot be softened: who edits the gates would pass every gate', 'key')
    else if (!declared.criteria.has(id)) {
      const near = nearest(id, [...declared.criteria])
      say(
        path,
        `rollout.criteria names ${show(id)}, which is no criterion${near === undefined ? '' : `; did you mean "${near}"?`}`,
        'key',
      )
    }
  }
}

function freezes(raw: Values, say: Say): void {
  for (const [index, entry] of listOf(raw['freezes']).entries()) {
    const result = readFreezeEntry(entry)
    if ('problems' in result)
      for (const problem of result.problems) say(['freezes', index], `freezes[${index}]: ${problem}`)
  }
}

/** Exactly one probe in a proof: of two, nobody could say whether both or either is meant. */
function proofs(raw: Values, say: Say): void {
  const check = (proof: unknown, path: Path) => {
    const written = Object.keys(mapOf(proof))
    if (written.length !== 1) {
      const found = written.length === 0 ? 'names no probe' : `names ${written.join(' and ')}`
      say(path, `${formatPath(path)} ${found}; write one probe, or all: [...] or any: [...]`)
    }
    const shapes = Object.keys(mapOf(mapOf(proof)['code'])).filter((name) =>
      ['query', 'pattern', 'literal', 'guard'].includes(name),
    )
    if (isMap(mapOf(proof)['code']) && shapes.length !== 1) {
      say([...path, 'code'], `${formatPath(path)}.code needs exactly one of query, pattern, literal and guard`)
    }
    for (const list of ['all', 'any']) {
      const inner = mapOf(proof)[list]
      if (Array.isArray(inner) && inner.length === 0)
        say([...path, list], `${formatPath(path)}.${list} is empty, and would prove nothing`)
      for (const [index, single] of listOf(inner).entries()) check(single, [...path, list, index])
    }
  }
  for (const [section, list] of [
    ['definition-of-done', 'criteria'],
    ['readiness', 'criteria'],
    ['change-management', 'checklist'],
  ] as const) {
    for (const [index, entry] of listOf(mapOf(raw[section])[list]).entries())
      check(mapOf(entry)['proof'], [section, list, index, 'proof'])
  }
}

/** Pairs in which the first may not be more than the second. */
const PAIRS: readonly (readonly [section: string, holder: string, less: string, more: string, why: string])[] = [
  ['release', 'staging-soak', 'min', 'warn-after', 'every release would warn before it may be made'],
  ['retention', 'application-logs', 'hot', 'cold', 'logs would be gone before they leave the hot store'],
  ['backups', 'defaults', 'incremental-every', 'full-every', 'incrementals would be rarer than fulls'],
  ['security-gate', 'inherited-debt', 'critical', 'high', 'critical debt would be paid later than high'],
]

function orders(raw: Values, say: Say): void {
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

/** With a gap, a worse finding would pass where a milder one blocks. */
function severities(raw: Values, say: Say): void {
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

function canary(raw: Values, say: Say): void {
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
function looserStores(raw: Values, table: PresetTable, say: Say): void {
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

const lengthOf = (value: unknown): number | undefined => (typeof value === 'string' ? parseDuration(value) : undefined)
const mapOf = (value: unknown): Values => (isMap(value) ? value : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
