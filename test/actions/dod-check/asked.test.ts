import { expect, test } from 'vitest'
import { askedCriteria } from '../../../actions/dod-check/asked.ts'
import { presetPolicy } from '../../support/preset-policy.ts'

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
