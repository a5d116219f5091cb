import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namesWorkflow } from '../../../../shared/run/judged/own-workflow.ts'

const PATH = 'corp/ci/.github/workflows/gate.yml'
const SHA = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'

const named: readonly [pattern: string, ref: string][] = [
  [`${PATH}@v1`, 'refs/tags/v1'],
  [`${PATH}@refs/tags/v1`, 'refs/tags/v1'],
  [`${PATH}@main`, 'refs/heads/main'],
  [`${PATH}@v*`, 'refs/tags/v12'],
  [`${PATH}@${SHA}`, 'refs/heads/anything'],
  [`Corp/CI/.github/workflows/gate.yml@v1`, 'refs/tags/v1'],
]
test.each(named)('%s names it at %s', (pattern, ref) => {
  expect(namesWorkflow(pattern, PATH, ref, SHA)).toBe(true)
})

const other: readonly [pattern: string, ref: string][] = [
  [PATH, 'refs/heads/main'],
  [`${PATH}@v1`, 'refs/tags/v10'],
  [`${PATH}@v1`, 'refs/heads/main'],
  [`${PATH}@${SHA.slice(0, 12)}`, 'refs/heads/main'],
  ['corp/ci/.github/workflows/other.yml@v1', 'refs/tags/v1'],
  ['corp/ci2/.github/workflows/gate.yml@v1', 'refs/tags/v1'],
  ['*/*/.github/workflows/gate.yml@v1', 'refs/tags/v1'],
  ['@v1', 'refs/tags/v1'],
  ['', 'refs/tags/v1'],
]
test.each(other)('%s does not name it at %s', (pattern, ref) => {
  expect(namesWorkflow(pattern, PATH, ref, SHA)).toBe(false)
})

test('a workflow of another path is named by nothing that ends in this one', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }), (before, ref) => {
      expect(namesWorkflow(`${before}${PATH}@*`, PATH, `refs/heads/${ref}`, SHA)).toBe(false)
    }),
  )
})
