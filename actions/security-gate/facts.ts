import type { ProducerFact } from '../../shared/evidence/producer.ts'
import type { OverrideFacts } from '../../shared/override/facts.ts'
import type { ExceptionEntry } from './exceptions/exceptions.ts'
import type { VexStatement } from './exceptions/statement.ts'
import type { GitHubFacts } from './github-facts.ts'
import type { ScanKind, ScannerFinding, ScannerRun, UnreadableReason } from './scanners/report.ts'

/** What was read for security-gate: plain JSON, allow-listed fields, nothing decided yet. */
export interface SecurityFacts {
  readonly reports: readonly ReportFact[]
  /** Paths changed by what is judged, `/`-separated; absent when git could not tell. */
  readonly changed?: readonly string[]
  /** What is judged is not merged yet, so its author could have written whatever speaks for it. */
  readonly unmerged?: UnmergedFact
  /** What GitHub itself knows, where the input `github` asks for it. */
  readonly github?: GitHubFacts
  readonly exceptions: readonly ExceptionEntry[]
  /** SHA-256 in hex of files that an exception for a secret names, as they are in the judged commit. */
  readonly contents: Readonly<Record<string, string>>
  readonly vex: readonly VexStatement[]
  /** By id of the entry or statement: whether its approver has approved it. Absent when nobody could be asked. */
  readonly approvals?: Readonly<Record<string, ApprovalFact>>
  /** Absent when nothing looks as if somebody asked for an override. */
  readonly override?: OverrideFacts
}

export type ApprovalFact =
  /** `since` is when the newest of its lines was merged, ISO 8601 UTC: its longest life runs from then. */
  { readonly state: 'verified'; readonly since: string } | { readonly state: 'void'; readonly detail: string }

/** One report file. The file itself is the source with the id `source`. */
export interface ReportFact {
  readonly source: string
  /** Relative to the workspace. */
  readonly path: string
  /** The kind the `reports` input gives it. */
  readonly declared?: ScanKind
  readonly content: ReportContent
  readonly envelope?: EnvelopeFact
  /** Who made it, as far as GitHub says; absent for a file of the workspace that nobody vouches for. */
  readonly origin?: OriginFact
}

export interface UnmergedFact {
  /** Commits that stand for the judged one: itself, and test merges of it whose tree git has made again. */
  readonly accepted: readonly string[]
  /** Lines and files of the change that tell a scanner to be silent, sorted. */
  readonly suppressions: readonly SuppressionFact[]
  /** Whether role `security` has approved this head, and why not. */
  readonly security: {
    readonly approved: 'yes' | 'no' | 'unknown'
    readonly detail: string
    /** Files it has approved as they were before the base was merged, and that are others now: not approved. */
    readonly except?: readonly string[]
  }
}

export interface SuppressionFact {
  readonly path: string
  readonly line?: number
  /** `nosemgrep`, `.gitleaksignore`: what was written, never the line itself. */
  readonly what: string
}

/** The run that made a report. */
export interface OriginFact {
  /** `artifact`: fetched by run id, so GitHub says which commit it is of. `this-run`: written in the run we are in. */
  readonly kind: 'artifact' | 'this-run'
  readonly run: number
  readonly attempt?: number
  /** Path of its workflow. */
  readonly workflow: string
  /** The commit it ran for. */
  readonly commit: string
  /** ISO 8601 UTC: when the artifact was made, or the run that we are in. */
  readonly at: string
  readonly producer: ProducerFact
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
      /** The run that it says it was written in. */
      readonly runId?: number
    }
  | { readonly state: 'invalid'; readonly detail: string }
