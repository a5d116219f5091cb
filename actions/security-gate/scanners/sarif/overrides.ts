import { type Fields, fieldsOf, isFields, listOf } from '../fields.ts'
import { findRule, type Rules, referenceOf } from './rules.ts'
import { indexOf, type Oddities } from './values.ts'

/** The level that an invocation gives the rule of a result, if it gives one (SARIF 3.20.5, 3.51). */
export type Overrides = (result: Fields, rule: Fields | undefined) => unknown

/**
 * @param invocations the run's; a result names its own in `provenance.invocationIndex`, and when there is exactly one
 *   it is that one
 */
export function overridesOf(invocations: readonly unknown[], rules: Rules, oddities: Oddities): Overrides {
  const levels = invocations.map((invocation) => levelsOf(invocation, rules, oddities))
  if (levels.every((level) => level.size === 0)) return () => undefined
  const fallback = levels.length === 1 ? 0 : undefined
  return (result, rule) => {
    const at = indexOf(fieldsOf(result['provenance'])['invocationIndex']) ?? fallback
    return at === undefined || rule === undefined ? undefined : levels[at]?.get(rule)
  }
}

function levelsOf(invocation: unknown, rules: Rules, oddities: Oddities): ReadonlyMap<Fields, unknown> {
  const levels = new Map<Fields, unknown>()
  for (const override of listOf(fieldsOf(invocation)['ruleConfigurationOverrides'])) {
    if (!isFields(override)) continue
    const level = fieldsOf(override['configuration'])['level']
    if (level === undefined || level === null) continue
    const rule = findRule(rules, referenceOf(override['descriptor']), oddities)
    if (rule !== undefined && !levels.has(rule)) levels.set(rule, level)
  }
  return levels
}
