import { expect, test } from 'vitest'
import { policyWith, tell } from '../story.ts'

const withPolicy = (announcement: object = {}) => ({
  '.github/production.yml': policyWith(
    { announced: true },
    {
      'change-management': { announcement: { links: ['https://acme.slack.com/archives/*'], ...announcement } },
      release: {
        branch: 'release/{date}',
        to: 'main',
        hotfix: { branches: ['hotfix/*'], label: 'hotfix', approvers: ['sre'] },
      },
    },
  ),
})
const ANNOUNCED = 'Announced: https://acme.slack.com/archives/C1/p1'

const release = async (body: string, head = 'release/2026-11-20', by = 'ada') => {
  const story = await tell({ base: withPolicy() })
  const pull = story.app.pull({ title: 'Release', body, by, head, files: { 'src/door.ts': 'x' } })
  return {
    ...story,
    pull,
    run: () => story.gate(story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' })),
  }
}

test('a release links its announcement', async () => {
  const announced = await release(ANNOUNCED)
  const run = await announced.run()
  expect(run.outputs['conclusion']).toBe('pass')
  expect(announced.github.violations).toEqual([])
})

test.each([
  '',
  'https://acme.slack.com.evil.example/archives/C1',
  'https://acme.slack.com@evil.example/archives/C1',
  '`https://acme.slack.com/archives/C1`',
])('a release does not by %j', async (body) => {
  const run = await (await release(body)).run()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.codes).toEqual(['announced'])
})

test('any other change need not be announced, unless the policy says so', async () => {
  expect((await (await tell({ base: withPolicy() })).judge()).codes).toEqual([])
  const story = await tell({ base: withPolicy({ on: 'every-change' }) })
  expect((await story.judge()).codes).toEqual(['announced'])
  story.pull.edit('ada', { body: ANNOUNCED })
  expect((await story.judge()).codes).toEqual([])
})

test('the hotfix label skips it only with the approval of the role', async () => {
  const story = await tell({ base: withPolicy({ on: 'every-change' }) })
  story.pull.label('hotfix', 'ada')
  expect((await story.judge()).codes).toEqual(['announced'])
  story.pull.review('bob', 'APPROVE')
  expect((await story.judge()).codes).toEqual(['announced'])
  story.pull.review('sue', 'APPROVE')
  expect((await story.judge()).codes).toEqual([])
})

test('labels make no release of another kind', async () => {
  const announced = await release('')
  announced.pull.label('hotfix', 'ada')
  announced.pull.label('no-announcement', 'ada')
  expect((await announced.run()).codes).toEqual(['announced'])
})
