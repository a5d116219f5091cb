import type { Pace } from '../shared/github/transport.ts'

/** Everything a command does to the world, so that a test hands in its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly cwd: string
  /** How patient GitHub's client is. */
  readonly pace: Pace
  readonly readText: (path: string) => string
  readonly write: (path: string, text: string) => void
  readonly append: (path: string, text: string) => void
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** 0 it ran · 3 a mistake that the user can mend, or ours. Nothing here judges, so nothing here is 1 or 2. */
export type Exit = 0 | 3

export interface Command {
  /** How it is called, for messages. */
  readonly usage: string
  /** It makes no sense as a step of a workflow. */
  readonly terminalOnly?: true
  readonly run: (args: readonly string[], io: Io) => Promise<Exit>
}
