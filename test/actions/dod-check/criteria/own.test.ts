import { expect, test } from 'vitest'
import { policyWith, tell } from '../story.ts'

const policy = policyWith({
  criteria: [
    {
      id: 'companion',
      title: 'Every door has a key',
      when: { paths: ['doors/**'] },
      proof: {
        all: [
          { paths: { changed: 'doors/{name}.ts', requires: 'keys/{name}.ts' } },
          { file: { path: 'house.yml', pointer: '/doors', equals: 2 } },
        ],
      },
    },
  ],
})

test('a criterion of the team by its files', async () => {
  const story = await tell({
    base: { '.github/production.yml': policy, 'house.yml': 'doors: 1\n' },
    change: { 'doors/front.ts': 'open' },
  })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual(['criterion doors/front.ts', 'criterion house.yml'])
  story.pull.push({ 'keys/front.ts': 'turn', 'house.yml': 'doors: 2\n' })
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})

test('what `when` leaves out is not asked for', async () => {
  const story = await tell({ base: { '.github/production.yml': policy } })
  const run = await story.judge()
  expect(run.verdict?.criteria?.find(({ id }) => id === 'companion')?.state).toBe('not-applicable')
})
