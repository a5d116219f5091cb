import { expect, test } from 'vitest'
import { policyWith, tell } from '../story.ts'

const TEMPLATE = '## Rollback plan\n\nSay how to go back.\n'
const base = {
  '.github/production.yml': policyWith(
    { planned: true },
    { 'change-management': { migrations: { paths: ['db/*.sql'] }, 'rollback-plan': { section: 'Way back' } } },
  ),
  '.github/PULL_REQUEST_TEMPLATE.md': TEMPLATE.replace('Rollback plan', 'Way back'),
}

test('a plan in words of its own', async () => {
  const story = await tell({ base, body: '## Way back\n\nRevert the commit and deploy.' })
  const run = await story.judge()
  expect(run.blocking).toEqual([])
  expect(run.outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})

test.each([
  ['an empty description', '', 'has no heading "Way back"'],
  ['the untouched template', '## Way back\n\nSay how to go back.\n', 'only the words of the template'],
  ['a placeholder', '## Way back\n\nn/a', 'stands nothing'],
  ['a plan in a comment', '## Way back\n\n<!-- Revert. -->', 'stands nothing'],
])('%s is none', async (_, body, said) => {
  const run = await (await tell({ base, body })).judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.codes).toEqual(['planned'])
  expect(run.verdict?.findings[0]?.detail).toContain(said)
})

test('a change that deletes or rewrites the template is held to the words of the base', async () => {
  for (const text of [null, '## Way back\n\nSomething else.']) {
    const story = await tell({
      base: { ...base, 'docs/pull_request_template.md': base['.github/PULL_REQUEST_TEMPLATE.md'] },
      change: { 'docs/pull_request_template.md': text },
      body: '## Way back\n\nSay how to go back.',
    })
    expect((await story.judge()).codes).toEqual(['planned'])
  }
})

test.each(['docs/PULL_REQUEST_TEMPLATE/release.md', 'Pull_Request_Template.txt', '.github/pull_request_template.md'])(
  '%s is a template too',
  async (path) => {
    const policy = { '.github/production.yml': base['.github/production.yml'] }
    const text = '## Way back\n\nOther words.'
    expect((await (await tell({ base: { ...policy, [path]: text }, body: text })).judge()).codes).toEqual(['planned'])
    expect((await (await tell({ base: { ...policy, [`${path}.bak`]: text }, body: text })).judge()).codes).toEqual([])
  },
)

test('a migration wants a plan of its own', async () => {
  const change = { 'db/1.sql': 'create table t ();' }
  const story = await tell({ base, change, body: '## Way back\n\nRevert.' })
  expect((await story.judge()).verdict?.findings.map(({ detail }) => detail)).toEqual([
    'The description has no heading "Migration plan".',
  ])
  story.pull.edit('ada', { body: '## Way back\n\nRevert.\n\n## Migration plan\n\nOne table, empty.' })
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})

test('templates that cannot be read leave it unproven', async () => {
  const story = await tell({ base, body: '## Way back\n\nRevert.', protect: false })
  story.app.commit('main', { 'pull_request_template.md': { link: 'README.md' } })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('blind')
  expect(run.codes).toContain('planned-unproven')
})

test('65,536 characters from anybody are judged', async () => {
  const story = await tell({ base, body: '- [x] '.repeat(10_922) })
  expect((await story.judge()).codes).toEqual(['planned'])
})

test('a dependency bot has no plan, until a person adds to its branch', async () => {
  const story = await tell({ base, change: { 'package.json': '{}' } })
  story.github.app('renovate')
  const pull = story.app.pull({ title: 'Bump', by: 'renovate[bot]', files: { 'package.json': '{}' } })
  const happening = () => story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' })
  expect((await story.gate(happening())).codes).toEqual([])
  pull.push({ 'package-lock.json': '{}' }, { by: 'bob' })
  expect((await story.gate(happening())).codes).toEqual(['planned'])
})
