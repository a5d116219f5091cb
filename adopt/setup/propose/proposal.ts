import type { Place } from '../detect/seen.ts'

export interface ProposedFile {
  readonly path: string
  /** `appended`: the file is there, and lines were added at its end. */
  readonly change: 'new' | 'appended'
  readonly content: string
  readonly mode: string
}

/** Names stand between backticks; whoever shows it escapes the rest. */
export interface Choice {
  readonly topic: string
  readonly text: string
  readonly seen: readonly Place[]
}

export interface Proposal {
  readonly files: readonly ProposedFile[]
  readonly choices: readonly Choice[]
  /** What is not in the branch, and why. */
  readonly omitted: readonly string[]
  /** What a person has to do or know before it is merged. */
  readonly before: readonly string[]
}
