import { loadPolicy } from '../../shared/policy/load.ts'
import type { Policy } from '../../shared/policy/policy.ts'

/** The resolved policy of a file that says nothing but its preset. */
export async function presetPolicy(preset: string): Promise<Policy> {
  const text = `version: 1\npreset: ${preset}\ndefaults: 2026.11\n`
  const read = async () => ({ text, uri: '.github/production.yml' })
  return (await loadPolicy({ read, path: '.github/production.yml', now: new Date('2026-11-20T12:00:00Z') })).policy
}
