import { expect, test } from 'vitest'
import { earliest } from '../../../shared/verdict/earliest.ts'

test.each([
  [[], undefined],
  [[undefined], undefined],
  [['2026-11-21T16:00:00Z', undefined], '2026-11-21T16:00:00Z'],
  [['2026-11-21T16:00:00Z', '2026-11-20T16:00:00Z', '2026-11-22T16:00:00Z'], '2026-11-20T16:00:00Z'],
  // As text the first of the two would come second.
  [['2026-11-21T16:00:00Z', '2026-11-21T16:00:00.500Z'], '2026-11-21T16:00:00Z'],
  [['2026-11-21T16:00:00Z', 'soon'], 'soon'],
] as const)('of %j it is %s', (times, first) => {
  expect(earliest(times)).toBe(first)
})
