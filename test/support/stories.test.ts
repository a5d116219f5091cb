import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isEveryday, STORIES } from './stories.ts'

test.each([
  [{}, ['vitest', 'run'], true],
  [{ TESTS: 'all' }, ['vitest', 'run'], false],
  [{ REQUIRE_REAL: '1' }, ['vitest', 'run', '--coverage'], false],
  [{}, ['vitest', 'run', 'test/shared/git/bare.test.ts'], false],
  [{}, ['vitest', 'run', '--coverage'], true],
])('with %j and %j: %s', (env, args, expected) => {
  expect(isEveryday(env, args)).toBe(expected)
})

test('every pattern of stories finds some, so that none is left out by a slip for ever', () => {
  const root = join(import.meta.dirname, '../..')
  expect(STORIES.filter((glob) => globSync(glob, { cwd: root }).length === 0)).toEqual([])
})
