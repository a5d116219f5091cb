import { describe, expect, test } from 'vitest'
import {
  commitOf,
  countOf,
  entriesOf,
  instantOf,
  lineOf,
  nameOf,
  namesOf,
  optionalEntriesOf,
  pathOf,
  placeOf,
  valuesOf,
} from '../../../../actions/security-gate/scanners/fields.ts'

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05.1Z', '2026-01-02T03:04:05.100Z'],
  ['2026-01-02T03:04:05.123456789+01:00', '2026-01-02T02:04:05.123Z'],
  ['2026-01-02 03:04:05-0130', '2026-01-02T04:34:05.000Z'],
  [' 2026-01-02T03:04:05Z ', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05', undefined],
  ['2026-13-02T03:04:05Z', undefined],
  ['2026-01-02', undefined],
  ['1999-12-31T23:59:59Z', undefined],
  ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', undefined],
  [`${'1'.repeat(100_000)}Z`, undefined],
  [1767322800, undefined],
  [null, undefined],
])('instant %.40s', (value, instant) => {
  expect(instantOf(value)).toBe(instant)
})

test('a time without zone where the format says UTC', () => {
  expect(instantOf('2026-01-02T03:04:05', 'Z')).toBe('2026-01-02T03:04:05.000Z')
  expect(instantOf('2026-01-02T03:04:05+01:00', 'Z')).toBe('2026-01-02T02:04:05.000Z')
})

test.each([
  ['5AE342E', '5ae342e'],
  ['5ae342eb2802672402d9b2c26f09e2051bbd91b8', '5ae342eb2802672402d9b2c26f09e2051bbd91b8'],
  ['f'.repeat(64), 'f'.repeat(64)],
  ['f'.repeat(65), undefined],
  ['5ae342', undefined],
  ['main', undefined],
  [7, undefined],
])('commit %s', (value, commit) => {
  expect(commitOf(value)).toBe(commit)
})

test('names', () => {
  expect([
    nameOf(' a\n\u001b[31mb '),
    nameOf(''),
    nameOf(' '),
    nameOf(7),
    nameOf(Number.NaN),
    nameOf(null),
    nameOf({}),
  ]).toEqual(['a[31mb', undefined, undefined, '7', undefined, undefined, undefined])
  expect(namesOf(['a', null, 7, ''])).toEqual(['a', '7'])
  expect(namesOf('a')).toEqual(['a'])
  expect(namesOf(undefined)).toEqual([])
})

describe('places', () => {
  test.each([
    ['./src/../a.py', 'a.py'],
    ['/home/runner/work/app/app/a.py', 'a.py'],
    ['/tmp/sample/a.py', '/tmp/sample/a.py'],
    ['src\\a.py', 'src/a.py'],
    ['100%25.py', '100%25.py'],
    ['../outside.py', undefined],
    ['a'.repeat(4097), undefined],
    ['', undefined],
    [7, undefined],
  ])('%.40s', (value, path) => {
    expect(pathOf(value)).toBe(path)
  })

  test('with a line only where there is one', () => {
    expect(placeOf('a', 3)).toEqual({ location: { path: 'a', line: 3 } })
    for (const line of [0, -1, 1.5, '3', null, 2 ** 60]) expect(placeOf('a', line)).toEqual({ location: { path: 'a' } })
    expect(placeOf(undefined, 3)).toEqual({})
    expect(lineOf(1)).toBe(1)
  })
})

test('counts', () => {
  expect([0, 3, -1, 1.5, '3', null].map(countOf)).toEqual([0, 3, undefined, undefined, undefined, undefined])
})

test('entries', () => {
  expect(entriesOf([{ a: 1 }], 'x')).toEqual([{ a: 1 }])
  expect(() => entriesOf(null, 'x')).toThrow('The report is not what its format says: `x` is no list.')
  expect(() => entriesOf([{}, []], 'x')).toThrow('`x[1]` is no object')
  expect(optionalEntriesOf(null, 'x')).toEqual([])
  expect(optionalEntriesOf(undefined, 'x')).toEqual([])
  expect(() => optionalEntriesOf(0, 'x')).toThrow('`x` is no list')
})

test('a text has no values', () => {
  expect(valuesOf({ kind: 'text', text: 'x' })).toEqual([])
})
