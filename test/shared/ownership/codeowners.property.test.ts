import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Codeowners, parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'
import { oracle } from './pattern-oracle.ts'

/** Few letters, so that most patterns meet most paths. */
const name = fc.constantFrom('a', 'b', 'ab', 'aab', 'ba', 'a.b', 'a😀', '.a')
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'))
const glob = fc
  .array(fc.constantFrom('a', 'b', '*', '?', '\\*', '\\a', '.', '😀'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes('***'))
const part = fc.oneof(name, glob, fc.constantFrom('*', '**', '*'))
const pattern = fc
  .tuple(fc.constantFrom('', '/'), fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '/'))
  .map(([start, names, end]) => start + names.join('/') + end)

const fileOf = (patterns: readonly string[]): Codeowners => {
  const codeowners = parseCodeowners(patterns.map((text, at) => `${text} @owner-${at}`).join('\n'))
  expect(codeowners.errors).toEqual([])
  return codeowners
}

test('a file of any rules gives for any paths the last pattern that a second reading of the rules says matches', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 30 }),
      fc.array(path, { maxLength: 20 }),
      (patterns, paths) => {
        const codeowners = fileOf(patterns)
        const readings = patterns.map(oracle)
        for (const each of paths) {
          const expected = readings.findLastIndex((matches) => matches(each))
          expect([each, (ruleFor(codeowners, each)?.line ?? 0) - 1]).toEqual([each, expected])
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test('rules above the last match change nothing', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 10 }),
      fc.array(pattern),
      fc.nat(),
      path,
      (patterns, more, at, each) => {
        const winner = ruleFor(fileOf(patterns), each)
        if (winner === undefined) return
        const place = at % winner.line
        const longer = [...patterns.slice(0, place), ...more, ...patterns.slice(place)]
        expect(ruleFor(fileOf(longer), each)?.line).toBe(winner.line + more.length)
      },
    ),
  )
})

test('what was asked before changes no answer', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 10 }), fc.array(path), path, (patterns, before, each) => {
      const asked = fileOf(patterns)
      for (const other of before) ruleFor(asked, other)
      expect(ruleFor(asked, each)).toEqual(ruleFor(fileOf(patterns), each))
    }),
  )
})

test('any text is read without throwing, and each line is a rule, an error or nothing', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '*', '/', '\\', '#', '@', '.', '!', '[', ' ', '\t', '\n', '\r', '\ufeff'),
    maxLength: 60,
  })
  fc.assert(
    fc.property(text, path, (content, each) => {
      const codeowners = parseCodeowners(content)
      const lines = codeowners.rules.map(({ line }) => line)
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b))
      expect(codeowners.errors.filter(({ line }) => lines.includes(line))).toEqual([])
      for (const { line, column } of codeowners.errors) {
        expect(column).toBeGreaterThanOrEqual(1)
        expect(column).toBeLessThanOrEqual(content.replace(/^\ufeff/, '').split('\n')[line - 1]?.length ?? 0)
      }
      const rule = ruleFor(codeowners, each)
      if (rule !== undefined) expect(codeowners.rules).toContain(rule)
    }),
    { numRuns: 1_000 },
  )
})
