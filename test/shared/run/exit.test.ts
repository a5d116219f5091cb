import { expect, test } from 'vitest'
import { exitOf, NO_VERDICT } from '../../../shared/run/exit.ts'

const enforce = { mode: 'enforce' } as const

test('the table of conclusions', () => {
  expect(exitOf('pass', enforce)).toBe(0)
  expect(exitOf('overridden', enforce)).toBe(1)
  expect(exitOf('overridden', enforce, 'report')).toBe(1)
  expect(exitOf('overridden', enforce, 'pass')).toBe(0)
  expect(exitOf('waiting', enforce, 'pass')).toBe(1)
  expect(exitOf('fail', enforce, 'pass')).toBe(1)
  expect(exitOf('blind', enforce, 'pass')).toBe(2)
  expect(NO_VERDICT).toBe(3)
})

test.each(['pass', 'overridden', 'waiting', 'fail', 'blind'] as const)('observed, %s is no failure', (conclusion) => {
  expect(exitOf(conclusion, { mode: 'observe', because: 'rollout', until: '2027-02-01' })).toBe(0)
})
