import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { PATIENT, type Pace } from '../github/transport.ts'
import { type Command, command } from './toolkit.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** Everything a run does to the world outside, so that a test can be that world. */
export interface Machine {
  readonly write: (text: string) => void
  readonly command: Command
  readonly now: () => Date
  /** Milliseconds on a clock that never runs backwards. */
  readonly elapsed: () => number
  /** How patient GitHub's client is. */
  readonly pace: Pace
  readonly sleep: (ms: number) => Promise<void>
  readonly readText: (path: string, maxBytes: number) => string
  readonly append: (path: string, text: string) => void
  /** Bytes of a file, 0 when there is none. */
  readonly size: (path: string) => number
  /** Sets the exit code; stdout is still flushed, the process ends when its work does. */
  readonly exitWith: (code: number) => void
  /** Called for what is thrown outside of the run, and when the process ends before the run does. */
  readonly watch: (onStray: (thrown: unknown) => void, onEarlyExit: () => void) => () => void
}

export const thisMachine: Machine = {
  write: (text) => process.stdout.write(text),
  command,
  now: () => new Date(),
  elapsed: () => performance.now(),
  pace: PATIENT,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  readText(path, maxBytes) {
    const { size } = statSync(path)
    if (size > maxBytes) throw new Error(`${path} has ${size} bytes, more than ${maxBytes}`)
    return readFileSync(path, 'utf8')
  },
  append: (path, text) => appendFileSync(path, text),
  size: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  exitWith(code) {
    process.exitCode = code
  },
  watch(onStray, onEarlyExit) {
    process.on('unhandledRejection', onStray)
    process.on('uncaughtException', onStray)
    process.on('exit', onEarlyExit)
    return () => {
      process.off('exit', onEarlyExit)
      // The stray handlers stay: a promise nobody waits for may still fail while the process winds down.
    }
  },
}
