import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  capturesOf,
  fill,
  isCompanion,
  parseCapturePattern,
  parsePair,
} from '../../../shared/checklist/capture-pattern.ts'
import { matches, parseGlob } from '../../../shared/policy/glob.ts'

const captures = (pattern: string, path: string) => {
  const found = capturesOf(parseCapturePattern(pattern), path)
  return found === undefined ? undefined : Object.fromEntries(found)
}

test.each([
  ['{dir}migrations/{ts}_*.sql', 'db/migrations/2026_add_x.sql', { dir: 'db/', ts: '2026' }],
  ['{dir}migrations/{ts}_*.sql', 'migrations/2026_.sql', { dir: '', ts: '2026' }],
  ['{dir}migrations/{ts}_*.sql', 'a/migrations/migrations/1_a.sql', { dir: 'a/migrations/', ts: '1' }],
  ['{dir}migrations/{ts}_*.sql', 'xmigrations/1_a.sql', undefined],
  ['{dir}migrations/{ts}_*.sql', 'migrations/_a.sql', undefined],
  ['{dir}migrations/{ts}_*.sql', 'migrations/1_a.sql/b', undefined],
  ['{name}.ts', 'a.b.ts', { name: 'a.b' }],
  ['{a}{b}', 'xyz', { a: 'x', b: 'yz' }],
  ['src/**/{name}.ts', 'src/a.ts', { name: 'a' }],
  ['src/**/{name}.ts', 'src/x/y/a.ts', { name: 'a' }],
  ['src/**/{name}.ts', 'lib/src/a.ts', undefined],
  ['?/{n}', 'a/b', { n: 'b' }],
  ['?/{n}', '/b', undefined],
  ['*', 'ab', {}],
  ['*', 'a/b', undefined],
  ['a.c', 'abc', undefined],
  ['{n}', '', undefined],
  ['{dir}a', 'a', { dir: '' }],
  ['x/{dir}a', 'x/y/z/a', { dir: 'y/z/' }],
  ['**/{dir}a', 'x/y/a', { dir: 'x/y/' }],
  ['{dir}a', '/a', undefined],
])('%s takes of %s', (pattern, path, expected) => {
  expect(captures(pattern, path)).toEqual(expected)
})

test.each([
  ['', 'it has to have 1 to 512 characters'],
  ['x'.repeat(513), 'it has to have 1 to 512 characters'],
  ['a[b]', 'it has a `[`, a `]`, a `\\` or a control character in it'],
  ['a\\b', 'it has a `[`, a `]`, a `\\` or a control character in it'],
  ['a\nb', 'it has a `[`, a `]`, a `\\` or a control character in it'],
  ['/a', 'it begins at the repository root, with single slashes'],
  ['a//b', 'it begins at the repository root, with single slashes'],
  ['x{dir}a', '`{dir}` takes whole folders, so it stands where one begins'],
  ['{dir}/a', '`{dir}` has its slash already'],
  ['{A}', 'its braces hold no name such as `{ts}`'],
  ['{a,b}', 'its braces hold no name such as `{ts}`'],
  ['a}', 'its braces hold no name such as `{ts}`'],
  ['a**', '`**` must stand alone between slashes'],
  ['a**/b', '`**` must stand alone between slashes'],
  ['**', '`**` must stand alone between slashes'],
])('%j is refused', (pattern, why) => {
  expect(() => parseCapturePattern(pattern)).toThrow(`cannot be used: ${why}.`)
})

test('a pair has to belong together', () => {
  expect(() => parsePair('{a}/{a}', 'x')).toThrow('it captures one name twice')
  expect(() => parsePair('{a}', '{a}/{b}')).toThrow('`{b}` is not captured by `{a}`')
  expect(parsePair('{a}', '{a}/{a}').map(({ written }) => written)).toEqual(['{a}', '{a}/{a}'])
})

describe('the companion', () => {
  const companion = (changed: string, requires: string, path: string, other: string): boolean => {
    const [from, to] = parsePair(changed, requires)
    const taken = capturesOf(from, path)
    return taken !== undefined && isCompanion(fill(to, taken), other)
  }
  const RULE = ['{dir}migrations/{ts}_*.sql', '{dir}migrations/rollback/{ts}*.sql'] as const

  test.each([
    ['db/migrations/1_a.sql', 'db/migrations/rollback/1_a.sql', true],
    ['db/migrations/1_a.sql', 'db/migrations/rollback/1.sql', true],
    ['db/migrations/1_a.sql', 'db/migrations/rollback/10_a.sql', false],
    ['db/migrations/1_a.sql', 'db/migrations/rollback/x1.sql', false],
    ['db/migrations/1_a.sql', 'migrations/rollback/1.sql', false],
    ['migrations/1_a.sql', 'db/migrations/rollback/1.sql', false],
    ['db/migrations/1_a.sql', 'db/migrations/rollback/1/a.sql', false],
    ['db/migrations/x_a.sql', 'db/migrations/rollback/xy.sql', true],
  ])('%s and %s: %s', (path, other, expected) => {
    expect(companion(...RULE, path, other)).toBe(expected)
  })

  test('a number is taken whole on both sides', () => {
    expect(companion('a/{n}', 'b/*{n}', 'a/1', 'b/x1')).toBe(true)
    expect(companion('a/{n}', 'b/*{n}', 'a/1', 'b/21')).toBe(false)
  })

  test('a star that was captured is no pattern', () => {
    expect(companion('a/{n}', 'b/{n}', 'a/*', 'b/x')).toBe(false)
    expect(companion('a/{n}', 'b/{n}', 'a/*', 'b/*')).toBe(true)
  })

  test('what it begins with narrows the search', () => {
    const [from, to] = parsePair(...RULE)
    expect(fill(to, capturesOf(from, 'db/migrations/1_a.sql') ?? new Map()).prefix).toBe('db/migrations/rollback/1')
    expect(fill(parseCapturePattern('a/b'), new Map()).prefix).toBe('a/b')
  })
})

test('without captures it is a glob', () => {
  const part = fc.constantFrom('a', 'b', '*', '?', '**/', '/', '.')
  const path = fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 8 }).map((all) => all.join(''))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), path, (parts, text) => {
      const pattern = parts.join('')
      const read = <T>(parse: () => T): T | undefined => {
        try {
          return parse()
        } catch {
          return undefined
        }
      }
      const [glob, own] = [read(() => parseGlob(pattern)), read(() => parseCapturePattern(pattern))]
      fc.pre(glob !== undefined && own !== undefined && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(text))
      if (glob === undefined || own === undefined) return
      expect(capturesOf(own, text) !== undefined).toBe(matches(glob, text))
    }),
  )
})

test('captures put back give the path', () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,6}$/)
  fc.assert(
    fc.property(fc.array(name, { maxLength: 3 }), name, name, (folders, ts, rest) => {
      const path = `${folders.map((one) => `${one}/`).join('')}m/${ts}_${rest}.sql`
      const taken = capturesOf(parseCapturePattern('{dir}m/{ts}_{rest}.sql'), path)
      expect(`${taken?.get('dir')}m/${taken?.get('ts')}_${taken?.get('rest')}.sql`).toBe(path)
    }),
  )
})

test('a hostile path costs the product of both, and one that cannot be is none', () => {
  const begun = performance.now()
  expect(captures(`${'*a'.repeat(100)}b`, 'a'.repeat(4096))).toBeUndefined()
  expect(captures('{a}{b}{c}{d}{e}z', 'a'.repeat(4096))).toBeUndefined()
  expect(performance.now() - begun).toBeLessThan(15_000)
  expect(captures('*', 'a'.repeat(4097))).toBeUndefined()
  expect(captures('*', 'a'.repeat(4096))).toEqual({})
})
