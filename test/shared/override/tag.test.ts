import { expect, test } from 'vitest'
import { tagOf } from '../../../shared/override/tag.ts'

const TAG = '[Security Override]'

test.each([
  ['[Security Override] Close the hole', 'opens'],
  ['  \t[Security Override]', 'opens'],
  ['[Security Override]Close', 'opens'],
  ['Revert "[Security Override] Close the hole"', 'near'],
  ['"[Security Override]" is a tag', 'near'],
  ['[SECURITY OVERRIDE] Close', 'near'],
  ['[security-override] Close', 'near'],
  ['(Security Override) Close', 'near'],
  ['[Sесurіtу Оvеrrіdе] Close', 'near'],
  ['[Secur1ty 0verride] Close', 'near'],
  ['[Sécurity Override] Close', 'near'],
  ['\u00a0[Security Override] Close', 'near'],
  ['\ufeff[Security Override] Close', 'near'],
  ['[Security\u200bOverride] Close', 'near'],
  ['[Security] Close the hole', 'absent'],
  ['Override the default port', 'absent'],
  ['', 'absent'],
] as const)('%j: %s', (title, state) => {
  expect(tagOf(title, TAG).state).toBe(state)
})

test('a label is near, and only where the title does not say it', () => {
  expect(tagOf('Close', TAG, ['bug', 'security-override'])).toEqual({
    state: 'near',
    hint: expect.stringContaining('label'),
  })
  expect(tagOf(`${TAG} Close`, TAG, ['security-override']).state).toBe('opens')
  expect(tagOf('Close', TAG, ['security', 'override']).state).toBe('absent')
})
