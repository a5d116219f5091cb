import { expect, test } from 'vitest'
import { policyWith, tell } from './story.ts'

const base = { '.github/production.yml': policyWith({ owned: true }), CODEOWNERS: '/src/ @bob\n' }
const ACTIVITY = 'GET /repos/{owner}/{repo}/activity'

test('where it is known who pushed, nothing is said of it', async () => {
  const story = await tell({ base })
  story.pull.review('bob', 'APPROVE')
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('pass')
  expect(ran.verdict?.sources.find(({ id }) => id === 'pull-reviews')).not.toHaveProperty('detail')
})

test.each([403, 404, 500] as const)('%d of the list of pushes is said where the verdict is read', async (status) => {
  const story = await tell({ base })
  story.pull.review('bob', 'APPROVE')
  story.github.faults.on({ route: ACTIVITY, fault: { kind: 'status', status } })
  const ran = await story.judge()
  const source = ran.verdict?.sources.find(({ id }) => id === 'pull-reviews')
  expect(source?.state).toBe('read')
  expect(source?.detail).toMatch(/^Whether somebody else pushed is not known, because /)
  expect(story.github.violations).toEqual([])
})
