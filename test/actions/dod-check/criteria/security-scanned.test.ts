import { expect, test } from 'vitest'
import { policyWith, tell } from '../story.ts'

const withPolicy = (rest: object = {}) => ({
  '.github/production.yml': policyWith({ 'security-scanned': true }, { ...rest }),
})

test('nobody has said anything', async () => {
  const story = await tell({ base: withPolicy() })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual(['security-scanned'])
  expect(story.github.violations).toEqual([])
})

test('a green check run by GITHUB_TOKEN counts only where the policy says so', async () => {
  const app = await tell({ base: withPolicy() })
  app.app.checkRun(app.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  expect((await app.judge()).outputs['conclusion']).toBe('fail')
  const token = await tell({ base: withPolicy({ trust: { 'check-runs': 'token' } }) })
  token.app.checkRun(token.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  const run = await token.judge()
  expect(run.outputs['conclusion']).toBe('pass')
  expect(run.summary).toContain('any workflow of the repository could have written')
})
