import { expect, test } from 'vitest'
import type { EnforcementFacts, RuleFacts, RulesetFacts, Seen } from '../../../../shared/checklist/enforcement/facts.ts'
import { type EnforcementRules, judgeEnforcement } from '../../../../shared/checklist/enforcement/judge.ts'
import { readWorkflow } from '../../../../shared/checklist/enforcement/workflow.ts'
import { parseCodeowners } from '../../../../shared/ownership/codeowners.ts'
import { BRANCH, GATE_WORKFLOW, LEDGER, POLICY, REVIEW_WORKFLOW, ruleset, seen, TAGS, UNSEEN, WHOLE } from './whole.ts'

/** The checks that are not met, with their state. */
function faults(facts: Partial<EnforcementFacts>, policy: EnforcementRules = POLICY): Record<string, string> {
  const { checks } = judgeEnforcement(policy, { ...WHOLE, ...facts })
  return Object.fromEntries(checks.flatMap(({ id, state }) => (state === 'met' ? [] : [[id, state]])))
}

const strength = (facts: Partial<EnforcementFacts>, policy: EnforcementRules = POLICY) => {
  const [first] = judgeEnforcement(policy, { ...WHOLE, ...facts }).strengths
  return [first?.strength, first?.unproven]
}

test('a repository in which all is met has strength 3', () => {
  const { checks, strengths, state } = judgeEnforcement(POLICY, WHOLE)
  expect(checks.filter((check) => check.state !== 'met')).toEqual([])
  expect(checks.length).toBe(26)
  expect(state).toBe('met')
  expect(strengths).toEqual([
    {
      gate: 'security-gate',
      strength: 3,
      unproven: false,
      detail: 'Required: check run production-gates/security-gate of App 77 only.',
    },
  ])
})

const rules = WHOLE.rules.state === 'read' ? WHOLE.rules.value : []
const without = (name: string) => seen(rulesBut(name))
const rulesBut = (name: string) =>
  rules.filter(({ rule }) => rule.type !== name && !(rule.type === 'other' && rule.name === name))
const withRule = (rule: RuleFacts) => seen([...rulesBut(rule.type), { rulesetId: 1, rule }])
const reviews = { type: 'pull_request', approvals: 1, codeOwners: true, lastPush: true, dismissStale: true } as const

test.each([
  ['deletion', { deletion: 'unmet' }],
  ['non_fast_forward', { 'force-push': 'unmet' }],
  [
    'pull_request',
    {
      'pull-request': 'unmet',
      'code-owner-review': 'unmet',
      'stale-dismissal': 'unmet',
      'last-push-approval': 'unmet',
    },
  ],
  ['required_status_checks', { 'required/security-gate': 'unmet', 'pinned/security-gate': 'unmet' }],
  ['merge_queue', { 'merge-queue': 'not-applicable' }],
])('without the rule %s', (name, expected) => {
  expect(faults({ rules: without(name) })).toEqual(expected)
})

test.each([
  [{ approvals: 0 }, 'pull-request'],
  [{ codeOwners: false }, 'code-owner-review'],
  [{ dismissStale: false }, 'stale-dismissal'],
  [{ lastPush: false }, 'last-push-approval'],
])('a pull request rule with %o', (part, id) => {
  expect(faults({ rules: withRule({ ...reviews, ...part }) })).toEqual({ [id]: 'unmet' })
})

const replaced = (...rows: readonly RulesetFacts[]) =>
  seen([BRANCH, TAGS, LEDGER].map((one) => seen(rows.find(({ id }) => id === one.id) ?? one)))

test.each(['evaluate', 'disabled'] as const)('rulesets that are %s hold nothing', (enforcement) => {
  const idle = [BRANCH, TAGS, LEDGER].map((one) => ({ ...one, enforcement }))
  const found = faults({ rulesets: replaced(...idle) })
  expect(found).toMatchObject({
    'in-force': 'unmet',
    bypass: 'unmet',
    'pull-request': 'unmet',
    'force-push': 'unmet',
    'required/security-gate': 'unmet',
    'tags-update': 'unmet',
    'tags-deletion': 'unmet',
    'tags-bypass': 'unmet',
    'ledger-rewrite': 'unmet',
  })
  expect(strength({ rulesets: replaced(...idle) })).toEqual([0, false])
})

test.each([
  ['a team of the policy', [{ kind: 'Team', id: 31, mode: 'always' }], {}],
  ['an App of the policy', [{ kind: 'Integration', id: 32, mode: 'always' }], {}],
  ['a team with the number of that App', [{ kind: 'Team', id: 32, mode: 'always' }], { bypass: 'unmet' }],
  ['administrators', [{ kind: 'RepositoryRole', id: 5, mode: 'pull_request' }], { bypass: 'unmet' }],
  ['owners', [{ kind: 'OrganizationAdmin', mode: 'always' }], { bypass: 'unmet' }],
  ['a deploy key', [{ kind: 'DeployKey', mode: 'exempt' }], { bypass: 'unmet' }],
])('on the bypass list: %s', (_, actors, expected) => {
  expect(faults({ rulesets: replaced({ ...BRANCH, bypass: seen(actors) }) })).toEqual(expected)
})

test('a bypass list that is not shown is unproven and names the permission', () => {
  const hidden = replaced({ ...BRANCH, bypass: { ...UNSEEN, needs: 'administration: write' } })
  const check = judgeEnforcement(POLICY, { ...WHOLE, rulesets: hidden }).checks.find(({ id }) => id === 'bypass')
  expect(check).toMatchObject({ state: 'unproven', needs: 'administration: write', remedy: /administration: write/ })
})

test('a number that was not looked up leaves its list unproven, and nobody else is let in by it', () => {
  const actors = WHOLE.actors.map((one) => (one.kind === 'Team' ? { ...one, id: UNSEEN } : one))
  expect(faults({ actors })).toEqual({ bypass: 'unproven' })
  const stranger = replaced({ ...BRANCH, bypass: seen([{ kind: 'User', id: 99, mode: 'always' }]) })
  expect(faults({ actors, rulesets: stranger })).toEqual({ bypass: 'unmet' })
})

const PIN = 'production-gates/security-gate'
const { 'app-id': _app, ...withoutApp } = POLICY.enforcement
const NO_APP = { ...POLICY, enforcement: withoutApp }
const ACTIONS_AS_APP = { ...POLICY, enforcement: { ...POLICY.enforcement, 'app-id': 15368 } }

test.each([
  ['our check of the App', [{ context: PIN, appId: 77 }], POLICY, [3, false], {}],
  ['of another App', [{ context: PIN, appId: 78 }], POLICY, [2, false], { [`pinned/security-gate`]: 'unmet' }],
  ['of anybody', [{ context: PIN }], POLICY, [2, false], { 'pinned/security-gate': 'unmet' }],
  ['of GitHub Actions, no App declared', [{ context: PIN, appId: 15368 }], NO_APP, [2, false], {}],
  [
    'of an App that everybody writes as',
    [{ context: PIN, appId: 15368 }],
    ACTIONS_AS_APP,
    [2, false],
    { 'pinned/security-gate': 'unmet' },
  ],
  ['the job, no App declared', [{ context: 'gate', appId: 15368 }], NO_APP, [1, false], {}],
  ['the job of anybody', [{ context: 'gate' }], NO_APP, [1, false], { 'pinned/security-gate': 'unmet' }],
  [
    'the job, an App declared',
    [{ context: 'gate', appId: 15368 }],
    POLICY,
    [1, false],
    { 'pinned/security-gate': 'unmet' },
  ],
  [
    'another check',
    [{ context: 'ci', appId: 77 }],
    POLICY,
    [0, false],
    { 'required/security-gate': 'unmet', 'pinned/security-gate': 'unmet' },
  ],
] as const)('required: %s', (_, checks, policy, expected, found) => {
  const changed = { rules: withRule({ type: 'required_status_checks', checks }) }
  expect(strength(changed, policy)).toEqual(expected)
  expect(faults(changed, policy)).toEqual(found)
})

test.each([
  ['read, with the gate', 500, seen(['security-gate']), [3, false]],
  ['read, without it', 500, seen(['dod-check']), [0, false]],
  ['not read', 500, UNSEEN, [0, true]],
  ['of this repository, which authors can write', 404, seen(['security-gate']), [0, false]],
] as const)('a required workflow: %s', (_, repositoryId, gates: Seen<readonly string[]>, expected) => {
  const path = '.github/workflows/gate.yml'
  const held = [...rulesBut('required_status_checks')]
  const changed = {
    rules: seen([...held, { rulesetId: 1, rule: { type: 'workflows' as const, workflows: [{ path, repositoryId }] } }]),
    required: [{ path, repositoryId, gates }],
  }
  expect(strength(changed)).toEqual(expected)
})

test('without administration read, what only it shows is unproven', () => {
  const bypass = { ...UNSEEN, needs: 'administration: write' }
  const hidden = replaced(...[BRANCH, TAGS, LEDGER].map((one) => ({ ...one, bypass })))
  expect(faults({ classic: UNSEEN, actions: UNSEEN, rulesets: hidden })).toEqual({
    bypass: 'unproven',
    'tags-bypass': 'unproven',
    'ledger-bypass': 'unproven',
    'token-default': 'unproven',
    'token-approves': 'unproven',
  })
})

const CLASSIC = {
  enforceAdmins: true,
  checks: [{ context: PIN, appId: 77 }],
  pullRequest: { approvals: 1, codeOwners: true, lastPush: true, dismissStale: true, bypass: 0 },
  forcePushes: false,
  deletions: false,
}

test('classic protection alone is enough when it holds for administrators, and nothing when it does not', () => {
  const old = { rules: seen([]), rulesets: seen([seen(TAGS), seen(LEDGER)]) }
  expect(faults({ ...old, classic: seen(CLASSIC) })).toEqual({ 'merge-queue': 'not-applicable' })
  expect(strength({ ...old, classic: seen(CLASSIC) })).toEqual([3, false])
  const open = faults({ ...old, classic: seen({ ...CLASSIC, enforceAdmins: false }) })
  expect(open).toMatchObject({ 'in-force': 'unmet', 'pull-request': 'unmet', bypass: 'unmet', deletion: 'unmet' })
  const through = { ...CLASSIC, pullRequest: { ...CLASSIC.pullRequest, bypass: 1 } }
  expect(faults({ ...old, classic: seen(through) })).toMatchObject({ 'pull-request': 'unmet', bypass: 'unmet' })
})

test('what classic protection may add is a doubt as long as it is not seen', () => {
  expect(faults({ rules: without('deletion'), classic: UNSEEN })).toEqual({ deletion: 'unproven' })
})

test.each([
  ['excludes one', { ...TAGS, exclude: ['refs/tags/v0*'] }],
  ['covers other tags', { ...TAGS, include: ['refs/tags/release-*'] }],
  ['is of branches', { ...TAGS, target: 'branch' as const }],
])('a tag ruleset that %s', (_, row) => {
  expect(faults({ rulesets: replaced(row) })).toMatchObject({ 'tags-update': 'unmet', 'tags-deletion': 'unmet' })
})

test('the prefix of tags is the policy’s', () => {
  const policy = { ...POLICY, release: { 'tag-prefix': 'release-' } }
  expect(faults({}, policy)).toMatchObject({ 'tags-update': 'unmet' })
  expect(faults({ rulesets: replaced({ ...TAGS, include: ['refs/tags/release-*'] }) }, policy)).toEqual({})
})

test('a ledger elsewhere needs no ruleset', () => {
  const policy = { ...POLICY, evidence: { sign: 'none' as const } }
  expect(faults({}, policy)).toEqual({
    'ledger-rewrite': 'not-applicable',
    'ledger-deletion': 'not-applicable',
    'key-environment': 'not-applicable',
  })
})

const owners = (text: string) =>
  seen({ path: '.github/CODEOWNERS', rules: parseCodeowners(text).rules, errors: parseCodeowners(text).errors })

test.each([
  ['* @acme/devs', { 'owned/github': 'unmet', 'owned/codeowners': 'unmet', 'owned/policy': 'unmet' }],
  [
    '/.github/ @acme/security @acme/devs',
    { 'owned/github': 'unmet', 'owned/codeowners': 'unmet', 'owned/policy': 'unmet' },
  ],
  ['/.github/ @Acme/Security\n*.yml @acme/devs', { 'owned/github': 'unmet', 'owned/policy': 'unmet' }],
  ['/.github/ @acme/security\n/.github/CODEOWNERS', { 'owned/github': 'unmet', 'owned/codeowners': 'unmet' }],
  ['/.github/ @sam', { 'owned/github': 'unproven', 'owned/codeowners': 'unproven', 'owned/policy': 'unproven' }],
  [
    '/.github/ sam@example.com',
    { 'owned/github': 'unproven', 'owned/codeowners': 'unproven', 'owned/policy': 'unproven' },
  ],
  [
    '/.github/workflows/ @acme/security\n/.github/CODEOWNERS @acme/security',
    { 'owned/github': 'unmet', 'owned/policy': 'unmet' },
  ],
])('CODEOWNERS %j', (text, expected) => {
  expect(faults({ codeowners: owners(text) })).toEqual(expected)
})

test('CODEOWNERS that is missing, wrong, or read by GitHub in another way', () => {
  expect(faults({ codeowners: seen('none') })).toEqual({
    codeowners: 'unmet',
    'codeowners-agree': 'unmet',
    'owned/github': 'unmet',
    'owned/codeowners': 'unmet',
    'owned/policy': 'unmet',
  })
  expect(faults({ codeowners: owners('bad nobody\n/.github/ @acme/security') })).toEqual({
    codeowners: 'unmet',
    'codeowners-agree': 'unmet',
  })
  expect(faults({ codeownersErrors: seen([2]) })).toEqual({ 'codeowners-agree': 'unmet' })
  expect(faults({}, { ...POLICY, roles: { 'release-managers': POLICY.roles['release-managers'] ?? {} } })).toEqual({
    'owned/github': 'unmet',
    'owned/codeowners': 'unmet',
    'owned/policy': 'unmet',
  })
})

test.each([
  [{ actions: seen({ defaultToken: 'write' as const, canApprove: false }) }, 'token-default'],
  [{ actions: seen({ defaultToken: 'read' as const, canApprove: true }) }, 'token-approves'],
  [{ environment: seen('none' as const) }, 'key-environment'],
  [{ environment: seen({ branches: 'all' as const }) }, 'key-environment'],
  [{ environment: seen({ branches: 'protected' as const }) }, 'key-environment'],
  [{ environment: seen({ branches: [] }) }, 'key-environment'],
  [{ environment: seen({ branches: ['main', 'feature/*'] }) }, 'key-environment'],
  [{ environment: seen({ branches: ['tag main'] }) }, 'key-environment'],
])('settings %j', (facts, id) => {
  expect(faults(facts)).toEqual({ [id]: 'unmet' })
})

const workflows = (...texts: readonly string[]) =>
  seen(texts.map((text, i) => readWorkflow(`.github/workflows/${i}.yml`, text)))
const changed = (from: string, to: string) => {
  expect(GATE_WORKFLOW).toContain(from)
  return workflows(GATE_WORKFLOW.replace(from, to), REVIEW_WORKFLOW)
}

test.each([
  ['    if: ${{ always() }}\n    runs-on', '    runs-on', 'no `if`'],
  [
    '    if: ${{ always() }}\n    runs-on',
    "    if: ${{ always() && github.actor != 'x' }}\n    runs-on",
    'github.actor',
  ],
  ['    if: ${{ always() }}\n    runs-on', '    if: false\n    runs-on', 'if: false'],
  ['        if: ${{ always() }}', '        if: ${{ success() }}', 'its step has'],
  ['    runs-on', '    continue-on-error: true\n    runs-on', 'may fail'],
  ['        if: ${{ always() }}', '        if: ${{ always() }}\n        continue-on-error: ${{ true }}', 'may fail'],
  ['    types:', '    paths: [src/**]\n    types:', 'filtered by paths'],
  ['    types:', "    paths-ignore: ['docs/**']\n    types:", 'filtered by paths-ignore'],
  ['    types:', '    branches: [develop]\n    types:', 'leaves out the branch main'],
  ['    types:', '    branches-ignore: [x]\n    types:', 'filtered by branches-ignore'],
  ['edited, labeled, ', '', 'leaves out edited, labeled'],
  ['pull_request_target:', 'pull_request:', 'can rewrite'],
  ['pull_request_target:', 'push:', 'No workflow runs security-gate'],
  ['actions/security-gate@', 'actions/dod-check@', 'No workflow of the default branch runs security-gate'],
])('the gate’s workflow: %j -> %j', (from, to, looked) => {
  const facts = { ...WHOLE, workflows: changed(from, to) }
  const check = judgeEnforcement(POLICY, facts).checks.find(({ id }) => id === 'workflow/security-gate')
  expect(check?.state).toBe('unmet')
  expect(check?.looked).toContain(looked)
})

test('the gate’s workflow: what is not looked into is unproven, and no review starts nothing', () => {
  expect(faults({ workflows: workflows(REVIEW_WORKFLOW, 'on: push\njobs: { a: { uses: ./x.yml } }') })).toEqual({
    'workflow/security-gate': 'unproven',
  })
  expect(faults({ workflows: workflows(REVIEW_WORKFLOW, '[') })).toEqual({ 'workflow/security-gate': 'unproven' })
  expect(faults({ workflows: workflows(GATE_WORKFLOW) })).toEqual({
    'workflow/security-gate': 'unmet',
    'merge-queue': 'unmet',
  })
  const push = GATE_WORKFLOW.replace('pull_request_target:\n    types:', 'push:\n    x:').replace(
    '  workflow_run',
    '  x',
  )
  expect(
    faults({ workflows: workflows(GATE_WORKFLOW, REVIEW_WORKFLOW, push.replaceAll('always()', 'success()')) }),
  ).toEqual({})
})

test('another ruleset that nobody sees is a doubt only where it could matter', () => {
  const rulesets = seen([...[BRANCH, TAGS, LEDGER].map(seen), UNSEEN])
  expect(faults({ rulesets })).toEqual({ 'tags-bypass': 'unproven', 'ledger-bypass': 'unproven' })
  expect(ruleset({ id: 9 }).bypass).toEqual(seen([]))
})

test('a policy that names no gate enforces nothing', () => {
  expect(faults({}, { ...POLICY, enforcement: { ...POLICY.enforcement, gates: [] } })).toEqual({ gates: 'unmet' })
})
