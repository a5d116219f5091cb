import { expect, test } from 'vitest'
import { CI, tell } from '../story.ts'

test('a green run on the head commit', async () => {
  const story = await tell()
  story.ci()
  const run = await story.judge()
  expect(run.blocking).toEqual([])
  expect(run.outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})

test.each([
  ['failure', 'fail'],
  ['cancelled', 'fail'],
  ['skipped', 'fail'],
  ['neutral', 'fail'],
  [null, 'waiting'],
] as const)('a run that ended with %s', async (conclusion, expected) => {
  const story = await tell()
  story.ci({ conclusion })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe(expected)
  expect(run.blocking).toEqual([`ci-green ${CI}`])
})

test('no run is no success', async () => {
  const story = await tell()
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.summary).toContain('no workflow at')
})

test('a run at work again hides the older green one', async () => {
  const story = await tell()
  story.ci()
  story.ci({ conclusion: null })
  expect((await story.judge()).outputs['conclusion']).toBe('waiting')
})

test('a green run of a workflow that the change rewrites proves nothing', async () => {
  const story = await tell({
    change: { [CI]: 'on: pull_request\njobs: { test: { runs-on: x, steps: [{ run: "true" }] } }\n' },
  })
  story.ci()
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual([`ci-green ${CI}`, `gate-integrity ${CI}`])
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})
