import { expect, test } from 'vitest'
import { age, duration, instant, took } from '../../../shared/report/time.ts'

const MIN = 60_000

test.each([
  [59_999, 'under a minute'],
  [MIN, '1 min'],
  [59 * MIN, '59 min'],
  [60 * MIN, '1 h'],
  [192 * MIN, '3 h 12 min'],
  [47 * 60 * MIN + 59 * MIN, '47 h 59 min'],
  [48 * 60 * MIN, '2 days'],
  [6.9 * 24 * 60 * MIN, '6 days'],
  [-192 * MIN, '3 h 12 min'],
])('%d ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('an age looks back, and forward for what lies ahead', () => {
  const now = '2026-11-20T14:03:00Z'
  expect(age('2026-11-20T10:51:00Z', now)).toBe('3 h 12 min ago')
  expect(age('2026-11-20T14:03:00Z', now)).toBe('under a minute ago')
  expect(age('2026-11-26T15:00:00Z', now)).toBe('in 6 days')
  expect(age('yesterday', now)).toBe('unknown')
  expect(age(now, '')).toBe('unknown')
})

test('an instant is UTC, with the zone beside it', () => {
  expect(instant('2026-11-20T14:03:59Z')).toBe('2026-11-20 14:03 UTC')
  expect(instant('2026-11-20T15:03:00+01:00')).toBe('2026-11-20 14:03 UTC')
  expect(instant('2026-11-20T14:03:00Z', 'UTC')).toBe('2026-11-20 14:03 UTC')
  expect(instant('2026-11-20T23:30:00Z', 'Europe/Berlin')).toBe('2026-11-20 23:30 UTC (00:30 Europe/Berlin)')
  expect(instant('never')).toBe('unknown')
})

test('what a step took', () => {
  expect(took(12.4)).toBe('12 ms')
  expect(took(999)).toBe('999 ms')
  expect(took(1000)).toBe('1.0 s')
  expect(took(3449)).toBe('3.4 s')
})
