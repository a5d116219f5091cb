import type { EnforcementFacts, RulesetFacts, Seen } from '../../../../shared/checklist/enforcement/facts.ts'
import type { EnforcementRules } from '../../../../shared/checklist/enforcement/judge.ts'
import { readWorkflow } from '../../../../shared/checklist/enforcement/workflow.ts'
import { parseCodeowners } from '../../../../shared/ownership/codeowners.ts'

export const seen = <T>(value: T): Seen<T> => ({ state: 'read', value })
export const UNSEEN = { state: 'forbidden', detail: 'Not shown.', needs: 'administration: read' } as const

export const GATE_WORKFLOW = `
on:
  pull_request_target:
    types: [opened, synchronize, reopened, edited, labeled, unlabeled, ready_for_review]
  workflow_run: { workflows: [review], types: [completed] }
jobs:
  gate:
    if: \${{ always() }}
    runs-on: ubuntu-24.04
    steps:
      - uses: acme/production-gates/actions/security-gate@0123456789012345678901234567890123456789
        if: \${{ always() }}
`
export const REVIEW_WORKFLOW =
  'on: { pull_request_review: { types: [submitted, dismissed] }, merge_group: {} }\njobs: {}\n'
export const OWNERS = '* @acme/devs\n/.github/ @acme/security\n'

export const POLICY: EnforcementRules = {
  enforcement: { branch: 'main', gates: ['security-gate'], 'app-id': 77, bypass: ['release-managers'] },
  roles: {
    security: { teams: ['acme/security'] },
    'release-managers': { teams: ['acme/release'], apps: ['release-bot'], users: ['rel'] },
  },
  evidence: { sign: 'ed25519', ledger: { store: 'branch', branch: 'production-ledger', origin: 'o' } },
}

export const ruleset = (parts: Partial<RulesetFacts> & Pick<RulesetFacts, 'id'>): RulesetFacts => ({
  name: `ruleset-${parts.id}`,
  source: 'acme/app',
  target: 'branch',
  enforcement: 'active',
  include: ['~DEFAULT_BRANCH'],
  exclude: [],
  rules: [],
  bypass: seen([]),
  ...parts,
})

export const BRANCH = ruleset({ id: 1, bypass: seen([{ kind: 'Team', id: 31, mode: 'pull_request' }]) })
export const TAGS = ruleset({ id: 2, target: 'tag', include: ['refs/tags/v*'], rules: ['update', 'deletion'] })
export const LEDGER = ruleset({
  id: 3,
  include: ['refs/heads/production-ledger'],
  rules: ['deletion', 'non_fast_forward'],
})

/** A repository in which every check is met. */
export const WHOLE: EnforcementFacts = {
  repository: 'acme/app',
  repositoryId: seen(404),
  defaultBranch: seen('main'),
  branch: 'main',
  policyPath: '.github/production.yml',
  rules: seen([
    { rulesetId: 1, rule: { type: 'other', name: 'deletion' } },
    { rulesetId: 1, rule: { type: 'other', name: 'non_fast_forward' } },
    { rulesetId: 1, rule: { type: 'other', name: 'merge_queue' } },
    {
      rulesetId: 1,
      rule: { type: 'pull_request', approvals: 1, codeOwners: true, lastPush: true, dismissStale: true },
    },
    {
      rulesetId: 1,
      rule: {
        type: 'required_status_checks',
        checks: [{ context: 'production-gates/security-gate', appId: 77 }],
      },
    },
  ]),
  rulesets: seen([seen(BRANCH), seen(TAGS), seen(LEDGER)]),
  classic: seen('none'),
  actions: seen({ defaultToken: 'read', canApprove: false }),
  codeowners: seen({ path: '.github/CODEOWNERS', rules: parseCodeowners(OWNERS).rules, errors: [] }),
  codeownersErrors: seen([]),
  files: seen(['.github/CODEOWNERS', '.github/production.yml', '.github/workflows/gate.yml']),
  workflows: seen([
    readWorkflow('.github/workflows/gate.yml', GATE_WORKFLOW),
    readWorkflow('.github/workflows/review.yml', REVIEW_WORKFLOW),
  ]),
  required: [],
  environment: seen({ branches: ['main'] }),
  actors: [
    { kind: 'Team', name: 'acme/release', id: seen(31) },
    { kind: 'Integration', name: 'release-bot', id: seen(32) },
    { kind: 'User', name: 'rel', id: seen(33) },
  ],
}
