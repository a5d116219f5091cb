import type { Policy } from './policy.ts'
import { isMap, type Values } from './resolve.ts'
import { BACKUP_LIMITS } from './sections/operations.ts'

/** The last step, after every merge: what one part of the policy says about another is written out there. */
export function finish(values: Values): Policy {
  const softened = withRolloutLevels(values)
  const backups = softened['backups']
  const finished = isMap(backups) ? { ...softened, backups: withStoreLimits(backups) } : softened
  const policy: Values = { version: 1, rollout: {}, roles: {}, freezes: [], 'freeze-exceptions': [], ...finished }
  return policy as Policy
}

/** `rollout.criteria` decides the level of a criterion, wherever that is declared. */
function withRolloutLevels(values: Values): Values {
  const rollout = values['rollout']
  const levels = isMap(rollout) && isMap(rollout['criteria']) ? rollout['criteria'] : {}
  const result: Record<string, unknown> = { ...values }
  for (const [id, level] of Object.entries(levels)) {
    for (const section of ['definition-of-done', 'readiness', 'change-management']) {
      const settings = result[section]
      if (!isMap(settings)) continue
      const changed: Record<string, unknown> = { ...settings }
      if (isMap(changed[id])) changed[id] = { ...changed[id], level }
      for (const list of ['criteria', 'checklist']) {
        const entries = changed[list]
        if (Array.isArray(entries)) {
          changed[list] = entries.map((entry) => (isMap(entry) && entry['id'] === id ? { ...entry, level } : entry))
        }
      }
      result[section] = changed
    }
  }
  return result
}

/** A store has the limits it writes, and those of `backups.defaults` otherwise. */
export function withStoreLimits(backups: Values): Values {
  const { defaults, stores } = backups
  if (!isMap(defaults) || !Array.isArray(stores)) return backups
  const limits = Object.fromEntries(
    BACKUP_LIMITS().flatMap((name) => (defaults[name] === undefined ? [] : [[name, defaults[name]]])),
  )
  return {
    ...backups,
    stores: stores.map((store) => {
      if (!isMap(store)) return store
      const copies = isMap(limits['copies'])
        ? { copies: { ...limits['copies'], ...(isMap(store['copies']) ? store['copies'] : {}) } }
        : {}
      return { ...limits, ...store, ...copies }
    }),
  }
}
