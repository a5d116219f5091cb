import type { ExceptionEntry } from './exceptions/exceptions.ts'
import type { VexStatement } from './exceptions/statement.ts'
import type { ScanKind, ScannerFinding, ScannerRun, UnreadableReason } from './scanners/report.ts'

/** What was read for security-gate: plain JSON, allow-listed fields, nothing decided yet. */
export interface SecurityFacts {
  readonly reports: readonly ReportFact[]
  /** Paths changed by what is judged, `/`-separated; absent when git could not tell. */
  readonly changed?: readonly string[]
  readonly exceptions: readonly ExceptionEntry[]
  /** SHA-256 in hex of files that an exception for a secret names, as they are in the judged commit. */
  readonly contents: Readonly<Record<string, string>>
  readonly vex: readonly VexStatement[]
}

/** One report file. The file itself is the source with the id `source`. */
export interface ReportFact {
  readonly source: string
  /** Relative to the workspace. */
  readonly path: string
  /** The kind the `reports` input gives it. */
  readonly declared?: ScanKind
  readonly content: ReportContent
  readonly envelope?: EnvelopeFact
}

export type ReportContent =
  | {
      readonly state: 'read'
      readonly format: string
      readonly runs: readonly ScannerRun[]
      readonly findings: readonly ScannerFinding[]
    }
  | {
      readonly state: 'unreadable'
      readonly reason: UnreadableReason | 'unreachable' | 'tracked'
      readonly detail: string
    }

export type EnvelopeFact =
  | {
      readonly state: 'read'
      readonly kinds: readonly ScanKind[]
      readonly tool: string
      readonly commit: string
      /** ISO 8601 UTC. */
      readonly finishedAt: string
      /** The digest it binds equals the report's. */
      readonly matches: boolean
      /** What the scanner ended with. */
      readonly exitCode?: number
    }
  | { readonly state: 'invalid'; readonly detail: string }
