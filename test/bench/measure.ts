import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export interface Command {
  readonly argv: readonly [string, ...string[]]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** One row of `npm run bench -- --json`. */
export interface Row {
  readonly bench: string
  readonly subject: string
  readonly metric: 'wall' | 'rss' | 'correct' | 'in-process'
  readonly value: number
  /** `ms`, `MB` (10^6 bytes), or `bool` (1 or 0). */
  readonly unit: 'ms' | 'MB' | 'bool'
}

export interface Ran {
  readonly stdout: string
  readonly ms: number
}

/** Runs to the end and says what it printed and how long it took; the exit code is the subject's own business. */
export function run({ argv: [program, ...args], cwd, env }: Command): Ran {
  const start = performance.now()
  const { stdout, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  })
  const ms = performance.now() - start
  if (error) throw new Error(`${program} did not start`, { cause: error })
  return { stdout, ms }
}

const GNU_TIME = '/usr/bin/time'
export const rssIsMeasured = existsSync(GNU_TIME)

/** Peak resident memory in MB as the kernel counted it; undefined where GNU time is not installed. */
export function peakRss(command: Command): number | undefined {
  if (!rssIsMeasured) return undefined
  const file = `/tmp/production-gates-rss-${process.pid}`
  run({ ...command, argv: [GNU_TIME, '-q', '-f', '%M', '-o', file, ...command.argv] })
  const [kib] = run({ argv: ['cat', file] })
    .stdout.trim()
    .split('\n')
    .slice(-1)
  run({ argv: ['rm', file] })
  return (Number(kib) * 1024) / 1e6
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/** Median wall time of each, in turns: what disturbs the machine then disturbs all of them alike. */
export function inTurns<Name extends string>(commands: ReadonlyMap<Name, Command>, rounds: number): Map<Name, number> {
  const times = new Map<Name, number[]>([...commands.keys()].map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of commands) times.get(name)?.push(run(command).ms)
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]))
}
