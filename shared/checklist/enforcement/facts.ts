import type { SourceState } from '../../verdict/finding.ts'
import type { WorkflowFacts } from './workflow.ts'

/** What a question ended in. What is not read is unknown: it proves nothing, and it refutes nothing. */
export type Seen<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: Exclude<SourceState, 'read'>; readonly detail: string; readonly needs?: string }

/** Plain data, so that what was judged once can be judged again. */
export interface EnforcementFacts {
  /** `acme/app`. */
  readonly repository: string
  readonly repositoryId: Seen<number>
  readonly defaultBranch: Seen<string>
  /** The production branch. */
  readonly branch: string
  readonly policyPath: string
  /** GitHub's own word on what holds for the branch. It leaves out who may bypass it. */
  readonly rules: Seen<readonly RuleInForce[]>
  /** Every ruleset of the repository and those above it, in force or not. */
  readonly rulesets: Seen<readonly Seen<RulesetFacts>[]>
  readonly classic: Seen<ClassicFacts | 'none'>
  readonly actions: Seen<ActionsSettings>
  readonly codeowners: Seen<CodeownersFacts | 'none'>
  /** GitHub's own reading of the same file. */
  readonly codeownersErrors: Seen<readonly number[]>
  /** Paths of the files below `.github/`, at the tip of the branch. */
  readonly files: Seen<readonly string[]>
  /** Of the default branch: GitHub takes them from there (platform.md). */
  readonly workflows: Seen<readonly WorkflowFacts[]>
  /** Workflows of other repositories that rules require, and the gates that they run. */
  readonly required: readonly RequiredWorkflowFacts[]
  readonly environment: Seen<EnvironmentFacts | 'none'>
  /** The number of everybody whom the policy allows on a bypass list. */
  readonly actors: readonly ActorFacts[]
}

export interface RuleInForce {
  readonly rulesetId: number
  readonly rule: RuleFacts
}

export type RuleFacts =
  | { readonly type: 'required_status_checks'; readonly checks: readonly RequiredCheck[] }
  | {
      readonly type: 'pull_request'
      readonly approvals: number
      readonly codeOwners: boolean
      readonly lastPush: boolean
      readonly dismissStale: boolean
    }
  | {
      readonly type: 'workflows'
      readonly workflows: readonly { readonly path: string; readonly repositoryId: number }[]
    }
  /** `deletion`, `non_fast_forward`, `merge_queue`, ... */
  | { readonly type: 'other'; readonly name: string }

export interface RequiredCheck {
  readonly context: string
  /** Absent: whoever may write checks may have written it. */
  readonly appId?: number
}

export interface RulesetFacts {
  readonly id: number
  readonly name: string
  /** `acme/app`, or the organisation or enterprise it comes from. */
  readonly source: string
  readonly target: 'branch' | 'tag' | 'other'
  readonly enforcement: 'active' | 'evaluate' | 'disabled'
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Words of its rules: `update`, `deletion`, ... */
  readonly rules: readonly string[]
  readonly bypass: Seen<readonly BypassFacts[]>
}

export interface BypassFacts {
  readonly kind: string
  readonly id?: number
  readonly mode: string
}

export interface ClassicFacts {
  readonly enforceAdmins: boolean
  readonly checks: readonly RequiredCheck[]
  /** Absent when no pull request is required. `bypass` counts who may go past it. */
  readonly pullRequest?: {
    readonly approvals: number
    readonly codeOwners: boolean
    readonly lastPush: boolean
    readonly dismissStale: boolean
    readonly bypass: number
  }
  readonly forcePushes: boolean
  readonly deletions: boolean
}

export interface ActionsSettings {
  readonly defaultToken: 'read' | 'write'
  readonly canApprove: boolean
}

export interface CodeownersFacts {
  readonly path: string
  readonly rules: readonly { readonly line: number; readonly pattern: string; readonly owners: readonly string[] }[]
  /** Lines that our parser refuses. */
  readonly errors: readonly { readonly line: number; readonly message: string }[]
}

export interface RequiredWorkflowFacts {
  readonly path: string
  readonly repositoryId: number
  readonly gates: Seen<readonly string[]>
}

export interface EnvironmentFacts {
  /** `protected`: every protected branch; a list: patterns of branches and tags. */
  readonly branches: 'all' | 'protected' | readonly string[]
}

export interface ActorFacts {
  readonly kind: 'Team' | 'Integration' | 'User'
  /** `acme/release`, slug of the App, or login. */
  readonly name: string
  readonly id: Seen<number>
}

/** The environment that holds the keys (decisions.md 2.3). */
export const KEY_ENVIRONMENT = 'production-gates'

/** GITHUB_TOKEN's App: everything that runs in the repository can write as it. */
export const ACTIONS_APP = 15368
