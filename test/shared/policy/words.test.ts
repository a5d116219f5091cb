import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { isDate, isZone } from '../../../shared/policy/day-and-zone.ts'
import { parseDuration } from '../../../shared/policy/duration.ts'
import { metaOf } from '../../../shared/policy/key.ts'
import { editDistance, nearest } from '../../../shared/policy/nearest.ts'
import { formatPath, formatProblems, show } from '../../../shared/policy/problem.ts'
import {
  DONE_CRITERIA,
  definitionOfDone,
  READINESS_CRITERIA,
  readiness,
} from '../../../shared/policy/sections/definition-of-done.ts'
import { childOf, shapeOf } from '../../../shared/policy/shape.ts'
import { relation, sameValue } from '../../../shared/policy/tighter.ts'
import { parseLatency } from '../../../shared/policy/values.ts'

describe('durations', () => {
  test.each([
    ['1s', 1_000],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
    ['2w', 1_209_600_000],
    ['1y', 31_557_600_000],
    ['0d', 0],
  ])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds))

  test('seven years round up to the 2,557 days a WORM store must be set to', () => {
    expect(Math.ceil((parseDuration('7y') ?? 0) / 86_400_000)).toBe(2557)
  })

  test.each([
    '',
    '15',
    'm',
    '1.5h',
    '-1h',
    '+1h',
    ' 1h',
    '1h ',
    '1 h',
    '1H',
    '1ms',
    '1h30m',
    '1e3s',
    '0x1s',
    '١h',
    '99999999999y',
    '9007199254740992s',
    '285617y',
  ])('%j is none', (text) => expect(parseDuration(text)).toBeUndefined())

  test('a longer one of the same unit is never shorter', () => {
    void fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), fc.constantFrom('s', 'm', 'h', 'd', 'w', 'y'), (a, b, unit) => {
        expect((parseDuration(`${a}${unit}`) ?? 0) <= (parseDuration(`${b}${unit}`) ?? 0)).toBe(a <= b)
      }),
    )
  })
})

test('latencies are whole milliseconds or seconds', () => {
  expect(parseLatency('350ms')).toBe(350)
  expect(parseLatency('2s')).toBe(2_000)
  for (const text of ['350', '1.5s', '2m', 'ms', '-1s']) expect(parseLatency(text)).toBeUndefined()
})

test('days that do not exist are no days', () => {
  for (const day of ['2026-02-28', '2028-02-29', '2026-12-31']) expect(isDate(day)).toBe(true)
  for (const day of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''])
    expect(isDate(day)).toBe(false)
})

test('zones are IANA names, never offsets', () => {
  for (const zone of ['UTC', 'Europe/Lisbon', 'America/New_York', 'Etc/GMT+5']) expect(isZone(zone)).toBe(true)
  for (const zone of ['', '+02:00', '-0400', 'UTC+2', 'Mars/Olympus', 'New York', 'Z']) expect(isZone(zone)).toBe(false)
})

describe('the nearest word', () => {
  test.each([
    ['reqiure', ['require', 'block'], 'require'],
    ['max_age', ['max-age'], 'max-age'],
    ['Roles', ['roles'], 'roles'],
    ['block', ['blocks', 'black'], 'blocks'],
    ['on', ['to', 'from'], undefined],
    ['zzzzzz', ['require'], undefined],
    ['x'.repeat(65), ['x'.repeat(64)], undefined],
    ['x'.repeat(64), ['x'.repeat(63)], 'x'.repeat(63)],
  ])('%s', (word, known, expected) => expect(nearest(word, known)).toBe(expected))

  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['ab', 'ba', 1],
    ['kitten', 'sitting', 3],
    ['abcd', 'badc', 2],
  ])('%j to %j', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

  test('the distance is the same both ways', () => {
    void fc.assert(
      fc.property(
        fc.string({ maxLength: 12 }),
        fc.string({ maxLength: 12 }),
        (a, b) => editDistance(a, b) === editDistance(b, a),
      ),
    )
  })
})

test('paths are shown as one would write them', () => {
  expect(formatPath(['backups', 'stores', 1, 'rpo'])).toBe('backups.stores[1].rpo')
  expect(formatPath([])).toBe('')
})

test('problems stand in reading order, once', () => {
  const at = (uri: string, line: number, column: number, message: string) => ({ uri, line, column, message })
  const list = [
    at('b', 1, 1, 'x'),
    at('a', 10, 1, 'x'),
    at('a', 2, 3, 'x'),
    at('a', 2, 1, 'y'),
    at('a', 2, 1, 'x'),
    at('a', 2, 1, 'x'),
  ]
  expect(formatProblems(list)).toEqual(['a:2:1: x', 'a:2:1: y', 'a:2:3: x', 'a:10:1: x', 'b:1:1: x'])
})

test('a value is shown short, on one line, and never when it looks like a secret', () => {
  expect(show('a\u2028b\u009fc')).toBe('"a?b?c"')
  expect(show('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`)
  expect(show('x'.repeat(61))).toBe(`"${'x'.repeat(60)}..."`)
  expect(show(`gh${'p'}_${'a'.repeat(36)}`)).toBe('a text that looks like a secret')
  expect(show(`xox${'b'}-${'1'.repeat(10)}`)).toBe('a text that looks like a secret')
  expect([show(null), show(undefined), show([]), show({}), show(false), show(1.5)]).toEqual([
    'nothing',
    'nothing',
    'a list',
    'a map of keys',
    'false',
    '1.5',
  ])
})

describe('which of two values is tighter', () => {
  const min = { about: '', direction: 'min' } as const
  const max = { about: '', direction: 'max' } as const
  const words = { ...min, order: [['a'], ['b', 'c'], ['d']] } as const
  test.each([
    [min, 1, 2, 'tighter'],
    [min, 2, 1, 'looser'],
    [max, 1, 2, 'looser'],
    [max, 2, 1, 'tighter'],
    [max, '24h', '1d', 'same'],
    [max, '24h', '2d', 'looser'],
    [max, '24h', '60m', 'tighter'],
    [max, '1500ms', '1s', 'tighter'],
    [max, '2026-11-02', '2026-11-01', 'tighter'],
    [min, 'text', 'other', 'incomparable'],
    [min, 'text', 'text', 'same'],
    [min, true, 1, 'incomparable'],
    [words, 'a', 'b', 'tighter'],
    [words, 'd', 'b', 'looser'],
    [words, 'b', 'c', 'incomparable'],
    [words, 'b', 'b', 'same'],
    [words, 'b', 'unheard', 'incomparable'],
  ] as const)('%j: from %j to %j is %s', (meta, from, to, expected) => expect(relation(meta, from, to)).toBe(expected))

  test('equality is deep and does not mind the order of keys', () => {
    expect(sameValue({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true)
    expect(sameValue({ a: 1 }, { a: 1, b: 2 })).toBe(false)
    expect(sameValue({ a: 1 }, { b: 1 })).toBe(false)
    expect(sameValue([], {})).toBe(false)
    expect(sameValue([1, 2], [2, 1])).toBe(false)
    expect(sameValue(null, {})).toBe(false)
    expect(sameValue('1', 1)).toBe(false)
  })
})

test('the ids of the built-in criteria are those of the schema', () => {
  const keys = (schema: object) => {
    const shape = shapeOf(schema)
    return shape.kind === 'object' ? Object.keys(shape.keys) : []
  }
  expect([...DONE_CRITERIA, 'criteria']).toEqual(keys(definitionOfDone()))
  expect([...READINESS_CRITERIA, 'criteria']).toEqual(keys(readiness()))
})

test('a key without a description, or a kind of value nothing knows, is a mistake of ours', () => {
  expect(() => metaOf(z.string())).toThrow('without a description and direction')
  expect(() => shapeOf(z.date())).toThrow('shape.ts does not know')
  expect(childOf(z.string(), 'a')).toBeUndefined()
  expect(childOf(z.strictObject({ a: z.string() }), 'toString')).toBeUndefined()
})
