// npm run faults -- [--runs 10000] [--seed N] [--gate security-gate] [--workers N] [--run 4711] [--json]
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { crew } from '../test/faults/crew.ts'
import type { Result } from '../test/faults/run.ts'
import { gates, scenariosOf } from '../test/faults/stages.ts'
import { complaints, drawTally, tallyOf } from '../test/faults/tally.ts'
import type { Order } from '../test/faults/worker.ts'

/** A run waits half of its time, for git and for what stalls. */
const WAITING = 1

/** Shown in full; the others only as a line. */
const SHOWN = 10

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      gate: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism() + WAITING) },
      run: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const known = gates()
  if (values.gate !== undefined && !known.includes(values.gate)) {
    console.error(`--gate: there are no scenarios of ${values.gate}; there are some of ${known.join(', ')}.`)
    return 3
  }
  const seed = whole('seed', values.seed)
  const runs = values.run === undefined ? range(whole('runs', values.runs)) : [whole('run', values.run)]
  const workers = Math.min(Math.max(1, whole('workers', values.workers)), Math.max(1, runs.length))
  const judged = values.gate === undefined ? known : [values.gate]
  const stories = (await Promise.all(judged.map(scenariosOf))).flat().length
  // A story is told by one worker only: telling some takes longer than a dozen runs.
  const parts = range(workers).map((at) => runs.filter((index) => (index % stories) % workers === at))
  const orders = parts.map((part): Order => ({ gates: judged, seed, runs: part }))

  const begun = performance.now()
  const results: Result[] = []
  await crew(orders, (result) => {
    results.push(result)
    if (results.length % 500 === 0) console.error(`${results.length} of ${runs.length} runs`)
  })
  results.sort((one, other) => one.index - other.index)
  const tally = tallyOf(results, seed, (performance.now() - begun) / 1000)

  const strange = results.filter((result) => result.protocol !== undefined)
  for (const [at, result] of (values.run === undefined ? strange : results).entries()) {
    console.error(at < SHOWN || values.run !== undefined ? inFull(result) : inShort(result))
  }
  if (values.run !== undefined) return strange.length === 0 ? 0 : 1
  console.log(values.json ? JSON.stringify(tally) : drawTally(tally))
  const wrong = complaints(tally)
  for (const one of wrong) console.error(one)
  return wrong.length === 0 ? 0 : 1
}

const inShort = ({ index, scenario, plan, conclusion, code, falsePass, broken }: Result): string =>
  `run ${index}, ${scenario}: ${plan}: ${conclusion}, exit ${code}. ${[falsePass, ...broken].join(' ')}`

const inFull = (result: Result): string => `${inShort(result)}\n${result.protocol ?? ''}${result.said ?? ''}`

const range = (size: number): number[] => Array.from({ length: size }, (_, at) => at)

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is ${text}; write a whole number`)
  return Number(text)
}

process.exitCode = await main()
