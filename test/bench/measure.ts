import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'

export interface Command {
  readonly argv: readonly [string, ...string[]]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** One row of `npm run bench -- --json`. */
export interface Row {
  readonly bench: string
  readonly subject: string
  readonly metric: 'wall' | 'cpu' | 'rss' | 'correct' | 'in-process' | 'wrong'
  readonly value: number
  /** `ms`, `MB` (10^6 bytes), `bool` (1 or 0), or none for a number of things. */
  readonly unit: 'ms' | 'MB' | 'bool' | ''
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

/** What the kernel counted, median of 3; empty where GNU time is not installed. CPU time hardly changes on a busy machine. */
export function cost(command: Command): readonly Pick<Row, 'metric' | 'value' | 'unit'>[] {
  if (!rssIsMeasured) return []
  const runs = [1, 2, 3].map(() => timed(command))
  return [
    { metric: 'cpu', value: median(runs.map(({ cpu }) => cpu)), unit: 'ms' },
    { metric: 'rss', value: median(runs.map(({ rss }) => rss)), unit: 'MB' },
  ]
}

/** User and system time in ms, peak resident memory in MB. */
function timed(command: Command): { readonly cpu: number; readonly rss: number } {
  const file = `/tmp/production-gates-cost-${process.pid}`
  run({ ...command, argv: [GNU_TIME, '-q', '-f', '%U %S %M', '-o', file, ...command.argv] })
  const [user = Number.NaN, system = Number.NaN, kib = Number.NaN] = readFileSync(file, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
  rmSync(file)
  return { cpu: (user + system) * 1000, rss: (kib * 1024) / 1e6 }
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
