import type { ReasonCode } from '../../shared/verdict/finding.ts'
import type { Gate } from '../../shared/verdict/verdict.ts'

/** In the words of a GitHub App's manifest. */
export interface Permission {
  readonly name: string
  readonly level: 'read' | 'write'
  /** Whether `permissions:` of a workflow can give it to GITHUB_TOKEN. */
  readonly token: boolean
}

export interface Loss {
  readonly gate: Gate
  /** What it then says, where it is built. */
  readonly code?: ReasonCode
  readonly what: string
}

export interface SourceKind {
  readonly id: string
  readonly title: string
  readonly permission: Permission
  readonly loses: readonly Loss[]
}

const by = (name: string, level: 'read' | 'write' = 'read'): Permission => ({ name, level, token: true })
/** No workflow can have it: an App or a person's token. */
const app = (name: string, level: 'read' | 'write' = 'read'): Permission => ({ name, level, token: false })

const lost = (gate: Gate, what: string, code?: ReasonCode): Loss => ({ gate, what, ...(code && { code }) })

/** Everything the suite can read, and what is lost without it. What it writes is in `WRITES`. */
export const SOURCES = [
  {
    id: 'contents',
    title: 'Contents: policy, CODEOWNERS, workflows, the change',
    permission: by('contents'),
    loses: [lost('security-gate', 'everything is blind', 'security-gate/change-unreadable')],
  },
  {
    id: 'pull-requests',
    title: 'Pull requests and reviews',
    permission: by('pull_requests'),
    loses: [lost('security-gate', 'pull requests are blind', 'security-gate/pull-unreadable')],
  },
  {
    id: 'checks',
    title: 'Check runs',
    permission: by('checks'),
    loses: [lost('dod-check', 'criteria proved by a check are unproven')],
  },
  {
    id: 'statuses',
    title: 'Commit statuses',
    permission: by('statuses'),
    loses: [lost('dod-check', 'criteria proved by a status are unproven')],
  },
  {
    id: 'actions',
    title: 'Workflow runs and artifacts',
    permission: by('actions'),
    loses: [
      lost('security-gate', 'scan reports of another workflow are blind', 'security-gate/artifact-unreadable'),
      lost('dod-check', '`ci-green` is unproven'),
    ],
  },
  {
    id: 'code-scanning',
    title: 'Code scanning analyses and alerts',
    permission: by('security_events'),
    loses: [lost('security-gate', '`github: code-scanning` is blind', 'security-gate/alerts-unreadable')],
  },
  {
    id: 'dependency-compare',
    title: 'Dependency graph: what a change brings in',
    permission: by('contents'),
    loses: [lost('security-gate', '`github: dependency-review` is blind', 'security-gate/compare-partial')],
  },
  {
    id: 'dependabot',
    title: 'Dependabot alerts',
    permission: by('vulnerability_alerts'),
    loses: [lost('security-gate', '`github: dependabot` is blind', 'security-gate/alerts-unreadable')],
  },
  {
    id: 'secret-scanning',
    title: 'Secret scanning alerts',
    permission: app('secret_scanning_alerts'),
    loses: [lost('security-gate', '`github: secret-scanning` is blind', 'security-gate/alerts-unreadable')],
  },
  {
    id: 'teams',
    title: 'Teams of the organisation',
    permission: app('members'),
    loses: [lost('readiness-check', 'teams on bypass lists are unproven')],
  },
  {
    id: 'members',
    title: 'Members of the teams that the policy names',
    permission: app('members'),
    loses: [
      lost('security-gate', 'approvals of team members do not count', 'security-gate/exception-unverified'),
      lost('dod-check', 'paths owned by teams are blind, unless a roster names their members'),
    ],
  },
  {
    id: 'rules',
    title: 'Rules in force on the branch, and their rulesets',
    permission: by('metadata'),
    loses: [lost('readiness-check', '`enforcement` is unproven')],
  },
  {
    id: 'bypass-actors',
    title: 'Who may bypass the rulesets',
    // Only who may write a ruleset is shown it. docs/enforcement.md says why the App is not given that.
    permission: app('administration', 'write'),
    loses: [lost('readiness-check', 'bypass lists are unproven; a person runs the doctor instead')],
  },
  {
    id: 'rule-suites',
    title: 'Rule suites: who went past the rules',
    permission: app('administration'),
    loses: [lost('override-audit', 'with `assurance: confirmed` moves are undetermined')],
  },
  {
    id: 'classic-protection',
    title: 'Classic branch protection',
    permission: app('administration'),
    loses: [lost('readiness-check', 'what only classic protection requires is unproven')],
  },
  {
    id: 'actions-settings',
    title: 'Settings of Actions: the default of GITHUB_TOKEN',
    permission: app('administration'),
    loses: [lost('readiness-check', '`token-default` and `token-approves` are unproven')],
  },
  {
    id: 'codeowners-errors',
    title: 'GitHub’s own reading of CODEOWNERS',
    permission: by('contents'),
    loses: [lost('readiness-check', '`codeowners-agree` is unproven')],
  },
  {
    id: 'environments',
    title: 'Environments and the branches that deploy to them',
    permission: by('actions'),
    loses: [lost('readiness-check', 'who reaches the signing keys is unproven')],
  },
  {
    id: 'deployments',
    title: 'Deployments and their statuses',
    permission: by('deployments'),
    loses: [lost('dod-check', '`staged` is unproven'), lost('release-tag', 'no release: the soak is unproven')],
  },
  {
    id: 'issues',
    title: 'Comments of pull requests, and issues',
    permission: by('issues'),
    loses: [lost('dod-check', 'override intents and tickets in issues are not seen')],
  },
] as const satisfies readonly SourceKind[]

export type SourceId = (typeof SOURCES)[number]['id']

/** What nobody can try by reading. */
export const WRITES: readonly { readonly permission: Permission; readonly for: string }[] = [
  {
    permission: by('checks', 'write'),
    for: '`check-run: on`: the check run that a ruleset requires (strength 2, by an App 3)',
  },
]

/** Sources whose permission the App is not given: what it opens would let the gate's own App rewrite its rules. */
export const NOT_FOR_THE_APP: readonly SourceId[] = ['bypass-actors']

/** As `permissions:` of a workflow writes it: `pull-requests: read`. */
export const workflowLine = ({ name, level }: Permission): string => `${name.replaceAll('_', '-')}: ${level}`

/** `GITHUB_TOKEN` or who else, and what to give them. */
export function permissionText(permission: Permission): string {
  if (permission.name === 'metadata') return 'every token has it'
  if (permission.token) return `GITHUB_TOKEN, \`${workflowLine(permission)}\``
  const words = permission.name.replaceAll('_', ' ')
  return `an App or a person: "${words.charAt(0).toUpperCase()}${words.slice(1)}: ${permission.level}"`
}
