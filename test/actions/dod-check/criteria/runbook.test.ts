import { expect, test } from 'vitest'
import { policyWith, type StoryOptions, tell } from '../story.ts'

const BOOK = 'docs/runbooks/door.md'
const withPolicy = (rest: object) => ({
  '.github/production.yml': policyWith({ runbook: { level: 'block' } }, { ...rest }),
})
const declared = {
  artifacts: [{ name: 'Doors', path: 'src/', type: 'image', image: 'acme/doors', criticality: 'P0' }],
  'change-management': { runbooks: { paths: ['docs/runbooks/**'] } },
}
const story = (options: StoryOptions) => tell({ base: { ...withPolicy(declared), [BOOK]: 'x' }, ...options })

test.each([
  ['a change to the runbook', { change: { 'src/door.ts': 'x', [BOOK]: 'y' } }],
  ['a new one', { change: { 'src/door.ts': 'x', 'docs/runbooks/b.md': 'y' } }],
  ['its path in the description', { body: `Runbook: \`${BOOK}\`` }],
])('%s is enough', async (_, options) => {
  const one = await story(options)
  expect((await one.judge()).codes).toEqual([])
  expect(one.github.violations).toEqual([])
})

test.each([
  ['nothing', {}],
  ['one that does not exist', { body: 'docs/runbooks/none.md' }],
  ['one in a comment', { body: `<!-- ${BOOK} -->` }],
  ['another file', { body: 'src/door.ts' }],
  ['one that the change deletes', { body: BOOK, change: { 'src/door.ts': 'x', [BOOK]: null } }],
])('%s is not', async (_, options) => {
  const run = await (await story(options)).judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.codes).toEqual(['runbook'])
  expect(run.verdict?.findings[0]?.detail).toContain('The change touches Doors')
})

test('a change to no artifact needs none', async () => {
  expect((await (await story({ change: { 'README.md': 'x' } })).judge()).summary).toContain('touches no artifact')
})

test.each([
  ['artifacts', {}],
  ['change-management.runbooks.paths', { artifacts: declared.artifacts }],
])('without %s it does not apply', async (key, rest) => {
  expect((await (await tell({ base: withPolicy(rest) })).judge()).summary).toContain(`Not declared: \`${key}\``)
})
