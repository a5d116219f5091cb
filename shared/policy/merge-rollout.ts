import { GATES } from '../verdict/verdict.ts'
import { finish } from './finish.ts'
import type { Complain } from './merge.ts'
import { show } from './problem.ts'
import { isMap, type Values } from './resolve.ts'

/**
 * A repository may not observe what its baseline enforces, nor for longer, and may not soften a criterion. What it
 * says nothing about is as the baseline has it.
 */
export function mergeRollout(baseline: Values, raw: Values, complain: Complain): Values {
  const from = mapOf(baseline['rollout'])
  const own = mapOf(raw['rollout'])
  const merged: Record<string, unknown> = {}
  for (const gate of GATES) {
    const value = own[gate] ?? from[gate]
    if (value !== undefined) merged[gate] = value
    if (own[gate] === undefined || own[gate] === 'enforce') continue
    const until = mapOf(own[gate])['observe-until']
    const limit = isMap(from[gate]) ? from[gate]['observe-until'] : undefined
    if (limit === undefined) complain(['rollout', gate], 'observes what the baseline enforces')
    else if (String(until) > String(limit)) {
      complain(['rollout', gate, 'observe-until'], `is ${show(until)}, later than ${show(limit)}`)
    }
  }
  const criteria = mergeLevels(baseline, raw, mapOf(from['criteria']), mapOf(own['criteria']), complain)
  return from['criteria'] === undefined && own['criteria'] === undefined ? merged : { ...merged, criteria }
}

function mergeLevels(baseline: Values, raw: Values, from: Values, own: Values, complain: Complain): Values {
  const inForce = finish(baseline)
  const merged: Record<string, unknown> = {}
  for (const [id, level] of Object.entries(from)) {
    // A level the repository writes at the criterion itself is tighter, or the merge has refused it.
    const settings = mapOf(raw['definition-of-done'])[id] ?? mapOf(raw['readiness'])[id]
    if (!isMap(settings) || settings['level'] === undefined) merged[id] = level
  }
  for (const [id, level] of Object.entries(own)) {
    const held = levelOf(inForce, id)
    if (level === 'warn' && held !== undefined && held !== 'warn') {
      complain(['rollout', 'criteria', id], `is warn, and the baseline has ${held}`)
    }
    merged[id] = level
  }
  return merged
}

/** The level at which a criterion is in force, or undefined where it is off or unknown. */
function levelOf(policy: Values | ReturnType<typeof finish>, id: string): unknown {
  const values: Values = { ...policy }
  for (const section of ['definition-of-done', 'readiness', 'change-management']) {
    const holder = mapOf(values[section])
    if (isMap(holder[id])) return mapOf(holder[id])['level']
    for (const list of ['criteria', 'checklist']) {
      const entries = holder[list]
      const entry = Array.isArray(entries) ? entries.find((candidate) => mapOf(candidate)['id'] === id) : undefined
      if (entry !== undefined) return mapOf(entry)['level'] ?? 'block'
    }
  }
  return undefined
}

const mapOf = (value: unknown): Values => (isMap(value) ? value : {})
