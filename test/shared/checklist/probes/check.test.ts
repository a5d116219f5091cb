import { expect, test } from 'vitest'
import type { CheckFact } from '../../../../shared/checklist/facts.ts'
import { check } from '../../../../shared/checklist/probes/check.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf } from '../a-change.ts'

const policy = await aPolicy()
const app = { id: 7, slug: 'sonar' }
const run = (more: Partial<CheckFact> = {}): CheckFact => ({
  kind: 'check-run',
  name: 'quality',
  app,
  status: 'completed',
  conclusion: 'success',
  ...more,
})
const status = (more: Partial<CheckFact> = {}): CheckFact => ({
  kind: 'status',
  name: 'quality',
  status: 'completed',
  conclusion: 'success',
  ...more,
})
const judge = (checks: readonly CheckFact[], settings: { app?: string | number } = {}) =>
  check.judge({ name: 'quality', ...settings }, contextOf(policy, aChange(), { checks: read(checks) }))
const open = { status: 'in_progress' } as const

test.each([
  [[run()], {}, 'met: Check `quality` by App sonar ended with success.'],
  [[run()], { app: 'sonar' }, 'met: Check `quality` by App sonar ended with success.'],
  [[run()], { app: 7 }, 'met: Check `quality` by App sonar ended with success.'],
  [[status()], {}, 'met: Check `quality` by a commit status ended with success.'],
  [[run({ app: { id: 7, slug: '' } })], {}, 'met: Check `quality` by App 7 ended with success.'],
  [[], {}, 'unmet: There is no check `quality` on this commit.'],
  [[run({ name: 'Quality' })], {}, 'unmet: There is no check `quality` on this commit.'],
  [
    [run({ app: { id: 9, slug: 'mallory' } })],
    { app: 'sonar' },
    'unmet: There is no check `quality` of App sonar on this commit. One of that name is by App mallory, which is not that App and may be a forgery.',
  ],
  [
    [run({ app: { id: 9, slug: 'sonar' } })],
    { app: 7 },
    'unmet: There is no check `quality` of App 7 on this commit. One of that name is by App sonar, which is not that App and may be a forgery.',
  ],
  [
    [run(), status({ conclusion: 'failure' })],
    { app: 'sonar' },
    'met: Check `quality` by App sonar ended with success. One of that name is by a commit status, which is not that App and may be a forgery.',
  ],
  [[run(), status({ conclusion: 'failure' })], {}, 'unmet: Check `quality` by a commit status ended with failure.'],
  [[run({ conclusion: 'timed_out' })], {}, 'unmet: Check `quality` by App sonar ended with timed out.'],
  [[run({ conclusion: 'neutral' })], {}, 'unmet: Check `quality` by App sonar ended with neutral.'],
  [[run({ conclusion: 'skipped' })], {}, 'unmet: Check `quality` by App sonar ended with skipped.'],
] as const)('%j with %j', (checks, settings, expected) => {
  const { state, looked } = judge(checks, settings)
  expect(`${state}: ${looked}`).toBe(expected)
})

test('one at work is waited for', () => {
  const { conclusion: _, ...rest } = run(open)
  expect(judge([rest])).toMatchObject({
    state: 'waiting',
    looked: 'Check `quality` by App sonar is in progress.',
    lacks: [{ key: 'check:quality', source: 'checks', remedy: 'Wait until it has ended.' }],
  })
  const { app: __, ...gone } = rest
  expect(judge([gone]).looked).toContain('by an App that is gone')
})

test('what was not read is not met', () => {
  const by = (facts: object) => check.judge({ name: 'quality' }, contextOf(policy, aChange(), facts))
  expect(by({}).state).toBe('unproven')
  expect(by({ checks: { state: 'forbidden', detail: 'x' } }).lacks).toMatchObject([
    { state: 'unproven', source: 'checks' },
  ])
  expect(by({ checks: { state: 'pending', detail: 'x' } }).state).toBe('waiting')
  expect(check.needs({ name: 'quality' }, policy)).toEqual({ checks: true })
})
