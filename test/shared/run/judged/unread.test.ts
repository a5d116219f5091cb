import { expect, test } from 'vitest'
import { FetchError } from '../../../../shared/git/fetch-error.ts'
import { GitError } from '../../../../shared/git/git.ts'
import { OverLimit } from '../../../../shared/git/over-limit.ts'
import { asked } from '../../../../shared/run/judged/unread.ts'

const failing = (error: unknown) =>
  asked(async () => {
    throw error
  })

test('what git answered', async () => {
  expect(await asked(async () => 1)).toEqual({ state: 'read', value: 1 })
})

test.each([
  [new FetchError('forbidden', 'no'), { state: 'forbidden', detail: 'no.', needs: 'contents: read' }],
  [new FetchError('absent', 'It is gone.'), { state: 'absent', detail: 'It is gone.', needs: 'contents: read' }],
  [new FetchError('failed', 'cut'), { state: 'partial', detail: 'cut.' }],
])('a fetch that fails', async (error, unread) => {
  expect(await failing(error)).toEqual(unread)
})

test('git that says no, and too much to read', async () => {
  expect(await failing(new GitError(['cat-file'], 128, 'bad'))).toMatchObject({ state: 'partial' })
  expect(await failing(new OverLimit('A change', 'paths', 11, 10))).toMatchObject({ state: 'partial' })
})

test('a mistake of ours is no state of a source', async () => {
  await expect(failing(new TypeError('ours'))).rejects.toThrow('ours')
})
