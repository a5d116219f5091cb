import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Mark, renderMark } from '../../../../shared/report/mark.ts'
import { dueAmong, FIRST_TURNS, type Head, hasItsTurn } from '../../../../shared/run/due/choose.ts'

/** The hour of pull requests 12, 36, ... */
const NOW = '2026-11-20T12:30:00.000Z'
const RULES = { policy: 'ab'.repeat(20), folder: 'cd'.repeat(20) }
const MARK: Mark = { judged: '2026-11-20T11:00:00.000Z', until: '2026-11-21T11:00:00.000Z', rules: RULES }

const check = (mark: Mark | string = MARK, status = 'completed') => ({
  id: 1,
  status,
  conclusion: 'success',
  text: typeof mark === 'string' ? mark : `A note.\n\n${renderMark(mark)}`,
})
const head = (number: number, shown: Head['shown'] = [check()], rules: Head['rules'] = [RULES]): Head => ({
  number,
  rules,
  shown,
})
const whyOf = (one: Head, now = NOW) => dueAmong([one], now)[0]?.why

describe('one pull request', () => {
  test('whose verdict holds is left alone', () => {
    expect(whyOf(head(1))).toBeUndefined()
  })

  test.each([
    ['no check run', head(1, []), 'never'],
    ['one that says nothing of itself', head(1, [check('green')]), 'never'],
    ['one that is past its time by now', head(1, [check({ ...MARK, until: NOW })]), 'expired'],
    ['another policy', head(1, [check()], [{ ...RULES, policy: 'ef'.repeat(20) }]), 'other-rules'],
    ['another .github', head(1, [check()], [{ policy: RULES.policy }]), 'other-rules'],
    ['a base that could not be read', head(1, [check()], []), 'other-rules'],
    ['one that waits', head(1, [check(MARK, 'in_progress')]), 'unfinished'],
    ['one that waits since a moment', head(1, [check({ ...MARK, judged: NOW }, 'in_progress')]), undefined],
    ['the hour that is its own', head(12), 'its-turn'],
    ['its hour, and it is past its time', head(12, [check({ ...MARK, until: NOW })]), 'expired'],
    ['one of two bases', head(1, [check()], [{}, RULES]), undefined],
  ])('with %s', (_, one, why) => {
    expect(whyOf(one)).toBe(why)
  })

  test('a check run that another app wrote does not stand in for ours', () => {
    const forged = check({ ...MARK, until: '2099-01-01T00:00:00Z' })
    expect(whyOf(head(1, [forged, check({ ...MARK, until: NOW })]))).toBe('expired')
  })
})

test('whatever a check run says, within a day every pull request is judged', () => {
  const forged = check({ ...MARK, judged: '2099-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e5 }), (number, hours) => {
      const day = Array.from({ length: 24 }, (_, hour) => new Date(Date.parse(NOW) + (hours + hour) * 3_600_000))
      const judged = day.filter((at) => whyOf(head(number, [forged]), at.toISOString()) !== undefined)
      expect(judged).toHaveLength(1)
    }),
  )
})

describe('a green check run whose mark is forged', () => {
  const forged = check({ ...MARK, judged: '2099-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' })
  const at = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString()
  /** What one run of the sweep judges, and no more. */
  const judgedAt = (heads: readonly Head[], now: string): number[] =>
    dueAmong(heads, now)
      .slice(0, 10)
      .map(({ number }) => number)

  test('is judged when it is its turn, however many others ask to be judged by marks that are forged as well', () => {
    const others = Array.from({ length: 90 }, (_, i) => head(100 + i, [check({ ...MARK, until: NOW })]))
    expect(judgedAt([head(12, [forged]), ...others], NOW)).toContain(12)
  })

  test('has its turn within days where more are in one hour than a run can judge', () => {
    const heads = Array.from({ length: 12 }, (_, i) => head(12 + 24 * i, [forged]))
    const seen = new Set(Array.from({ length: 7 }, (_, day) => judgedAt(heads, at(24 * day))).flat())
    expect(seen.size).toBe(12)
  })
})

test('a green one past its time is behind none that is not, but for a few whose turn it is', () => {
  const heads = fc.array(
    fc.record({
      number: fc.integer({ min: 1, max: 500 }),
      rules: fc.constantFrom([RULES], []),
      shown: fc.constantFrom([], [check()], [check({ ...MARK, until: NOW })], [check(MARK, 'queued')]),
    }),
  )
  fc.assert(
    fc.property(heads, (list) => {
      const all = dueAmong(list, NOW)
      const turns = all.slice(0, FIRST_TURNS).findIndex(({ number }) => !hasItsTurn(number, NOW))
      const order = all.slice(turns === -1 ? FIRST_TURNS : turns).map(({ why }) => why)
      expect(order.lastIndexOf('expired')).toBe(order.filter((why) => why === 'expired').length - 1)
      expect(all.length).toBeGreaterThanOrEqual(list.filter(({ rules }) => rules.length === 0).length)
    }),
  )
})

test('who stays due does not keep the others from their place for ever', () => {
  const heads = Array.from({ length: 30 }, (_, i) => head(i + 1, []))
  const seen = new Set<number>()
  for (let hour = 0; hour < 30; hour++) {
    const now = new Date(Date.parse(NOW) + hour * 3_600_000).toISOString()
    for (const { number } of dueAmong(heads, now).slice(0, 10)) seen.add(number)
  }
  expect(seen.size).toBe(30)
})

test('the turns of a day are shared out', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => new Date(Date.parse(NOW) + hour * 3_600_000).toISOString())
  const sizes = hours.map((now) => Array.from({ length: 240 }, (_, i) => i).filter((n) => hasItsTurn(n, now)).length)
  expect(new Set(sizes)).toEqual(new Set([10]))
})
