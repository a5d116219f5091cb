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

test.each([
  ['401', { kind: 'status', status: 401 }],
  ['403', { kind: 'status', status: 403 }],
  ['404', { kind: 'status', status: 404 }],
  ['500', { kind: 'status', status: 500 }],
  ['another shape', { kind: 'malformed' }],
] as const)('an approval beside a list of pushes that is %s is no approval yet', async (_, fault) => {
  const story = await tell({ base })
  story.pull.review('bob', 'APPROVE')
  story.github.faults.on({ route: ACTIVITY, fault })
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('blind')
  const source = ran.verdict?.sources.find(({ id }) => id === 'pull-reviews')
  expect(source?.state).not.toBe('read')
  expect(source?.detail).toMatch(/^Who pushed could not be read\. /)
  expect(story.github.violations).toEqual([])
})

test('nor beside one that does not know the head yet', async () => {
  const story = await tell({ base })
  story.pull.review('bob', 'APPROVE')
  story.app.repository.activity.pop()
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('blind')
})
