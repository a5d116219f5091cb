import { expect, test } from 'vitest'
import { tell } from './story.ts'

test('a change that an unchanged workflow has scanned passes', async () => {
  const story = await tell()
  story.scan()
  const ran = await story.judge()
  expect(ran.blocking).toEqual([])
  expect(ran).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
  expect(story.github.violations).toEqual([])
})
