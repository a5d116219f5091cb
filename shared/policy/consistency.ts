import { readFreezeEntry } from '../calendar/freeze-entry.ts'
import { canary, listOf, looserStores, mapOf, orders, type Say, severities } from './impossible-values.ts'
import { nearest } from './nearest.ts'
import type { PresetTable } from './presets.ts'
import { formatPath, type Path, show } from './problem.ts'
import { environmentReferences, namesIn, type Reference, roleReferences, UNIQUE } from './references.ts'
import { isMap, type Values } from './resolve.ts'
import { DONE_CRITERIA, READINESS_CRITERIA } from './sections/definition-of-done.ts'

/** What the files of one policy declare together; a set is absent when a file that declares it is itself broken. */
export interface Declared {
  readonly roles?: ReadonlySet<string>
  readonly environments?: ReadonlySet<string>
  readonly freezes?: ReadonlySet<string>
  readonly criteria: ReadonlySet<string>
}

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
    for (const [index, entry] of listOf(mapOf(raw[section])[list]).entries()) {
      const { proof } = mapOf(entry)
      // A box without one is ticked by a person; everywhere else the schema asks for it.
      if (proof !== undefined) check(proof, [section, list, index, 'proof'])
    }
  }
}
