import { type Document, isMap, parseDocument } from 'yaml'
import { loadPolicy } from '../../shared/policy/load.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { PRESETS, type Preset } from '../../shared/policy/sections/base.ts'
import { InputError } from '../../shared/verdict/input-error.ts'

/** What each preset would have asked for, with the inventories that the repository's own file declares. */
export type Policies = Readonly<Record<Preset, Policy>>

const EDITION = '2026.11'

/**
 * @param text of the policy file as it is now; undefined: there is none
 * @throws InputError when the file is no policy
 */
export async function policiesFor(text: string | undefined, path: string, now: Date): Promise<Policies> {
  const each = await Promise.all(
    PRESETS.map(async (preset) => [preset, await policyOf(preset, text, path, now)] as const),
  )
  return Object.fromEntries(each) as Policies
}

async function policyOf(preset: Preset, text: string | undefined, path: string, now: Date): Promise<Policy> {
  const written = withPreset(preset, text)
  const { policy } = await loadPolicy({ read: async () => ({ text: written, uri: path }), path, now })
  // What is softened for a while is judged as it will be: the question is what happens when all of it holds.
  return { ...policy, rollout: {} }
}

/** `extends` would ask for another repository's file, whose values this preset cannot loosen anyway. */
function withPreset(preset: Preset, text: string | undefined): string {
  if (text === undefined) return `version: 1\npreset: ${preset}\ndefaults: ${EDITION}\n`
  const document: Document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new InputError('The policy file of the repository is not YAML that can be read. Mend it first.')
  }
  document.set('preset', preset)
  document.delete('rollout')
  document.delete('extends')
  return document.toString()
}
