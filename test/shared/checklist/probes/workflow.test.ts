import { describe, expect, test } from 'vitest'
import type { ChangeFact, RunFact, WorkflowFact } from '../../../../shared/checklist/facts.ts'
import { workflow } from '../../../../shared/checklist/probes/workflow.ts'
import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, HEAD } from '../a-change.ts'

const policy = await aPolicy({ roles: { security: { users: ['sec'], teams: ['acme/sec'] } } })
const PATH = '.github/workflows/ci.yml'
const RUN: RunFact = {
  id: 3,
  attempt: 2,
  event: 'pull_request',
  status: 'completed',
  conclusion: 'success',
  commit: HEAD,
  updatedAt: '2026-11-20T10:00:00Z',
  producer: { state: 'trusted', because: 'unchanged' },
}
type Settings = Parameters<typeof workflow.judge>[0]
const by = (
  known: Reading<WorkflowFact> | undefined,
  settings: Partial<Settings> = {},
  change: ChangeFact = aChange(),
) =>
  workflow.judge(
    { path: PATH, ...settings },
    contextOf(policy, change, known === undefined ? {} : { workflows: { [PATH]: known } }),
  )
const judge = (runs: readonly Partial<RunFact>[], settings: Partial<Settings> = {}, change: ChangeFact = aChange()) =>
  by(read({ runs: runs.map((run) => ({ ...RUN, ...run })) }), settings, change)
const SHORT = HEAD.slice(0, 7)

test('a green run on this commit', () => {
  expect(judge([{}])).toEqual({
    state: 'met',
    looked: `Run 3 (attempt 2) of ${PATH} for ${SHORT} ended with success.`,
    lacks: [],
  })
})

test.each(['failure', 'cancelled', 'skipped', 'neutral', 'timed_out', 'action_required', 'stale', 'startup_failure'])(
  '%s is no success',
  (conclusion) => {
    const looked = `Run 3 (attempt 2) of ${PATH} for ${SHORT} ended with ${conclusion.replaceAll('_', ' ')}.`
    expect(judge([{ conclusion }])).toEqual({
      state: 'unmet',
      looked,
      lacks: [
        {
          state: 'unmet',
          key: `workflow:${PATH}`,
          detail: looked,
          remedy: 'Mend what it found and push, or run it again if the failure was not the change’s.',
          place: { path: PATH },
          source: `runs:${PATH}`,
        },
      ],
    })
  },
)

test('one that is at work, and hides an older green one', () => {
  const { conclusion: _, ...open } = RUN
  const proof = by(read({ runs: [RUN, { ...open, id: 4, status: 'in_progress' }] }))
  expect(proof).toMatchObject({ state: 'waiting', looked: `Run 4 (attempt 2) of ${PATH} for ${SHORT} is in progress.` })
  expect(judge([{ conclusion: 'failure' }, { id: 4 }]).state).toBe('met')
})

test('a run of another commit or event is none', () => {
  expect(judge([{ commit: 'c'.repeat(40) }])).toMatchObject({
    state: 'unmet',
    looked: `${PATH} has not run for ${SHORT}.`,
  })
  expect(judge([{}], { event: 'push' }).looked).toBe(`${PATH} has not run for ${SHORT} on push.`)
  expect(judge([{ event: 'push' }, { conclusion: 'failure' }], { event: 'push' }).state).toBe('met')
})

test('one that the base leaves out is not asked for, unless it has run', () => {
  expect(by(read({ runs: [], excluded: true }))).toMatchObject({
    state: 'not-applicable',
    looked: `The \`paths\` of ${PATH} on the base leave out every file of this change.`,
  })
  expect(by(read({ runs: [], excluded: false })).state).toBe('unmet')
  expect(by(read({ runs: [{ ...RUN, conclusion: 'failure' }], excluded: true })).state).toBe('unmet')
})

test('a workflow that does not exist, and runs that were not read', () => {
  expect(by({ state: 'absent', detail: 'None.' })).toMatchObject({
    state: 'unmet',
    lacks: [{ key: `workflow:${PATH}`, detail: 'None.', source: `runs:${PATH}` }],
  })
  expect(by(undefined).state).toBe('unproven')
  expect(by({ state: 'pending', detail: 'x' }).state).toBe('waiting')
  for (const state of ['forbidden', 'partial', 'stale', 'foreign', 'untrusted'] as const) {
    expect(by({ state, detail: 'x', needs: 'actions: read' })).toMatchObject({
      state: 'unproven',
      lacks: [
        { detail: 'x It needs actions: read.', remedy: 'Give the token `actions: read` and run the gate again.' },
      ],
    })
  }
})

describe('what the change could have written', () => {
  const rewritten = { producer: { state: 'rewritten', files: ['a', 'b', 'c', 'd', 'e', 'f'] } } as const
  const reviewed = (login: string): ChangeFact =>
    aChange({ review: { ...aChange().review, reviews: [approvedBy(login)] } })

  test('counts when role security approved it', () => {
    const proof = judge([rewritten])
    expect(proof).toMatchObject({ state: 'unmet', lacks: [{ owner: 'security' }] })
    expect(proof.lacks[0]?.detail).toContain(
      'The change rewrites what it does (a, b, c, d, e). Nobody has approved this head.',
    )
    expect(judge([rewritten], {}, reviewed('sec'))).toMatchObject({
      state: 'met',
      looked: expect.stringContaining('sec of role `security` has approved it.'),
    })
  })

  test('is open when it is not known whether an approver has the role', () => {
    expect(judge([rewritten], {}, reviewed('bob')).state).toBe('unproven')
  })

  test('is open when it is not known what runs', () => {
    expect(judge([{ producer: { state: 'unknown', detail: 'Who knows.' } }])).toMatchObject({
      state: 'unproven',
      lacks: [{ detail: expect.stringContaining('is unknown: Who knows.') }],
    })
  })
})

test('recency is for readiness', () => {
  expect(judge([{}], { within: '7d' }).lacks[0]).toMatchObject({ state: 'unproven', key: `workflow:${PATH}` })
  expect(judge([{}], { branch: 'main' }).state).toBe('unproven')
})

test('it reads the runs, and who is of role security', () => {
  expect(workflow.needs({ path: PATH }, policy)).toEqual({ workflows: [PATH], roles: ['security'] })
})
