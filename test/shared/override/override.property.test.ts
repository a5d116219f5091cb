import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AXES, type Axis, type Case, type Draft, questionOf } from '../../../scripts/override-cases.ts'
import { coverDigest } from '../../../shared/override/coverage.ts'
import type { IntentFact } from '../../../shared/override/facts.ts'
import { judgeOverride } from '../../../shared/override/override.ts'

/** Mostly in order, so that a valid one is common. */
const value = (axis: Axis) => {
  const [right = '', ...wrong] = Object.keys(AXES[axis])
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom(right, ...wrong) },
  )
}
const oneCase = fc
  .record(Object.fromEntries((Object.keys(AXES) as Axis[]).map((axis) => [axis, value(axis)])))
  .map((chosen) => chosen as Case)

const intent: fc.Arbitrary<Partial<IntentFact>> = fc.record(
  {
    id: fc.constantFrom('comment 2', 'comment 3', 'review 4'),
    at: fc.constantFrom('2026-11-20T11:25:00Z', '2026-11-20T11:31:00Z', '2026-11-20T11:50:00Z', '2026-11-19T11:50:00Z'),
    edited: fc.boolean(),
    canWrite: fc.constantFrom('yes', 'no', 'unknown'),
    roles: fc.record({
      'head-of-security': fc.constantFrom('yes', 'no', 'unknown'),
      'vp-engineering': fc.constantFrom('yes', 'no', 'unknown'),
    }),
  },
  { requiredKeys: ['id'] },
)

const finding = fc.record({
  code: fc.constant('security-gate/code-weakness' as const),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  coverable: fc.boolean(),
  at: fc.constantFrom('2026-11-20T11:00:00Z', '2026-11-20T11:45:00Z', '2026-11-20T11:59:00Z'),
})
const findings = fc.uniqueArray(finding, { maxLength: 4, selector: ({ key }) => key })

const draft: fc.Arbitrary<Draft> = fc
  .tuple(oneCase, fc.array(intent, { maxLength: 3 }), findings, fc.boolean())
  .map(([chosen, more, others, digest]) => {
    const made = questionOf(chosen)
    const all = [...made.findings, ...others]
    const [first] = made.facts.intents
    const covers = digest ? { covers: coverDigest(all).slice(0, 32) } : {}
    const said = (one: IntentFact): IntentFact =>
      'error' in one.said ? one : { ...one, said: { ...one.said, ...covers } }
    const intents = first === undefined ? [] : [first, ...more.map((one) => said({ ...first, ...one }))]
    const policy = { ...made.policy, approvers: ['head-of-security', 'vp-engineering'] }
    return { ...made, policy, findings: all, facts: { ...made.facts, intents } }
  })

/** Nothing that blocks is left over. */
const overrides = (one: Draft): boolean => {
  const override = judgeOverride(one)
  return (
    override.state === 'valid' && one.findings.every(({ key }) => override.covers.some((covered) => covered === key))
  )
}

test('enough of what is made here overrides, and enough does not', () => {
  const drafts = fc.sample(draft, { numRuns: 600, seed: 7 })
  const n = drafts.filter(overrides).length
  expect(n).toBeGreaterThan(60)
  expect(n).toBeLessThan(540)
})

const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length })

test('the order of lines and findings changes nothing', () => {
  const pair = draft.chain((one) =>
    fc
      .tuple(shuffled(one.facts.intents), shuffled(one.findings))
      .map(([intents, found]) => [one, { ...one, findings: found, facts: { ...one.facts, intents } }] as const),
  )
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(judgeOverride(other)).toEqual(judgeOverride(one))
    }),
    { numRuns: 500 },
  )
})

test('one finding more never makes an override whole, unless an approver named exactly that list', () => {
  fc.assert(
    fc.property(draft, finding, (one, more) => {
      const key = `${more.key}, new`
      const grown = { ...one, findings: [...one.findings, { ...more, key }] }
      const named = one.facts.intents.some(
        ({ said }) =>
          !('error' in said) && said.covers !== undefined && coverDigest(grown.findings).startsWith(said.covers),
      )
      if (!named && !overrides(one)) expect(overrides(grown)).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('what is never covered is never covered', () => {
  fc.assert(
    fc.property(draft, (one) => {
      const never = one.findings.filter(({ coverable }) => !coverable).map(({ key }) => key)
      const could = new Set(one.findings.filter(({ coverable }) => coverable).map(({ key }) => key))
      const covers: readonly string[] = judgeOverride(one).covers
      expect(covers.filter((key) => never.includes(key) && !could.has(key))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

const tighter: fc.Arbitrary<(policy: Draft['policy']) => Draft['policy']> = fc.constantFrom(
  (policy) => ({ ...policy, approvers: ['head-of-security'] }),
  (policy) => ({ ...policy, approvers: ['vp-engineering'] }),
  (policy) => ({ ...policy, approvers: [] }),
  (policy) => ({ ...policy, valid: '10m' }),
  (policy) => ({ ...policy, ticket: { tracker: 'jira' as const, ...policy.ticket, projects: [] } }),
  (policy) => ({ ...policy, ticket: { tracker: 'jira' as const, ...policy.ticket, projects: ['OPS'] } }),
  (policy) => ({ ...policy, ticket: { tracker: 'jira' as const, ...policy.ticket, types: ['Debt'] } }),
  (policy) => ({ ...policy, ticket: { tracker: 'jira' as const, ...policy.ticket, verify: true } }),
  (policy) => ({ ...policy, 'max-per-month': 0 }),
)
const looser = (policy: Draft['policy']): Draft['policy'] => ({
  ...policy,
  ticket: { tracker: 'jira', 'base-url': 'https://acme.atlassian.net', verify: false },
})

test('a tighter policy never makes a valid override of one that is not, nor covers more', () => {
  fc.assert(
    fc.property(draft, tighter, fc.boolean(), (one, tighten, loosely) => {
      const before = loosely ? { ...one, policy: looser(one.policy) } : one
      const after = { ...before, policy: tighten(before.policy) }
      const [was, is] = [judgeOverride(before), judgeOverride(after)]
      if (was.state !== 'valid') expect(is.state).not.toBe('valid')
      const covered: readonly string[] = was.covers
      expect(is.covers.every((key) => covered.includes(key))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
