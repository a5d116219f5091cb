import { planOf, type Result, runOnce, type Stage, setStage } from './run.ts'
import { scenariosOf } from './stages.ts'

/** To a worker: everything it will ever do. */
export interface Order {
  readonly gates: readonly string[]
  readonly seed: number
  readonly runs: readonly number[]
}

/** From a worker, in this order; `failed` ends it. */
export type News =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done' }

/** A gate that neither ends nor gives up would hold the whole command. */
const PATIENCE = 5 * 60_000

/** Runs by their numbers, each the same in whatever process it is made; stories are told when first needed. */
export async function work({ gates, seed, runs }: Order, tell: (news: News) => void): Promise<void> {
  const stages = new Map<string, Stage>()
  try {
    const scenarios = (await Promise.all(gates.map(scenariosOf))).flat()
    for (const index of runs) {
      const scenario = scenarios[index % scenarios.length]
      if (scenario === undefined) throw new Error(`${gates.join(', ')}: there is no scenario`)
      const stage = stages.get(scenario.name) ?? (await setStage(scenario))
      stages.set(scenario.name, stage)
      const run = runOnce(stage, index, planOf(stage, seed, index))
      tell({ kind: 'result', result: await within(run, `run ${index} (${scenario.name})`) })
    }
    tell({ kind: 'done' })
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  } finally {
    for (const { told } of stages.values()) await told.github.close()
  }
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what} has not ended after ${PATIENCE / 1000} s`)), PATIENCE)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
