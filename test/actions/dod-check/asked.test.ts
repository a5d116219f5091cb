import { describe, expect, test } from 'vitest'
import { askedCriteria, needsOfAll, offCriteria } from '../../../actions/dod-check/asked.ts'
import { judge } from '../../../actions/dod-check/judge.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import { DONE_CRITERIA } from '../../../shared/policy/sections/definition-of-done.ts'
import { presetPolicy } from '../../support/preset-policy.ts'
import { COMMIT, type Done, NOW } from './arbitraries.ts'

const uri = '.github/production.yml'
const ALL_OFF = Object.fromEntries(DONE_CRITERIA.filter((id) => id !== 'gate-integrity').map((id) => [id, false]))

async function policyOf(done: object, rest: object = {}): Promise<Policy> {
  const head = { version: 1, preset: 'standard', defaults: '2026.11', roles: { security: { users: ['sec'] } } }
  const text = JSON.stringify({ ...head, 'definition-of-done': { ...ALL_OFF, ...done }, ...rest })
  return (await loadPolicy({ read: async () => ({ text, uri }), path: uri, now: new Date(NOW) })).policy
}

const evidenceOf = (resolved: Policy, changes: Done['facts']['changes'], facts: Partial<Done['facts']> = {}): Done => ({
  schema: 'urn:production-gates:evidence:v1',
  gate: 'dod-check',
  tool: { version: '0.1.0', bundleSha256: 'b0'.repeat(32) },
  now: NOW,
  subject: { uri: 'git+https://github.com/acme/app', commit: COMMIT },
  strength: 1,
  policy: { resolved, parts: [] },
  sources: [{ id: 'pull-reviews', uri: 'the pull request', state: 'read', readAt: NOW }],
  facts: { changes, ...facts },
})

const CHANGE: Done['facts']['changes'][number] = {
  number: 812,
  title: '',
  body: '',
  labels: [],
  author: { login: 'ada' },
  headRef: 'change',
  baseRef: 'refs/heads/main',
  crossRepository: false,
  createdAt: NOW,
  edits: [],
  files: [{ path: 'src/door.ts', status: 'modified', kind: 'file' }],
  review: { head: COMMIT, author: { login: 'ada' }, contributors: [], reviews: [], mode: 'pushers-and-authors' },
}

const BUILT = { id: 'built', title: 'Built', proof: { check: { name: 'build' } } }

describe('what a policy asks for', () => {
  test('is what it names, in the order of the report, and gate-integrity always', async () => {
    const asked = askedCriteria(await policyOf({ artifacts: true, owned: true, criteria: [BUILT] }))
    expect(asked.map(({ id }) => id)).toEqual(['owned', 'gate-integrity', 'artifacts', 'built'])
    expect(asked.map(({ codes }) => codes.unmet)).toEqual([
      'dod-check/owned',
      'dod-check/gate-integrity',
      'dod-check/artifacts',
      'dod-check/criterion',
    ])
    expect(asked.map(({ codes }) => codes.unproven)).toEqual([
      'dod-check/owned-unproven',
      'dod-check/gate-integrity-unproven',
      'dod-check/artifacts-unproven',
      'dod-check/criterion-unproven',
    ])
  })

  test('and nothing is read that none of it needs', async () => {
    const none = needsOfAll(askedCriteria(await policyOf({})))
    expect(none).toMatchObject({ roles: ['security'], owners: false, checks: false, workflows: [], verdicts: [] })
    const some = needsOfAll(askedCriteria(await policyOf({ 'security-scanned': true, criteria: [BUILT] })))
    expect(some).toMatchObject({ checks: true, verdicts: ['security-gate'], owners: false })
  })

  test('what is off is listed with its reason', async () => {
    const off = offCriteria(await policyOf({ owned: true }))
    expect(off.find(({ id }) => id === 'owned')).toBeUndefined()
    expect(off.find(({ id }) => id === 'gate-integrity')).toBeUndefined()
    expect(off.find(({ id }) => id === 'artifacts')).toEqual({ id: 'artifacts', why: 'switched-off' })
    const policy = await policyOf({})
    const { artifacts: _, ...unnamed } = policy['definition-of-done']
    const without = { ...policy, 'definition-of-done': unnamed } as Policy
    expect(offCriteria(without).find(({ id }) => id === 'artifacts')).toEqual({ id: 'artifacts', why: 'not-named' })
    expect(askedCriteria(without).map(({ id }) => id)).not.toContain('artifacts')
  })
})

describe('a level', () => {
  const levelOf = (id: string, policy: Policy) => askedCriteria(policy).find((one) => one.id === id)?.level

  test('is the policy’s own, softened by a rollout for as long as that says', async () => {
    const policy = await policyOf({ owned: { level: 'warn' }, criteria: [BUILT] })
    expect([levelOf('owned', policy), levelOf('built', policy)]).toEqual(['warn', 'block'])
    const soft: Policy = { ...policy, rollout: { criteria: { built: 'warn' } } }
    expect([levelOf('owned', soft), levelOf('built', soft)]).toEqual(['warn', 'warn'])
  })

  test('of gate-integrity is never softened, and a word of every object is no criterion', async () => {
    const policy = await policyOf({ criteria: [{ ...BUILT, id: 'constructor' }] })
    const soft = { ...policy, rollout: { criteria: { 'gate-integrity': 'warn' } } } as Policy
    expect(levelOf('gate-integrity', soft)).toBe('block')
    expect(levelOf('constructor', soft)).toBe('block')
  })
})

describe('the verdict', () => {
  test('is of a change: where none is judged it does not pass', async () => {
    const verdict = judge(evidenceOf(await policyOf({}), []))
    expect(verdict.conclusion).toBe('blind')
    expect(verdict.findings.map(({ code }) => code)).toEqual(['dod-check/no-change', 'dod-check/nothing-applies'])
  })

  test('of a change that could not be read says that, and not that there is none', async () => {
    const made = evidenceOf(await policyOf({}), [])
    const sources = [{ id: 'pull-reviews', uri: 'x', state: 'forbidden', readAt: NOW } as const]
    const verdict = judge({ ...made, sources })
    expect(verdict.conclusion).toBe('blind')
    expect(verdict.findings.map(({ code }) => code)).not.toContain('dod-check/no-change')
  })

  test('passes with every criterion that applies, and carries each with what was looked at', async () => {
    const verdict = judge(evidenceOf(await policyOf({ artifacts: true }), [CHANGE]))
    expect(verdict).toMatchObject({ gate: 'dod-check', conclusion: 'pass', findings: [], strength: 1 })
    expect(verdict.criteria?.map(({ id, state }) => [id, state])).toEqual([
      ['gate-integrity', 'met'],
      ['artifacts', 'not-applicable'],
    ])
  })

  test('a team’s own criterion asks only where its `when` holds', async () => {
    const where = (paths: string[]) => policyOf({ criteria: [{ ...BUILT, owner: 'security', when: { paths } }] })
    expect(judge(evidenceOf(await where(['docs/**']), [CHANGE])).conclusion).toBe('pass')
    const held = judge(evidenceOf(await where(['src/**']), [CHANGE], { checks: { state: 'read', value: [] } }))
    expect(held.conclusion).toBe('fail')
    expect(held.findings[0]).toMatchObject({ code: 'dod-check/criterion', owner: 'security', level: 'block' })
  })

  test('what only warns is said and lets the change through', async () => {
    const policy = await policyOf({ criteria: [{ ...BUILT, level: 'warn' }] })
    const verdict = judge(evidenceOf(policy, [CHANGE], { checks: { state: 'read', value: [] } }))
    expect(verdict.conclusion).toBe('pass')
    expect(verdict.findings.map(({ level }) => level)).toEqual(['warn'])
  })

  test('holds no longer than the statement of another gate that it rests on', async () => {
    const policy = await policyOf({ 'security-scanned': true })
    const signed = { kind: 'verified', result: 'PASSED', signer: 'acme', madeAt: NOW } as const
    const until = (...ends: (string | undefined)[]) => {
      const [one, other] = ends.map((end) => {
        const statement = { ...signed, ...(end !== undefined && { validUntil: end }) }
        return { state: 'read', value: { statement, foreign: [] } } as const
      })
      const verdicts = { ...(one && { 'security-gate': one }), ...(other && { 'backup-witness': other }) }
      return judge(evidenceOf(policy, [CHANGE], { verdicts })).validUntil
    }
    expect(until('2026-11-21T00:00:00Z')).toBe('2026-11-21T00:00:00Z')
    expect(until('2026-11-21T00:00:00.500Z', '2026-11-21T00:00:00Z')).toBe('2026-11-21T00:00:00Z')
    expect(until(undefined)).toBeUndefined()
  })
})

test.each(['starter', 'standard', 'production'])(
  'preset %s: only the verdict of the security gate can be overridden, and never a criterion of the team',
  async (preset) => {
    const policy = await presetPolicy(preset)
    const own = { id: 'own', title: 'Own', proof: { verdict: { gate: 'security-gate' } } } as const
    const done = { 'security-scanned': { level: 'block' } as const, ...policy['definition-of-done'], criteria: [own] }
    const asked = askedCriteria({ ...policy, 'definition-of-done': done })
    expect(asked.filter(({ overridable }) => overridable).map(({ id }) => id)).toEqual(['security-scanned'])
    expect(asked.map(({ id }) => id)).toContain('own')
  },
)
