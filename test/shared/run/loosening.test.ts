import { expect, test } from 'vitest'
import { nearest, policyKeyFor } from '../../../shared/run/loosening.ts'

test('an input that could loosen is named by its policy key', () => {
  expect(policyKeyFor('soft-fail', 'dod-check')).toBe('rollout.dod-check')
  expect(policyKeyFor('max_age', 'security-gate')).toBe('security-gate.max-age')
  expect(policyKeyFor('max age', 'security-gate')).toBe('security-gate.max-age')
  expect(policyKeyFor('reports', 'security-gate')).toBeUndefined()
  expect(policyKeyFor('constructor', 'security-gate')).toBeUndefined()
})

test.each([
  ['report', 'reports'],
  ['reportss', 'reports'],
  ['rpeorts', 'reports'],
  ['toke', 'token'],
  ['wait', 'wait'],
])('%s means %s', (name, meant) => {
  expect(nearest(name, ['token', 'reports', 'wait'])).toBe(meant)
})

test('the nearest of several, the first of equals, none that is far', () => {
  expect(nearest('policy-tokn', ['policy', 'policy-token'])).toBe('policy-token')
  expect(nearest('bat', ['cat', 'hat'])).toBe('cat')
  expect(nearest('xyz', ['token', 'reports'])).toBeUndefined()
  expect(nearest('', ['token'])).toBeUndefined()
  expect(nearest('a'.repeat(100_000), ['token'])).toBeUndefined()
})
