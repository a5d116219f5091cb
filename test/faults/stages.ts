import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from './scenario.ts'

const SCENARIOS = join(import.meta.dirname, 'scenarios')

/** Every gate that has a table of scenarios. */
export const gates = (): readonly string[] =>
  readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort()

interface Table {
  readonly scenarios: readonly Scenario[]
}

export async function scenariosOf(gate: string): Promise<readonly Scenario[]> {
  const { scenarios }: Table = await import(join(SCENARIOS, `${gate}.ts`))
  return scenarios
}
