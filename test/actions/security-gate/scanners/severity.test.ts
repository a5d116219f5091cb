import { describe, expect, it } from 'vitest'
import { assess, bucketOf, labelOf, numberOf, worst } from '../../../../actions/security-gate/scanners/severity.ts'

describe('bucketOf', () => {
  it.each([
    [10, 'critical'],
    [9, 'critical'],
    [8.9, 'high'],
    [7, 'high'],
    [6.9, 'medium'],
    [4, 'medium'],
    [3.9, 'low'],
    [0.1, 'low'],
    [0, undefined],
    [-1, undefined],
    [10.1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('%d is %s', (score, bucket) => expect(bucketOf(score)).toBe(bucket))
})

describe('numberOf', () => {
  it.each([
    [7.5, 7.5],
    ['7.5', 7.5],
    [' 9 ', 9],
    ['+1', 1],
    ['-1.5', -1.5],
    ['0.0', 0],
    ['', undefined],
    ['0x9', undefined],
    ['9e0', undefined],
    ['9.', undefined],
    ['.9', undefined],
    ['7.5 high', undefined],
    ['NaN', undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [null, undefined],
    [true, undefined],
    [['9'], undefined],
    [`${' '.repeat(32)}9`, undefined],
  ])('%j is %s', (value, number) => expect(numberOf(value)).toBe(number))
})

describe('labelOf', () => {
  it.each([
    ['critical', 'critical'],
    ['CRITICAL', 'critical'],
    [' High ', 'high'],
    ['important', 'high'],
    ['error', 'high'],
    ['medium', 'medium'],
    ['Moderate', 'medium'],
    ['warning', 'medium'],
    ['low', 'low'],
    ['note', 'low'],
    ['negligible', 'low'],
    ['info', 'info'],
    ['informational', 'info'],
    ['none', 'info'],
    ['unknown', undefined],
    ['constructor', undefined],
    ['', undefined],
    [`high${' '.repeat(40)}`, undefined],
    [9, undefined],
    [null, undefined],
  ])('%j is %s', (value, label) => expect(labelOf(value)).toBe(label))
})

describe('worst', () => {
  const order = ['info', 'low', 'medium', 'unknown', 'high', 'critical'] as const
  it('orders all severities, unknown between medium and high', () => {
    for (const [at, a] of order.entries()) {
      for (const [other, b] of order.entries()) expect(worst(a, b)).toBe(order[Math.max(at, other)])
    }
  })
})

describe('assess', () => {
  it('takes the worst of score and label and keeps both', () => {
    expect(assess(9.8, 'low')).toEqual({ severity: 'critical', scored: 'critical', score: 9.8, labelled: 'low' })
    expect(assess(5, 'high')).toEqual({ severity: 'high', scored: 'medium', score: 5, labelled: 'high' })
  })
  it('takes what there is, and the fallback when there is nothing', () => {
    expect(assess(7, undefined)).toEqual({ severity: 'high', scored: 'high', score: 7 })
    expect(assess(undefined, 'low', 'high')).toEqual({ severity: 'low', labelled: 'low' })
    expect(assess(0, undefined, 'low')).toEqual({ severity: 'low' })
    expect(assess(11, 'info')).toEqual({ severity: 'info', labelled: 'info' })
    expect(assess(undefined, undefined)).toEqual({ severity: 'unknown' })
  })
})
