import { SOURCE_SIGNS } from '../report/compose.ts'
import { logText } from '../report/escape.ts'
import { SIGNS } from '../report/model.ts'
import { took } from '../report/time.ts'
import type { Source } from '../verdict/finding.ts'
import type { Command } from './toolkit.ts'

/** The four steps of every run (report.md rule 8). */
export type Phase = 'policy' | 'gather' | 'judge' | 'report'

export interface Log {
  /** One line, whatever it contains. */
  readonly line: (text: string) => void
  readonly source: (source: Source, ms: number) => void
  /** Folded on GitHub; not to be nested, the runner knows one level. */
  readonly group: <T>(phase: Phase, work: () => T | Promise<T>) => Promise<T>
  /** Call it as often as there is something to say; it speaks after 3 s and then every 3 s. */
  readonly progress: (what: string, of?: number) => (done: number) => void
  readonly debug: (text: string) => void
}

export interface LogTarget {
  readonly write: (text: string) => void
  /** Absent on a terminal: groups become headings, debug becomes lines. */
  readonly command: Command | undefined
  readonly elapsed: () => number
  readonly debug: boolean
}

const LINE = 4000
const PROGRESS_EVERY_MS = 3000

/**
 * Nothing printed through it can be a workflow command: newlines are spelled out and a leading `::` is broken, so there
 * is no line of foreign text that `::stop-commands::` would have to fence in.
 */
export function createLog({ write, command, elapsed, debug }: LogTarget): Log {
  const line = (text: string): void => write(`${logText(text, LINE)}\n`)
  return {
    line,
    source({ id, state, commit, needs, detail }, ms) {
      const about = commit === undefined ? '' : ` for ${commit.slice(0, 7)}`
      const why = [detail, needs === undefined ? undefined : `needs ${needs}`].filter((part) => part !== undefined)
      line(
        `${SIGNS[SOURCE_SIGNS[state]]} ${state} ${id}${about}, ${took(ms)}${why.map((part) => `; ${part}`).join('')}`,
      )
    },
    async group(phase, work) {
      if (command === undefined) line(`${phase}:`)
      else command('group', {}, phase)
      try {
        return await work()
      } finally {
        command?.('endgroup', {}, '')
      }
    },
    progress(what, of) {
      let last = elapsed()
      return (done) => {
        if (elapsed() - last < PROGRESS_EVERY_MS) return
        last = elapsed()
        line(of === undefined ? `${what}: ${done}` : `${what}: ${done} of ${of}`)
      }
    },
    debug(text) {
      if (!debug) return
      if (command === undefined) line(`debug: ${text}`)
      else command('debug', {}, logText(text, LINE))
    },
  }
}
