import { expect, test } from 'vitest'
import { CI, policyWith, tell } from './story.ts'

const base = {
  '.github/production.yml': policyWith({ 'ci-green': true, owned: true, artifacts: true }),
  CODEOWNERS: '/src/ @bob\n',
}

test('a blocked author reads what is missing, who can supply it and how', async () => {
  const story = await tell({ base })
  story.ci({ conclusion: 'failure' })
  const { summary, stdout } = await story.judge()
  expect(summary).toMatch(/^### ❌ Not Done yet: 2 of 3 criteria\n/)
  expect(summary).toMatch(/\| ❌ unmet \| 2 \| ci-green, owned \|/)
  expect(summary).toMatch(/\| ✅ met \| 1 \| gate-integrity \|/)
  expect(summary).toMatch(/\| ✅ not applicable \| 1 \| artifacts \|/)
  expect(summary).toContain('14 criteria not asked')
  expect(stdout).toContain(`::error title=dod-check%3A CI succeeded on the head commit,file=${CI}::`)
})

test('what is Done says so', async () => {
  const story = await tell({ base })
  story.ci()
  story.pull.review('bob', 'APPROVE')
  const { summary, outputs } = await story.judge()
  expect(outputs['conclusion']).toBe('pass')
  expect(summary).toMatch(/^### ✅ Done: 3 criteria met\n/)
})

test('what could not be seen comes first', async () => {
  const story = await tell({ base: { ...base, CODEOWNERS: '/src/ @acme/doors\n' } })
  story.ci()
  story.pull.review('bob', 'APPROVE')
  const { summary, code } = await story.judge()
  expect(code).toBe(2)
  expect(summary).toMatch(/^### ⛔ Cannot tell whether this is Done\n/)
  expect(summary).toMatch(/\| ⛔ unproven \| 1 \| owned \|/)
})

test('waiting is no failure and no pass', async () => {
  const story = await tell({ base })
  story.ci({ conclusion: null })
  story.pull.review('bob', 'APPROVE')
  const { summary, code, outputs } = await story.judge()
  expect({ code, conclusion: outputs['conclusion'] }).toEqual({ code: 1, conclusion: 'waiting' })
  expect(summary).toMatch(/Not Done yet: waiting for 1 of 3 criteria/)
})
