import { expect, test } from 'vitest'
import { policyKeyFor } from '../../../shared/run/loosening.ts'

test('an input that could loosen is named by its policy key', () => {
  expect(policyKeyFor('soft-fail', 'dod-check')).toBe('rollout.dod-check')
  expect(policyKeyFor('max_age', 'security-gate')).toBe('security-gate.max-age')
  expect(policyKeyFor('max age', 'security-gate')).toBe('security-gate.max-age')
  expect(policyKeyFor('reports', 'security-gate')).toBeUndefined()
  expect(policyKeyFor('constructor', 'security-gate')).toBeUndefined()
})
