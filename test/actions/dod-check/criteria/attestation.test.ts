import { expect, test } from 'vitest'
import { policyWith, type Story, tell } from '../story.ts'

const FILE = '.github/attestations.yml'
const base = {
  '.github/production.yml': policyWith({
    criteria: [{ id: 'rota', title: 'Somebody is on call', proof: { attestation: { role: 'sre' } } }],
  }),
  CODEOWNERS: '/.github/ @sue @sec\n',
}
const entry = (more: object = {}) =>
  `attestations:\n  - ${JSON.stringify({ criterion: 'rota', role: 'sre', person: 'sue', date: '2026-11-01', expires: '2026-12-01', reason: 'The rota is staffed.', ...more })}\n`

/** The file, brought to main by a pull request of bob's. */
async function attest(story: Story, text: string, approvers: readonly string[] = ['sue']): Promise<void> {
  const pull = story.app.pull({ title: 'Attest', by: 'bob', files: { [FILE]: text } })
  for (const login of approvers) pull.review(login, 'APPROVE')
  pull.merge('sec')
}

test('a person of the role vouches, and has approved the entry', async () => {
  const story = await tell({ base })
  expect((await story.judge()).codes).toEqual(['criterion'])
  await attest(story, entry())
  const run = await story.judge()
  expect(run.codes).toEqual([])
  expect(run.summary).toContain('sue vouches as')
  expect(story.github.violations).toEqual([])
})

test.each([
  ['has expired', { expires: '2026-11-19' }, 'has expired'],
  ['is dated in the future', { date: '2026-11-21' }, 'in the future'],
  ['is of another criterion', { criterion: 'other' }, 'Nobody of role `sre` vouches for `rota`'],
  ['is of another role', { role: 'dba' }, 'Nobody of role `sre` vouches'],
  ['names somebody who did not approve it', { person: 'dan' }, 'dan did not approve'],
])('an entry that %s is none', async (_, more, said) => {
  const story = await tell({ base })
  await attest(story, entry(more))
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.verdict?.findings[0]?.detail).toContain(said)
})

test('it holds through its last day', async () => {
  const story = await tell({ base })
  await attest(story, entry({ expires: '2026-11-20' }))
  expect((await story.judge()).codes).toEqual([])
})

test('one that somebody else approved, or who approved it is not of the role, is none', async () => {
  const story = await tell({ base })
  await attest(story, entry(), ['sec'])
  expect((await story.judge()).verdict?.findings[0]?.detail).toContain('sue did not approve')
  const other = await tell({ base })
  await attest(other, entry({ person: 'sec' }), ['sec'])
  expect((await other.judge()).verdict?.findings[0]?.detail).toContain('sec is not of the role')
})

test('a file that the role does not own is none', async () => {
  const story = await tell({ base: { ...base, CODEOWNERS: '/.github/ @sec\n' } })
  await attest(story, entry())
  expect((await story.judge()).verdict?.findings[0]?.detail).toContain('does not make role `sre` an owner')
})

test('one that the change itself brings is none', async () => {
  const story = await tell({ base, change: { [FILE]: entry() } })
  story.pull.review('sue', 'APPROVE')
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).codes).toEqual(['criterion'])
})

test.each(['attestations: [', 'attestations: {}', entry({ reason: '' }), entry({ more: 1 }), entry({ person: 'a b' })])(
  'a file that cannot be read is unproven: %s',
  async (text) => {
    const story = await tell({ base })
    await attest(story, text)
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('blind')
    expect(run.codes).toEqual(['criterion-unproven'])
  },
)

test('pull requests that cannot be read leave it unproven', async () => {
  const story = await tell({ base })
  await attest(story, entry())
  story.github.faults.on({ route: 'POST /graphql MergedPulls', fault: { kind: 'graphql-error' } })
  expect((await story.judge()).outputs['conclusion']).toBe('blind')
})
