import { describe, expect, test } from 'vitest'
import { placeIn } from '../../../shared/policy/baseline-place.ts'
import { finish, withStoreLimits } from '../../../shared/policy/finish.ts'
import { readYaml } from '../../../shared/policy/yaml.ts'

describe('where something stands', () => {
  const file = readYaml('a:\n  b: [x, ~, { c: 1 }]\n  d: &n { e: 2 }\n  f: *n\n  g:\n', 'f.yml')

  test.each([
    [[], 'value', 1, 1, true],
    [['a'], 'key', 1, 1, true],
    [['a'], 'value', 2, 3, true],
    [['a', 'b', 0], 'value', 2, 7, true],
    [['a', 'f'], 'value', 4, 6, true],
    [['a', 'f', 'e'], 'key', 3, 11, true],
    [['a', 'f', 'e'], 'value', 3, 14, true],
    [['a', 'g'], 'key', 5, 3, true],
    [['a', 'h'], 'value', 2, 3, false],
    [['a', 'b', 9], 'value', 2, 6, false],
    [['a', 'b', 'x'], 'value', 2, 6, false],
    [['a', 'g', 'x'], 'value', 5, 5, false],
    [['z'], 'key', 1, 1, false],
  ] as const)('%j', (path, which, line, column, written) => {
    expect(file.at(path, which)).toEqual({ line, column })
    expect(file.has(path)).toBe(written)
  })

  test('a file that is broken has only a beginning', () => {
    const broken = readYaml('[', 'f.yml')
    expect([broken.data, broken.at(['a']), broken.has(['a'])]).toEqual([undefined, { line: 1, column: 1 }, false])
  })
})

test('twenty syntax errors are enough', () => {
  expect(readYaml('"a" "b"\n'.repeat(100), 'f').problems.length).toBeLessThanOrEqual(20)
})

describe('the place a baseline is named by', () => {
  const near = readYaml('preset: starter\nslo: { availability: 99 }', 'near')
  const far = readYaml('preset: production\nlist: [{ id: b }, { id: a, limit: 3 }]\nslo: { page: {} }', 'far')
  const raw = {
    list: [{ id: 'a', limit: 4 }, { id: 'c' }, 'text', { none: 1 }],
    slo: { availability: 1, page: { p: 1 } },
  }
  test.each([
    ['the file that writes it', ['slo', 'availability'], 'near:2:22'],
    ['an entry by its id', ['list', 0, 'limit'], 'far:2:35'],
    ['the entry around it', ['list', 0, 'other'], 'far:2:19'],
    ['the list around an unknown entry', ['list', 1], 'far:2:7'],
    ['the list around a text', ['list', 2], 'far:2:7'],
    ['the list around an entry without id', ['list', 3], 'far:2:7'],
    ['the nearest line around it', ['slo', 'page', 'p'], 'far:3:14'],
    ['the preset', ['key-rotation'], 'near:1:9, by its preset'],
    ['nothing', ['retention'], 'near:1:9, which does not write it'],
  ])('%s', (_, path, expected) => expect(placeIn([near, far], { 'key-rotation': '92d' }, path, raw)).toBe(expected))
  test('without files', () => expect(placeIn([], {}, ['a'], {})).toBe('the baseline'))
})

describe('finishing', () => {
  test('stores take what they do not write, copies part by part', () => {
    const stores = [{ name: 'a' }, { name: 'b', rpo: '1h', copies: { total: 9 } }]
    expect(withStoreLimits({ defaults: { rpo: '5m', copies: { total: 2, offsite: 1 } }, stores })).toMatchObject({
      stores: [
        { name: 'a', rpo: '5m', copies: { total: 2, offsite: 1 } },
        { name: 'b', rpo: '1h', copies: { total: 9, offsite: 1 } },
      ],
    })
    expect(withStoreLimits({ defaults: { rpo: '5m' }, stores: [{ name: 'a' }] })['stores']).toEqual([
      { name: 'a', rpo: '5m' },
    ])
    expect(withStoreLimits({ stores })).toEqual({ stores })
    expect(withStoreLimits({ defaults: {} })).toEqual({ defaults: {} })
  })
  test('nothing declared is nothing, and lists are there', () => {
    expect(finish({ preset: 'starter' })).toEqual({
      version: 1,
      rollout: {},
      roles: {},
      freezes: [],
      'freeze-exceptions': [],
      preset: 'starter',
    })
    expect(finish({ rollout: { criteria: { a: 'warn' } }, readiness: { a: false } })).toMatchObject({
      readiness: { a: false },
    })
  })
})
