import { BUILT_IN } from '../actions/dod-check/criteria.ts'
import { editionOf, FIRST_EDITION } from '../shared/policy/presets.ts'
import { PRESETS } from '../shared/policy/sections/base.ts'
import { between, row, table } from './readme-tables.ts'

/** The README of dod-check with its table of criteria made anew: what each preset asks, what proves it, what it reads. */
export function withCriteria(readme: string): string {
  const rows = BUILT_IN.map(({ id, title, about }) =>
    row(`\`${id}\``, title, ...PRESETS.map((preset) => levelIn(preset, id)), about.proof, about.permissions),
  )
  return between(
    readme,
    'criteria',
    table(['criterion', 'what must be true', ...PRESETS, 'proof', 'permissions'], rows),
  )
}

function levelIn(preset: (typeof PRESETS)[number], id: string): string {
  const done: Readonly<Record<string, unknown>> = editionOf(FIRST_EDITION)?.[preset].values['definition-of-done'] ?? {}
  const settings = done[id]
  if (settings === undefined || settings === false) return 'off'
  const level = typeof settings === 'object' && settings !== null && 'level' in settings ? settings.level : 'block'
  return String(level)
}
