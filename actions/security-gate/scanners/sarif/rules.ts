import { type Fields, fieldsOf, isFields, listOf } from '../fields.ts'
import { count, indexOf, type Oddities, textOf } from './values.ts'

/** The rules of a run: those of the driver first, then those of each extension (CodeQL keeps all of its there). */
export interface Rules {
  readonly driver: Component
  readonly extensions: readonly Component[]
  readonly all: readonly Component[]
  readonly byGuid: ReadonlyMap<string, Fields>
}

export interface Component {
  readonly guid: string | undefined
  readonly name: string | undefined
  readonly rules: readonly unknown[]
  /** The first rule of each id: ids may repeat, and then the index tells them apart. */
  readonly byId: ReadonlyMap<string, Fields>
}

/** What a result, or an override, says of its rule (SARIF reportingDescriptorReference, 3.52). */
export interface RuleReference {
  readonly id: string | undefined
  readonly index: number | undefined
  readonly guid: string | undefined
  readonly component: Fields
}

/** @param tool the run's `tool` */
export function indexRules(tool: Fields): Rules {
  const byGuid = new Map<string, Fields>()
  const driver = indexComponent(tool['driver'], byGuid)
  const extensions = listOf(tool['extensions']).map((extension) => indexComponent(extension, byGuid))
  return { driver, extensions, all: [driver, ...extensions], byGuid }
}

export function countRules(rules: Rules): number {
  return rules.all.reduce((sum, component) => sum + component.rules.length, 0)
}

function indexComponent(value: unknown, byGuid: Map<string, Fields>): Component {
  const component = fieldsOf(value)
  const rules = listOf(component['rules'])
  const byId = new Map<string, Fields>()
  for (const rule of rules) {
    if (!isFields(rule)) continue
    const id = textOf(rule['id'])
    if (id !== undefined && !byId.has(id)) byId.set(id, rule)
    const guid = guidOf(rule['guid'])
    if (guid !== undefined && !byGuid.has(guid)) byGuid.set(guid, rule)
  }
  return { guid: guidOf(component['guid']), name: textOf(component['name']), rules, byId }
}

const guidOf = (value: unknown): string | undefined => textOf(value)?.toLowerCase()

/** @param value a result: its `rule`, else its `ruleId` and `ruleIndex` (SARIF 3.27.5 to 3.27.7) */
export function referenceOfResult(value: Fields): RuleReference {
  const reference = fieldsOf(value['rule'])
  return {
    id: textOf(value['ruleId']) ?? textOf(reference['id']),
    index: indexOf(reference['index']) ?? indexOf(value['ruleIndex']),
    guid: guidOf(reference['guid']),
    component: fieldsOf(reference['toolComponent']),
  }
}

/** @param value a reportingDescriptorReference */
export function referenceOf(value: unknown): RuleReference {
  const reference = fieldsOf(value)
  return {
    id: textOf(reference['id']),
    index: indexOf(reference['index']),
    guid: guidOf(reference['guid']),
    component: fieldsOf(reference['toolComponent']),
  }
}

/**
 * The rule a reference means (spec security-gate 3.2). A reference that is wrong in part never loses its result: it is
 * counted, and the rest of it is used.
 */
export function findRule(rules: Rules, reference: RuleReference, oddities: Oddities): Fields | undefined {
  const { id, index, guid } = reference
  const component = findComponent(rules, reference.component, oddities)
  const candidate = index === undefined ? undefined : fieldsAt(component, index)
  if (index !== undefined && candidate === undefined) count(oddities, 'a rule index that points nowhere')
  if (candidate !== undefined && (id === undefined || fits(textOf(candidate['id']), id))) return candidate

  const byGuid = guid === undefined ? undefined : rules.byGuid.get(guid)
  if (byGuid !== undefined) return byGuid

  const named = id === undefined ? undefined : findById(rules, component, id)
  if (candidate !== undefined) count(oddities, 'a rule id and a rule index that mean different rules')
  // When nothing has that id, the index is all there is (sarif-tutorials DefaultRuleConfiguration.sarif).
  return named ?? candidate ?? lastResort(rules, reference)
}

function findComponent(rules: Rules, reference: Fields, oddities: Oddities): Component {
  const index = indexOf(reference['index'])
  if (index !== undefined) {
    const component = rules.extensions[index]
    if (component !== undefined) return component
    count(oddities, 'a tool component index that points nowhere')
  }
  const guid = guidOf(reference['guid'])
  return (guid !== undefined && rules.all.find((component) => component.guid === guid)) || rules.driver
}

/** `toolComponent.name` takes no part in the lookup of the standard; it is better than nothing. */
function lastResort(rules: Rules, { index, component }: RuleReference): Fields | undefined {
  const name = textOf(component['name'])
  if (name === undefined || index === undefined) return undefined
  const named = rules.extensions.find((extension) => extension.name === name)
  return named === undefined ? undefined : fieldsAt(named, index)
}

function fieldsAt(component: Component, index: number): Fields | undefined {
  const rule = component.rules[index]
  return isFields(rule) ? rule : undefined
}

/** Hierarchical ids: a result of `CA5350/md5` belongs to rule `CA5350` (SARIF 3.27.5). */
function fits(ruleId: string | undefined, id: string): boolean {
  return ruleId === id || (ruleId !== undefined && id.length > ruleId.length && id.startsWith(`${ruleId}/`))
}

/** Levels of a hierarchical id; the standard's examples have two. Keeps an id of a million slashes linear. */
const MAX_LEVELS = 16

/** First in the component that was named, then in the driver, then in each extension; the longest id wins. */
function findById(rules: Rules, first: Component, id: string): Fields | undefined {
  let prefix = id
  for (let level = 0; level < MAX_LEVELS && prefix !== ''; level++) {
    const own = first.byId.get(prefix)
    if (own !== undefined) return own
    for (const component of rules.all) {
      const rule = component.byId.get(prefix)
      if (rule !== undefined) return rule
    }
    prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('/'), 0))
  }
  return undefined
}
