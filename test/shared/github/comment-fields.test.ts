import { expect, test } from 'vitest'
import { readComments } from '../../../shared/github/comments.ts'
import { answering } from './answering.ts'

const AT = '2026-11-20T12:00:00Z'
const row = (id: number, over: object = {}) => ({ id, user: null, created_at: AT, updated_at: AT, ...over })

test('by whom and by which app; a text that is missing is empty', async () => {
  const body = [
    row(9, { performed_via_github_app: { id: 4, slug: 'gates' }, body: 'nine' }),
    row(7, { performed_via_github_app: { id: 4 }, updated_at: '2026-11-20T12:01:00Z' }),
    row(8, { user: { id: 3, login: 'ada', type: 'User' }, performed_via_github_app: null }),
  ]
  const comments = await readComments(
    answering(() => ({ body })),
    { owner: 'acme', repo: 'app', number: 1 },
  )
  const common = { createdAt: AT, updatedAt: AT, edited: false, body: '' }
  expect(comments).toEqual({
    state: 'read',
    value: [
      { ...common, id: 7, app: { id: 4, slug: '' }, updatedAt: '2026-11-20T12:01:00Z', edited: true },
      { ...common, id: 8, author: { id: 3, login: 'ada', kind: 'user' } },
      { ...common, id: 9, app: { id: 4, slug: 'gates' }, body: 'nine' },
    ],
  })
})
