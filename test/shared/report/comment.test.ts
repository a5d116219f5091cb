import { describe, expect, test } from 'vitest'
import {
  COMMENT_LIMIT,
  type CommentCase,
  commentMarker,
  commentWanted,
  renderComment,
} from '../../../shared/report/comment.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { COMMIT, finding, verdict } from '../run/fixtures/verdicts.ts'
import { everyKind, model } from './models.ts'

const MARKER = '<!-- production-gates:security-gate -->'

test('begins with its marker, then what blocks; the rest is folded', () => {
  const lines = renderComment(model({ verdict: verdict({ findings: everyKind, conclusion: 'blind' }) })).split('\n')
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start))
  expect(commentMarker('security-gate')).toBe(MARKER)
  expect(lines.slice(0, 2)).toEqual([MARKER, '### ⛔ security-gate could not see enough to judge this change'])
  expect(at('| ❌ blocks')).toBeLessThan(at('<details>'))
  expect(at('| ⛔ blind')).toBeLessThan(at('<details>'))
  expect(at('| evidence')).toBeGreaterThan(at('<details>'))
  expect(lines[at('<details>')]).toMatch(/^<details><summary>Evidence · 1 warning · /)
  expect(lines.at(-2)).toBe(
    `Judged for [\`9a04d1e\`](https://github.com/acme/app/commit/${COMMIT}); this comment is edited when there is a new verdict.`,
  )
})

test('a verdict without a commit names none', () => {
  expect(renderComment(model({ verdict: verdict({ subject: { uri: 'file:.' } }) }))).not.toContain('Judged for')
})

test('ten rows, then the count', () => {
  const findings = Array.from({ length: 30 }, (_, i) => finding({ key: `k${i}` }))
  const text = renderComment(model({ verdict: verdict({ findings }) }))
  expect(text.split('\n').filter((line) => line.startsWith('| ❌'))).toHaveLength(10)
  expect(text).toContain('\n20 more of 30 in `')
})

describe('the limit', () => {
  test('is GitHub’s, and the marker is counted', () => {
    const wide = '|'.repeat(290)
    const columns = Array.from({ length: 9 }, (_, i) => ({ title: `c${i}`, cell: ({ detail }: Finding) => detail }))
    const findings = Array.from({ length: 4000 }, (_, i) => finding({ key: `k${i}`, detail: wide }))
    const text = renderComment(model({ verdict: verdict({ findings }), presentation: { columns } }))
    expect(COMMENT_LIMIT).toBe(65_536)
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(text).toContain('**Cut here**: a comment holds ')
    expect(text.startsWith(MARKER)).toBe(true)
  })

  test('holds wherever it is', () => {
    const whole = renderComment(model()).length
    for (let limit = 600; limit <= whole; limit += 53) {
      const text = renderComment(model(), limit)
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(text.split('<details>').length).toBe(text.split('</details>').length)
    }
    expect(renderComment(model(), Buffer.byteLength(renderComment(model())))).toHaveLength(whole)
  })
})

const blocked: CommentCase = { state: 'failure', waiting: false, draft: false, bot: false }

test.each([
  ['a block', blocked, 'create'],
  ['a pass', { ...blocked, state: 'success' }, 'update'],
  ['observing', { ...blocked, state: 'neutral' }, 'update'],
  ['waiting', { ...blocked, state: 'in_progress', waiting: true }, 'none'],
  ['waiting while observing', { ...blocked, state: 'neutral', waiting: true }, 'none'],
  ['a draft', { ...blocked, draft: true }, 'none'],
  ['a bot', { ...blocked, bot: true }, 'none'],
] as const)('%s wants %o -> %s', (_, given, wanted) => {
  expect(commentWanted(given)).toBe(wanted)
})
