import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differingLines } from '../../../shared/evidence/difference.ts'

const lines = (before: unknown, after: unknown) =>
  differingLines(before, after).map(({ sign, text }) => `${sign}${text}`)

describe('differingLines', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['nothing for equal values', { a: [1] }, { a: [1] }, []],
    ['one value', { a: 1, b: 2 }, { a: 1, b: 3 }, ['-  "b": 2', '+  "b": 3']],
    [
      'two places, not what lies between',
      { a: 1, b: 2, c: 3 },
      { a: 9, b: 2, c: 8 },
      ['-  "a": 1,', '+  "a": 9,', '-  "c": 3', '+  "c": 8'],
    ],
    ['what came', [1, 3], [1, 2, 3], ['+  2,']],
    ['what went', [1, 2, 3, 4, 5], [1, 3, 5], ['-  2,', '-  4,']],
    ['everything', 1, 'a', ['-1', '+"a"']],
    ['a longer value that starts the same', [1], [1, 2], ['-  1', '+  1,', '+  2']],
    ['a repeated line once', [1, 1, 1, 2], [1, 1, 2], ['-  1,']],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected)
  })

  test('applied to the old text, gives the new one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), fc.array(fc.nat(3)), (before, after) => {
        const difference = differingLines(before, after)
        const count = (value: unknown) => JSON.stringify(value, null, 2).split('\n').length
        const net = difference.reduce((sum, { sign }) => sum + (sign === '+' ? 1 : -1), 0)
        expect(count(after) - count(before)).toBe(net)
        const [gone, come] = (['-', '+'] as const).map((wanted) =>
          difference.filter(({ sign }) => sign === wanted).map(({ text }) => text),
        )
        const bag = [...JSON.stringify(before, null, 2).split('\n'), ...(come ?? [])].toSorted()
        expect(bag).toEqual([...JSON.stringify(after, null, 2).split('\n'), ...(gone ?? [])].toSorted())
      }),
    )
  })

  test('a difference too large for the table is shown whole, in time', () => {
    const before = Array.from({ length: 2001 }, (_, index) => `a${index}`)
    const after = Array.from({ length: 2001 }, (_, index) => (index === 1000 ? 'a1000' : `b${index}`))
    expect(lines(before, after).length).toBe(4002)
    expect(lines(before.slice(1), after.slice(1)).length).toBe(3998)
  })
})
