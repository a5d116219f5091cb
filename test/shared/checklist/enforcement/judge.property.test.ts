import fc from 'fast-check'
import { expect, test } from 'vitest'
import type {
  EnforcementFacts,
  EnvironmentFacts,
  RuleFacts,
  RulesetFacts,
  Seen,
} from '../../../../shared/checklist/enforcement/facts.ts'
import { type EnforcementRules, judgeEnforcement } from '../../../../shared/checklist/enforcement/judge.ts'
import { readWorkflow } from '../../../../shared/checklist/enforcement/workflow.ts'
import { parseCodeowners } from '../../../../shared/ownership/codeowners.ts'
import { GATE_WORKFLOW, POLICY, REVIEW_WORKFLOW, seen, UNSEEN, WHOLE } from './whole.ts'

const oneOf = <const T>(...values: T[]) => fc.constantFrom(...values)
/** Mostly seen. */
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Seen<T>> =>
  fc.oneof({ weight: 5, arbitrary: value.map(seen) }, { weight: 1, arbitrary: fc.constant(UNSEEN) })
const some = <T>(value: fc.Arbitrary<T>, maxLength = 3) => fc.array(value, { maxLength })

const check = fc.record(
  { context: oneOf('production-gates/security-gate', 'gate', 'ci'), appId: oneOf(77, 78, 15368) },
  { requiredKeys: ['context'] },
)
const reviews = fc.record({
  approvals: oneOf(0, 1, 2),
  codeOwners: fc.boolean(),
  lastPush: fc.boolean(),
  dismissStale: fc.boolean(),
})
const rule: fc.Arbitrary<RuleFacts> = fc.oneof(
  some(check).map((checks) => ({ type: 'required_status_checks' as const, checks })),
  reviews.map((given) => ({ type: 'pull_request' as const, ...given })),
  oneOf(404, 500).map((repositoryId) => ({ type: 'workflows' as const, workflows: [{ path: 'w.yml', repositoryId }] })),
  oneOf('deletion', 'non_fast_forward', 'merge_queue', 'update').map((name) => ({ type: 'other' as const, name })),
)
const actor = fc.record(
  { kind: oneOf('Team', 'User', 'Integration', 'DeployKey'), id: oneOf(31, 32, 33, 99), mode: fc.constant('always') },
  { requiredKeys: ['kind', 'mode'] },
)
const rulesetOf = (id: number): fc.Arbitrary<RulesetFacts> =>
  fc.record({
    id: fc.constant(id),
    name: fc.string({ maxLength: 8 }),
    source: fc.constant('acme/app'),
    target: oneOf('branch', 'tag'),
    enforcement: oneOf('active', 'active', 'evaluate', 'disabled'),
    include: some(oneOf('~ALL', 'refs/tags/v*', 'refs/heads/production-ledger', '~DEFAULT_BRANCH')),
    exclude: some(oneOf('refs/tags/v0*'), 1),
    rules: some(oneOf('update', 'deletion', 'non_fast_forward')),
    bypass: maybe(some(actor)),
  })

const facts: fc.Arbitrary<EnforcementFacts> = fc.record({
  repository: fc.constant('acme/app'),
  repositoryId: maybe(fc.constant(404)),
  defaultBranch: maybe(fc.constant('main')),
  branch: fc.constant('main'),
  policyPath: fc.constant('.github/production.yml'),
  rules: maybe(some(fc.record({ rulesetId: oneOf(1, 2, 3), rule }), 6)),
  rulesets: maybe(
    fc
      .tuple(maybe(rulesetOf(1)), maybe(rulesetOf(2)), maybe(rulesetOf(3)))
      .map((all): readonly Seen<RulesetFacts>[] => all),
  ),
  classic: maybe(
    fc.oneof(
      fc.constant('none' as const),
      fc.record({
        enforceAdmins: fc.boolean(),
        checks: some(check),
        pullRequest: reviews.chain((given) => oneOf(0, 1).map((bypass) => ({ ...given, bypass }))),
        forcePushes: fc.boolean(),
        deletions: fc.boolean(),
      }),
    ),
  ),
  actions: maybe(fc.record({ defaultToken: oneOf('read', 'write'), canApprove: fc.boolean() })),
  codeowners: maybe(
    oneOf('', '/.github/ @acme/security', '* @sam', 'x bad\n* @acme/security').map((text) => ({
      path: '.github/CODEOWNERS',
      ...parseCodeowners(text),
    })),
  ),
  codeownersErrors: maybe(some(oneOf(1, 2), 1)),
  files: maybe(some(oneOf('.github/CODEOWNERS', '.github/workflows/a.yml'))),
  workflows: maybe(
    some(
      oneOf(GATE_WORKFLOW, REVIEW_WORKFLOW, GATE_WORKFLOW.replace('always', 'success'), '[').map((text) =>
        readWorkflow('.github/workflows/a.yml', text),
      ),
    ),
  ),
  required: maybe(some(oneOf('security-gate', 'dod-check'))).map((gates) => [
    { path: 'w.yml', repositoryId: 500, gates },
  ]),
  environment: maybe(
    fc.oneof(
      fc.constant('none' as const),
      oneOf<EnvironmentFacts['branches']>('all', 'protected', ['main'], ['x']).map((branches) => ({ branches })),
    ),
  ),
  actors: fc.tuple(maybe(fc.constant(31)), maybe(fc.constant(32)), maybe(fc.constant(33))).map(([team, app, user]) => [
    { kind: 'Team' as const, name: 'acme/release', id: team },
    { kind: 'Integration' as const, name: 'release-bot', id: app },
    { kind: 'User' as const, name: 'rel', id: user },
  ]),
})

const policies: fc.Arbitrary<EnforcementRules> = oneOf(
  POLICY,
  { ...POLICY, evidence: { sign: 'none' } },
  { ...POLICY, enforcement: { gates: ['security-gate', 'dod-check'] } },
)

/** The same facts with one reading taken away, wherever in them it stands; one variant for each. */
function blinded(node: unknown): unknown[] {
  if (Array.isArray(node)) {
    return node.flatMap((item: unknown, i) => blinded(item).map((other) => node.with(i, other)))
  }
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.entries(node).flatMap(([key, value]) =>
    blinded(value).map((other) => ({ ...node, [key]: other })),
  )
  return Reflect.get(node, 'state') === 'read' ? [UNSEEN, ...inner] : inner
}

const isFacts = (given: unknown): given is EnforcementFacts =>
  typeof given === 'object' && given !== null && 'repository' in given

test('what is taken away never makes anything met or refuted, and no gate stronger', () => {
  expect(blinded(WHOLE).length).toBeGreaterThan(15)
  fc.assert(
    fc.property(policies, facts, (policy, whole) => {
      const before = judgeEnforcement(policy, whole)
      const states = new Map(before.checks.map(({ id, state }) => [id, state]))
      for (const less of blinded(whole).filter(isFacts)) {
        const after = judgeEnforcement(policy, less)
        for (const { id, state } of after.checks) {
          if (state === 'met' || state === 'unmet') expect([id, state]).toEqual([id, states.get(id)])
        }
        for (const [i, one] of after.strengths.entries()) {
          expect(one.strength).toBeLessThanOrEqual(before.strengths[i]?.strength ?? 0)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a ruleset that is not active is as good as none', () => {
  fc.assert(
    fc.property(policies, facts, (policy, whole) => {
      const rows = whole.rulesets.state === 'read' ? whole.rulesets.value : []
      const idle = rows.flatMap((one) =>
        one.state === 'read' ? [seen({ ...one.value, enforcement: 'evaluate' as const })] : [],
      )
      const { checks, strengths } = judgeEnforcement(policy, {
        ...whole,
        rulesets: seen(idle),
        classic: seen('none'),
      })
      const branch = ['in-force', 'pull-request', 'deletion', 'force-push', 'bypass', 'tags-update', 'ledger-deletion']
      for (const { id, state } of checks) {
        if (branch.includes(id) || id.startsWith('required/')) expect([id, state]).not.toEqual([id, 'met'])
      }
      expect(strengths.map(({ strength }) => strength)).toEqual(strengths.map(() => 0))
    }),
  )
})

test('every check says what was looked at, and what is not met says what to do', () => {
  fc.assert(
    fc.property(policies, facts, (policy, whole) => {
      const { checks } = judgeEnforcement(policy, whole)
      expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
      for (const { looked, expected, remedy, state } of checks) {
        expect(looked).not.toBe('')
        expect(expected).not.toBe('')
        expect(remedy !== undefined && remedy !== '').toBe(state === 'unmet' || state === 'unproven')
      }
    }),
  )
})
