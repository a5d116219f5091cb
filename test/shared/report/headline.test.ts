import { describe, expect, test } from 'vitest'
import type { Enforcement } from '../../../shared/policy/rollout.ts'
import { count, headline, headlineSentence, headlineText } from '../../../shared/report/headline.ts'
import type { Presentation } from '../../../shared/report/model.ts'
import type { Verdict } from '../../../shared/verdict/verdict.ts'
import { finding, missing, source, verdict } from '../run/fixtures/verdicts.ts'

const enforce: Enforcement = { mode: 'enforce' }
const noPolicy: Enforcement = { mode: 'observe', because: 'no-policy', preset: 'starter' }
const rollout: Enforcement = { mode: 'observe', because: 'rollout', until: '2027-02-01' }

function say(
  over: Partial<Verdict>,
  enforcement = enforce,
  presentation: Presentation = {},
  effect?: 'report' | 'pass',
) {
  const made = headline({
    verdict: verdict(over),
    enforcement,
    presentation,
    ...(effect === undefined ? {} : { overrideEffect: effect }),
  })
  return [made.sign, made.title, headlineSentence(made)]
}

const words: Presentation = {
  noun: 'this release',
  failed: '2 critical, 1 high in 3 places',
  passed: 'SAST, SCA and secret scan complete for 9a04d1e, 14 findings below the bar',
  fix: 'Fix or record an exception, then push.',
}
const override = finding({ coveredBy: 'override:SEC-12' })
const due = finding({ waiting: true, detail: 'CI is still running.', remedy: 'Wait for it.' })

describe('enforced', () => {
  test('pass', () => {
    expect(say({ conclusion: 'pass', findings: [] })).toEqual([
      'ok',
      'security-gate passed this change',
      'Passed: every required source was read for 9a04d1e.',
    ])
    expect(say({ conclusion: 'pass' }, enforce, words)).toEqual([
      'ok',
      'security-gate passed this release',
      'Passed: SAST, SCA and secret scan complete for 9a04d1e, 14 findings below the bar.',
    ])
  })

  test('pass counts what it let through', () => {
    const note = finding({ level: 'note' })
    const warn = finding({ level: 'warn' })
    expect(say({ conclusion: 'pass', findings: [warn, note, note], subject: { uri: 'file:.' } })[2]).toBe(
      'Passed: every required source was read, 1 warning, 2 findings below the bar.',
    )
    expect(say({ conclusion: 'pass', findings: [warn, warn, note] })[2]).toContain('2 warnings, 1 finding below')
  })

  test('fail says how many, in how many places, and what to do', () => {
    expect(say({})).toEqual([
      'bad',
      'security-gate blocked this change',
      'Blocked: 1 finding in 1 place. Use a prepared statement.',
    ])
    const elsewhere = finding({ place: { path: 'b.ts' } })
    const { place: _, ...nowhere } = finding()
    expect(say({ findings: [missing, finding(), finding(), elsewhere, due, override] })[2]).toBe(
      'Blocked: 3 findings in 2 places. Use a prepared statement.',
    )
    expect(say({ findings: [nowhere] })[2]).toBe('Blocked: 1 finding. Use a prepared statement.')
    expect(say({ findings: [] })[2]).toBe('Blocked: 0 findings.')
    expect(say({}, enforce, words)[2]).toBe(
      'Blocked: 2 critical, 1 high in 3 places. Fix or record an exception, then push.',
    )
  })

  test('blind names the source and what opens it', () => {
    expect(say({ conclusion: 'blind', findings: [finding(), missing] })).toEqual([
      'blind',
      'security-gate could not see enough to judge this change',
      'Blind: No report shows a secret scan for 9a04d1e. Run gitleaks and add its report to `reports`.',
    ])
    expect(say({ conclusion: 'blind', findings: [missing, missing, missing] })[2]).toContain('9a04d1e, and 2 more. Run')
  })

  test('blind without a finding takes the words from the source', () => {
    const unread = source({ id: 'policy', state: 'forbidden', needs: 'contents: read' })
    const late = source({ state: 'pending' })
    expect(say({ conclusion: 'blind', findings: [], sources: [source(), late, unread] })[2]).toBe(
      'Blind: policy is forbidden. Give the token "contents: read".',
    )
    const stale = source({ state: 'stale' })
    expect(say({ conclusion: 'blind', findings: [], sources: [stale, unread] })[2]).toBe(
      'Blind: report:results/semgrep.sarif is stale, and 1 more.',
    )
    expect(say({ conclusion: 'blind', findings: [] })[2]).toBe('Blind: a required source was not read.')
  })

  test('waiting', () => {
    expect(say({ conclusion: 'waiting', findings: [due] })).toEqual([
      'warn',
      'security-gate is waiting for evidence on this change',
      'Waiting: CI is still running. Wait for it.',
    ])
    expect(say({ conclusion: 'waiting', findings: [] })[2]).toBe('Waiting: evidence is still due.')
    expect(say({ conclusion: 'waiting', findings: [finding(), due, due] })[2]).toBe(
      'Waiting: CI is still running, and 1 more. Wait for it.',
    )
  })

  test('overridden', () => {
    const debt = 'what it covers is debt that falls due.'
    expect(say({ conclusion: 'overridden', findings: [override] })).toEqual([
      'warn',
      'security-gate was overridden for this change',
      `Overridden: 1 finding stands, covered by override SEC-12. The check stays red and an administrator merges; ${debt}`,
    ])
    const other = finding({ coveredBy: 'exception:x' })
    expect(say({ conclusion: 'overridden', findings: [override, override, other] }, enforce, {}, 'pass')[2]).toBe(
      `Overridden: 2 findings stand, covered by override SEC-12. The check is green; ${debt}`,
    )
    expect(say({ conclusion: 'overridden', findings: [] })[2]).toContain('0 findings stand')
  })
})

describe('observed', () => {
  test('without a policy it says how to enforce', () => {
    expect(say({ findings: [finding(), finding()] }, noPolicy)).toEqual([
      'warn',
      'security-gate observed this change',
      'Observing with preset starter: 2 findings in 1 place would block. Add .github/production.yml to enforce.',
    ])
    expect(say({ conclusion: 'pass', findings: [] }, noPolicy)).toEqual([
      'ok',
      'security-gate observed this change',
      'Observing with preset starter: nothing would block. Add .github/production.yml to enforce.',
    ])
  })

  test('in a rollout it says until when', () => {
    expect(say({ conclusion: 'blind', findings: [missing] }, rollout)[2]).toBe(
      'Observing until 2027-02-01: it would be blind: No report shows a secret scan for 9a04d1e. Run gitleaks and add its report to `reports`.',
    )
    expect(say({ conclusion: 'waiting', findings: [due] }, rollout)[2]).toBe(
      'Observing until 2027-02-01: it would wait: CI is still running. Wait for it.',
    )
    expect(say({ conclusion: 'overridden', findings: [override] }, rollout)[2]).toContain(
      'it would be overridden: 1 finding stands, covered by override SEC-12.',
    )
    expect(say({}, rollout)[0]).toBe('warn')
  })
})

test('below its title the sentence leaves out what the title says', () => {
  const made = headline({
    verdict: verdict({ conclusion: 'pass', findings: [] }),
    enforcement: enforce,
    presentation: {},
  })
  expect(headlineText(made, 'pass')).toBe('Every required source was read for 9a04d1e.')
  const observed = headline({ verdict: verdict(), enforcement: rollout, presentation: {} })
  expect(headlineText(observed, 'fail')).toBe(headlineSentence(observed))
})

test('one thing is not several', () => {
  expect([count(1, 'place'), count(0, 'place'), count(2, 'entry', 'entries')]).toEqual([
    '1 place',
    '0 places',
    '2 entries',
  ])
})
