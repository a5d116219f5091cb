import type { Unread } from '../../shared/evidence/reading.ts'
import type { Dismissal } from '../../shared/github/alert.ts'
import type { Analysis, CodeScanningAlert } from '../../shared/github/code-scanning.ts'
import type { DependabotAlert } from '../../shared/github/dependabot.ts'
import type { DependencyChange } from '../../shared/github/dependencies.ts'
import type { SecretAlert } from '../../shared/github/secret-scanning.ts'

/**
 * What GitHub itself knows, as plain JSON. A part that is absent was not asked for: nobody relies on it. One that was asked
 * for and not read says why.
 */
export interface GitHubFacts {
  readonly subject: GitHubSubject
  readonly codeScanning?: CodeScanningFact
  readonly dependabot?: DependabotFact
  readonly secretAlerts?: SecretAlertsFact
  readonly dependencies?: DependenciesFact
  /** By login: whether the person has one of the roles in `security-gate.dismissals.by`; who is not here is `unknown`. */
  readonly dismissers?: Readonly<Record<string, 'yes' | 'no' | 'unknown'>>
}

export interface GitHubSubject {
  readonly kind: 'pull-request' | 'merge-group' | 'commit'
  /** Of which analyses and alerts are asked for: `refs/pull/7/head`, `refs/pull/7/merge`, `refs/heads/main`. */
  readonly refs: readonly string[]
  readonly head: string
  /** Commits that stand for what is judged (decisions.md 1.2); never GITHUB_SHA. */
  readonly accepted: readonly string[]
  readonly base?: {
    /** `refs/heads/main`. */
    readonly ref: string
    readonly mergeBase: string
  }
  /** `refs/heads/main`: what Dependabot and secret alerts describe. */
  readonly defaultBranch?: string
  readonly defaultBranchTip?: string
}

/** The judge may not know the room that asks GitHub; it knows what was asked for. */
export type DismissalFact = Dismissal
export type CodeAlertFact = CodeScanningAlert
export type DependabotAlertFact = DependabotAlert
export type DependencyChangeFact = DependencyChange
export type SecretAlertFact = SecretAlert & {
  /** Its first place is in the history of the base; given by whoever has git. */
  readonly inBase?: boolean
}

/** A reading as evidence keeps it. `source` is the id of its source. */
export type Known<T> = { readonly source: string } & (({ readonly state: 'read' } & T) | Unread)

export type CodeScanningFact = Known<{
  readonly analyses: readonly AnalysisFact[]
  /** Each number once, of all refs of the subject. */
  readonly alerts: readonly CodeAlertFact[]
  /** Numbers of the alerts that are also on the base; absent = the base was not wholly read, so every alert counts. */
  readonly onBase?: readonly number[]
  /** Names of scans that run for the head and have not reported; given by whoever knows the runs. */
  readonly running?: readonly string[]
}>

export interface AnalysisFact extends Analysis {
  /** Who could have written it (decisions.md 1.1); absent = nobody looked, which is not trusted. */
  readonly producer?: { readonly state: 'trusted' } | { readonly state: 'untrusted'; readonly detail: string }
}

export type DependabotFact = Known<{ readonly alerts: readonly DependabotAlertFact[] }>

export type SecretAlertsFact = Known<{ readonly alerts: readonly SecretAlertFact[] }>

export type DependenciesFact = Known<{
  readonly base: string
  readonly head: string
  readonly changes: readonly DependencyChangeFact[]
  /** ISO 8601 UTC: advisories appear daily, so what is known of a change is as old as the answer. */
  readonly readAt: string
}>
