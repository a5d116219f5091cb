import { expect, test } from 'vitest'
import { policyWith, tell } from '../story.ts'

const base = {
  '.github/production.yml': policyWith({ owned: true }, { 'critical-paths': [{ name: 'Doors', paths: ['src/**'] }] }),
  CODEOWNERS: '/src/ @bob @dan\n/docs/ @sue\n',
}

test('nobody has approved, and the finding names who could', async () => {
  const story = await tell({ base })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual(['owned src/door.ts'])
  expect(run.verdict?.findings[0]?.remedy).toBe('Ask @bob or @dan to approve this head.')
})

test('one owner of each domain is enough, and each domain is asked for', async () => {
  const story = await tell({ base, change: { 'src/door.ts': 'x', 'docs/a.md': 'x' } })
  story.pull.review('bob', 'APPROVE')
  expect((await story.judge()).blocking).toEqual(['owned docs/a.md'])
  story.pull.review('sue', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})

test('a path of a critical path that nobody owns', async () => {
  const story = await tell({ base: { ...base, CODEOWNERS: '/docs/ @sue\n' } })
  expect((await story.judge()).blocking).toEqual(['owned src/door.ts'])
})

test('a team that cannot be read is unknown, never "not a member"', async () => {
  const story = await tell({ base: { ...base, CODEOWNERS: '/src/ @acme/doors\n' } })
  story.pull.review('bob', 'APPROVE')
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('blind')
  expect(run.blocking).toEqual(['owned-unproven src/door.ts'])
})
