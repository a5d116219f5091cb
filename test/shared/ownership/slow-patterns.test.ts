import { expect, test } from 'vitest'
import { parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'

/** Of several tries, because a busy machine is slow now and then. */
function fastest(work: () => void): number {
  const times = [1, 2, 3].map(() => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  })
  return Math.min(...times)
}

// A matcher that goes back needs some twenty million steps for it.
test('a pattern of many stars against a name that almost fits is answered at once', () => {
  const codeowners = parseCodeowners(`${'*a'.repeat(11)}*ca* @ada\n`)
  const almost = `ca${'a'.repeat(27)}`
  expect(ruleFor(codeowners, almost)).toBeUndefined()
  expect(fastest(() => ruleFor(codeowners, almost))).toBeLessThan(50)
})

test('as is one of fifty stars against five thousand characters', () => {
  const codeowners = parseCodeowners(`${'*a'.repeat(50)}*ca* @ada\n`)
  expect(fastest(() => ruleFor(codeowners, `ca${'a'.repeat(4998)}`))).toBeLessThan(100)
})
