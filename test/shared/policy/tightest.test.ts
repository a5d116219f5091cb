import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type KeyMeta, key } from '../../../shared/policy/key.ts'
import { tightest } from '../../../shared/policy/tightest.ts'

const meta = (direction: KeyMeta['direction'], more: Partial<KeyMeta> = {}): KeyMeta => ({
  about: 'a',
  direction,
  ...more,
})
const list = z.array(z.string())
const named = z.array(z.strictObject({ id: z.string() }))
const criterion = z.union([z.boolean(), z.strictObject({ limit: key(z.number(), meta('max')) })])

test.each([
  ['nothing from the preset', list, meta('superset'), ['a'], undefined, ['a']],
  ['nothing from the baseline', list, meta('superset'), undefined, ['a'], ['a']],
  ['lists that only grow', list, meta('superset'), ['a', 'b'], ['b', 'c'], ['a', 'b', 'c']],
  ['lists that only shrink', list, meta('subset'), ['a', 'b'], ['b', 'c'], ['b']],
  ['lists that stay', list, meta('exact'), ['a'], ['b'], ['a']],
  [
    'entries of one id',
    named,
    meta('superset', { by: 'id' }),
    [{ id: 'a', x: 1 }],
    [{ id: 'a' }, { id: 'b' }],
    [{ id: 'a', x: 1 }, { id: 'b' }],
  ],
  ['a limit', z.number(), meta('max'), 5, 3, 3],
  ['a looser limit', z.number(), meta('max'), 3, 5, 3],
  ['a floor', z.number(), meta('min'), 3, 5, 5],
  ['what is free', z.number(), meta('free'), 3, 5, 3],
  ['words that do not compare', z.string(), meta('min', { order: [['a', 'b']] }), 'a', 'b', 'a'],
  ['a criterion that is off', criterion, meta('min'), false, { limit: 5 }, { limit: 5 }],
  ['a criterion the preset has off', criterion, meta('min'), { limit: 5 }, false, { limit: 5 }],
  ['settings, key by key', criterion, meta('min'), { limit: 5 }, { limit: 4, unknown: 1 }, { limit: 4 }],
])('%s', (_, schema, declared, baseline, preset, expected) => {
  expect(tightest(schema, declared, baseline, preset)).toEqual(expected)
})

test('without a declared direction the baseline stays', () => {
  expect(tightest(z.number(), undefined, 3, 5)).toBe(3)
  expect(tightest(list, undefined, ['a'], ['b'])).toEqual(['a'])
})
