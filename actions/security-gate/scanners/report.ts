/** What a scanner's report says, in one shape. Allow-listed fields only: no snippet, no match, no message text. */
export interface ScannerReport {
  /** `sarif`, `npm-audit`, `gitleaks`, ... */
  readonly format: string
  /** True when every run is. An incomplete report is never evidence of absence. */
  readonly complete: boolean
  readonly runs: readonly ScannerRun[]
  readonly findings: readonly ScannerFinding[]
}

export const KINDS = ['sast', 'sca', 'secret', 'misconfiguration', 'license', 'quality', 'posture'] as const
export type ScanKind = (typeof KINDS)[number]
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info' | 'unknown'

export interface ScannerRun {
  readonly tool: string
  readonly version?: string
  /** SARIF `automationDetails.id` up to its last `/`: several runs of one tool are told apart by it. */
  readonly category?: string
  /** The kinds this run is proof of having scanned for, whatever it found. */
  readonly kinds: readonly ScanKind[]
  readonly complete: boolean
  readonly problems: readonly RunProblem[]
  /** Full or abbreviated (7 or more) hex SHA that the report itself names. */
  readonly commit?: string
  /** Of which repository `commit` is, as the report names it, without user, password, query and fragment. */
  readonly repositoryUri?: string
  /** ISO 8601 UTC. */
  readonly finishedAt?: string
}

export interface RunProblem {
  /**
   * `failed`   the scanner says it failed;
   * `partial`  part of the code was not scanned (Semgrep parse error, CodeQL notification): `paths` says which;
   * `suspect`  readable, but no proof that anything ran (no rules and no results);
   * `unproven` a failed scan would have written the same bytes; the exit code in the envelope settles it;
   * `note`     worth showing, changes nothing (an index that points nowhere, a severity that is no number).
   */
  readonly kind: 'failed' | 'partial' | 'unproven' | 'suspect' | 'note'
  /** Our words, never the scanner's text beyond identifiers. */
  readonly text: string
  /** Files not scanned; absent when the tool does not say which. */
  readonly paths?: readonly string[]
  /** Files looked at in all, when the report says. */
  readonly scanned?: number
}

export interface ScannerFinding {
  /** Index into `runs`. */
  readonly run: number
  readonly kind: ScanKind
  /** The worst that score and label say; `scored` and `labelled` keep both for `severity-source`. */
  readonly severity: Severity
  readonly scored?: Severity
  readonly labelled?: Severity
  /** Highest CVSS base score or security-severity, 0 < x <= 10. */
  readonly score?: number
  readonly ruleId: string
  /** Advisory ids of the same thing (CVE, GHSA, OSV, ...), and CWE ids as `CWE-89`. */
  readonly aliases: readonly string[]
  /** Package as purl when it can be built, with the versions that mend it. */
  readonly package?: {
    readonly purl?: string
    readonly name: string
    readonly version?: string
    readonly fixedIn?: readonly string[]
  }
  readonly location?: { readonly path: string; readonly line?: number }
  /** Hash of the line or of the match without its text: survives moved lines. */
  readonly fingerprint?: string
  /** Secrets: the scanner tried it and it works. */
  readonly verified?: boolean
  /** The report itself says it does not count (SARIF `suppressions`, Semgrep `is_ignored`, VEX inside Trivy). */
  readonly suppressed?: boolean
  /** Why it is suppressed, as a word of ours: `in-source`, `external`, `ignored-by-tool`. */
  readonly suppressedBy?: string
  /** Whether it says why; the text itself stays in the report. */
  readonly suppressionJustified?: boolean
  /** ISO 8601 UTC: from then on `suppressed` has no effect (the reader has no clock). */
  readonly suppressedUntil?: string
}

/** What the format cannot say better than "this is not evidence". The gate shows `reason` and `message`, never the bytes. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport'
  readonly reason: UnreadableReason

  constructor(reason: UnreadableReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export type UnreadableReason =
  | 'empty'
  | 'too-large'
  | 'not-text'
  | 'malformed'
  | 'truncated'
  | 'unknown-format'
  | 'wrong-version'
  /** The tool wrote an error where findings belong (npm's ENOAUDIT). */
  | 'error-envelope'
