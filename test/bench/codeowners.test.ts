import { expect, test } from 'vitest'
import { parseCodeowners, ruleFor } from '../../shared/ownership/codeowners.ts'
import { benchCodeowners, codeownersCase } from './codeowners.ts'

test('the answers are held against trying each rule in turn', () => {
  const sample = codeownersCase(400, 60)
  const rows = benchCodeowners('small', sample, 1)
  expect(rows.map(({ bench, subject, metric, unit }) => [bench, subject, metric, unit])).toEqual([
    ['small', 'shared/ownership', 'in-process', 'ms'],
    ['small', 'shared/ownership', 'correct', 'bool'],
  ])
  expect(rows[1]?.value).toBe(1)
})

test('the rules are all valid, and many of them win', () => {
  const { text, paths } = codeownersCase(10_000, 3_000)
  const codeowners = parseCodeowners(text)
  expect([codeowners.rules.length, codeowners.errors.length, paths.length]).toEqual([10_000, 0, 3_000])
  expect(new Set(paths.map((path) => ruleFor(codeowners, path)?.line)).size).toBeGreaterThan(300)
})
