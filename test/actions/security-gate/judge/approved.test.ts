import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isApproved } from '../../../../actions/security-gate/judge/approved.ts'
import { suppressionFindings } from '../../../../actions/security-gate/judge/sources.ts'

const PATHS = ['a.ts', 'b.ts', 'c.ts']
const some = fc.subarray(PATHS)
const answer = fc.constantFrom('yes', 'no', 'unknown')

test('an approval counts for files that are no exception of it, and for all of them or not', () => {
  const given = { approved: 'yes', detail: '', except: ['b.ts'] } as const
  expect(isApproved(given, [])).toBe(true)
  expect(isApproved(given, ['a.ts', 'c.ts'])).toBe(true)
  expect(isApproved(given, ['a.ts', 'b.ts'])).toBe(false)
  expect(isApproved({ approved: 'yes', detail: '' }, PATHS)).toBe(true)
})

test('one more exception never approves more, and what nobody approved has no exceptions to count', () => {
  fc.assert(
    fc.property(answer, some, some, some, (approved, except, more, files) => {
      const before = isApproved({ approved, detail: '', except }, files)
      const after = isApproved({ approved, detail: '', except: [...except, ...more] }, files)
      expect(after && !before).toBe(false)
      if (approved !== 'yes') expect(before).toBe(false)
    }),
  )
})

test('of what a change suppresses, each file that is not approved is a finding', () => {
  fc.assert(
    fc.property(answer, some, some, (approved, except, files) => {
      const suppressions = files.map((path) => ({ path, line: 1, what: 'nosemgrep' }))
      const found = suppressionFindings({ accepted: [], suppressions, security: { approved, detail: 'Why.', except } })
      const open = approved === 'yes' ? files.filter((path) => except.includes(path)) : files
      expect(found.map(({ place }) => place?.path)).toEqual(open)
    }),
  )
})
