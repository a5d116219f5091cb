import { expect, test } from 'vitest'
import type { IgnoredApproval } from '../../../shared/ownership/approvals.ts'
import { ignoredInWords } from '../../../shared/ownership/ignored-words.ts'

const COMMIT = 'abcdef0'.padEnd(40, '1')
const one = (over: Partial<IgnoredApproval> = {}): IgnoredApproval => ({
  login: 'sec',
  commit: COMMIT,
  why: 'author',
  detail: 'sec opened this pull request.',
  ...over,
})

test('the commit is named once, by the reason or before it', () => {
  expect(ignoredInWords([])).toBe('')
  expect(ignoredInWords([one()])).toBe('The approval of abcdef0 does not count: sec opened this pull request.')
  expect(ignoredInWords([one({ detail: 'sec approved abcdef0.' })])).toBe('sec approved abcdef0.')
  expect(ignoredInWords([one({ commit: null })])).toBe('sec opened this pull request.')
})

test('five are named, the others are counted', () => {
  const six = Array.from({ length: 6 }, (_, at) => one({ commit: null, detail: `No ${at}.` }))
  expect(ignoredInWords(six.slice(0, 5))).toBe('No 0. No 1. No 2. No 3. No 4.')
  expect(ignoredInWords(six)).toBe('No 0. No 1. No 2. No 3. No 4. One more approval does not count either.')
  expect(ignoredInWords([...six, ...six])).toMatch(/No 4\. 7 more approvals do not count either\.$/)
})
