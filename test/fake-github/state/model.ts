import type { Bare } from '../git/bare.ts'
import type { Analysis, CodeAlert, Feature, Sarif } from './evidence-model.ts'
import type { Issue } from './issues.ts'
import type { Pull, QueueEntry, Signature } from './pull-model.ts'
import type { Rule, RuleSuite, Ruleset } from './rules.ts'

export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin'
export type Association = 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'CONTRIBUTOR' | 'NONE'

export interface Account {
  readonly id: number
  login: string
  readonly type: 'User' | 'Bot' | 'Organization'
  readonly email: string
}

export interface App {
  readonly id: number
  readonly slug: string
  readonly bot: Account
}

export interface Team {
  readonly id: number
  readonly slug: string
  readonly org: Account
  readonly members: Map<Account, 'member' | 'maintainer'>
}

/** Who asks, with which named permissions; `metadata: read` is always among them. */
export interface Token {
  readonly value: string
  readonly actor: Account
  readonly app: App | null
  /** Full names; `null` is every repository the actor can see. */
  readonly repositories: readonly string[] | null
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>
  /** Primary limit: requests and GraphQL points an hour. */
  readonly hourly: number
}

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title?: string
  readonly raw_details?: string
}

export type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required'

export interface CheckRun {
  readonly id: number
  readonly suite: number
  name: string
  readonly sha: string
  readonly app: App
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  readonly startedAt: string
  completedAt: string | null
  externalId: string
  detailsUrl: string | null
  output: { title: string | null; summary: string | null; text: string | null }
  readonly annotations: Annotation[]
}

export interface Status {
  readonly id: number
  readonly sha: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly context: string
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creator: Account
  readonly createdAt: string
}

export interface Workflow {
  readonly id: number
  readonly path: string
}

/** What a re-run changes of a run; its id, commit and event stay. */
export interface RunAttempt {
  /** From 1. */
  readonly attempt: number
  /** Who started this attempt. */
  readonly triggeredBy: Account
  readonly startedAt: string
  readonly updatedAt: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: Conclusion | null
}

export interface WorkflowRun {
  readonly id: number
  readonly number: number
  readonly workflow: Workflow
  /** What the file at the head calls itself: a fork chooses it. The path when it says nothing. */
  readonly name: string
  readonly event: string
  readonly headSha: string
  readonly headBranch: string
  readonly headRepository: Repository
  readonly actor: Account
  readonly referenced: readonly { readonly path: string; readonly sha: string; readonly ref?: string }[]
  readonly createdAt: string
  /** The check suite that the run's jobs are in. */
  readonly suite: number
  /** The newest attempt; what its jobs did is in check runs. */
  now: RunAttempt
  readonly earlier: RunAttempt[]
}

export interface Artifact {
  readonly id: number
  readonly run: WorkflowRun
  readonly name: string
  readonly zip: Buffer
  readonly createdAt: string
  readonly expiresAt: string
}

export interface Environment {
  readonly id: number
  readonly name: string
  /** Patterns are branches; `tag:` before one makes it a tag's. */
  readonly branches: 'all' | 'protected' | readonly string[]
}

export interface DeploymentStatus {
  readonly id: number
  readonly state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'pending' | 'queued' | 'success'
  readonly creator: Account
  readonly description: string
  /** Whatever whoever set it wrote; of a job with an environment GitHub writes the address of the job. */
  readonly logUrl?: string
  readonly createdAt: string
}

export interface Deployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly environment: string
  readonly creator: Account
  readonly createdAt: string
  readonly statuses: DeploymentStatus[]
}

export interface Activity {
  readonly id: number
  readonly before: string
  readonly after: string
  readonly ref: string
  readonly at: string
  readonly actor: Account
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge'
}

export interface Release {
  readonly id: number
  readonly tag: string
  readonly target: string
  readonly name: string
  readonly body: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly author: Account
  readonly createdAt: string
}

/** Alerts and dependency changes are kept in GitHub's own shape: the contract checks them. */
export type Shape = Readonly<Record<string, unknown>>

export interface Repository {
  readonly id: number
  readonly owner: Account
  name: string
  /** Gone, and still the head of pull requests elsewhere. */
  deleted: boolean
  readonly private: boolean
  readonly bare: Bare
  readonly parent: Repository | null
  readonly createdAt: string
  readonly defaultBranch: string
  pushedAt: string
  readonly collaborators: Map<Account, Permission>
  readonly teams: Map<Team, Permission>
  readonly pulls: Pull[]
  readonly issues: Issue[]
  /** Of every base branch, in order. */
  readonly queue: QueueEntry[]
  readonly checkRuns: CheckRun[]
  readonly statuses: Status[]
  readonly workflows: Workflow[]
  readonly runs: WorkflowRun[]
  readonly artifacts: Artifact[]
  readonly environments: Environment[]
  /** What GITHUB_TOKEN may do where a workflow does not say. */
  actionsSettings: { readonly defaultToken: 'read' | 'write'; readonly canApprove: boolean }
  readonly deployments: Deployment[]
  readonly releases: Release[]
  readonly rulesets: Ruleset[]
  /** Classic branch protection, by branch name. */
  readonly protections: Map<string, { readonly rules: readonly Rule[]; readonly enforceAdmins: boolean }>
  readonly ruleSuites: RuleSuite[]
  readonly activity: Activity[]
  readonly codeScanningAlerts: CodeAlert[]
  readonly codeScanningAnalyses: Analysis[]
  /** Null is `not-configured`. */
  defaultSetup: { readonly languages: readonly string[]; readonly updatedAt: string } | null
  /** Features that are switched off here. */
  readonly disabled: Set<Feature>
  readonly dependabotAlerts: Shape[]
  readonly secretScanningAlerts: Shape[]
  /** By alert number. */
  readonly secretLocations: Map<number, readonly Shape[]>
  readonly sarifs: Sarif[]
  /** Key `base...head` by commit; absent = no difference is known. */
  readonly dependencyChanges: Map<string, { readonly changes: readonly Shape[]; readonly warning?: string }>
}

export interface World {
  now(): Date
  /** Ids grow over all kinds, as GitHub's do, and never repeat. */
  nextId(): number
  readonly accounts: Map<string, Account>
  readonly orgOwners: Map<Account, Set<Account>>
  readonly apps: Map<string, App>
  readonly teams: Team[]
  readonly repositories: Repository[]
  /** Full names that repositories had, in small letters. */
  readonly renames: Map<string, Repository>
  readonly tokens: Map<string, Token>
  /** Signed commits by their id. */
  readonly signatures: Map<string, Signature>
  /** For how long a merged pull request is not yet found by its commit, in milliseconds. */
  associationLag: number
  /** For how long an uploaded SARIF file is being processed, in milliseconds. */
  sarifLag: number
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`
}

export function timestamp(world: World): string {
  return world
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
}
