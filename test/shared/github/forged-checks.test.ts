import { describe, expect, test } from 'vitest'
import type { CheckRun } from '../../../shared/github/check-run.ts'
import { type CheckClaim, checkStateOfStatement, forgedChecks } from '../../../shared/github/forged-checks.ts'

const GATES = { id: 700, slug: 'acme-gates' }
const ACTIONS = { id: 15368, slug: 'github-actions' }

const run = (over: Partial<CheckRun> = {}): CheckRun => ({
  id: 1,
  name: 'production-gates/security-gate',
  head: 'a'.repeat(40),
  status: 'completed',
  conclusion: 'failure',
  externalId: '',
  app: GATES,
  ...over,
})

const forged = (ours: readonly CheckRun[], over: Partial<CheckClaim> = {}) =>
  forgedChecks({ ours, said: 'failure', trustedAppIds: [GATES.id], mode: 'app', ...over })

test('ours, saying what the verdict says', () => {
  expect(forged([run()])).toEqual([])
  expect(forged([])).toEqual([])
})

test('one that was turned green is forged', () => {
  expect(forged([run({ conclusion: 'success' })])).toEqual([
    { checkRunId: 1, app: 700, kind: 'conclusion', why: 'It shows success, and the verdict is failure.' },
  ])
})

test('two by us are normal: the newest counts, by id and not by its place in the list', () => {
  const older = run({ id: 1, conclusion: 'failure' })
  const newer = run({ id: 2, conclusion: 'success' })
  for (const ours of [
    [older, newer],
    [newer, older],
  ]) {
    expect(forged(ours, { said: 'success' })).toEqual([])
    expect(forged(ours).map(({ checkRunId }) => checkRunId)).toEqual([2])
  }
})

describe('the app', () => {
  test('that the policy does not list is wrong, whatever it shows', () => {
    const ours = [run(), run({ id: 2, app: { id: 9, slug: 'evil`app' }, conclusion: 'failure' })]
    expect(forged(ours)).toEqual([
      {
        checkRunId: 2,
        app: 9,
        kind: 'app',
        why: 'It was made by app 9 (evil`app), which is not `enforcement.app-id` of the policy.',
      },
    ])
  })

  test('behind GITHUB_TOKEN counts in mode token only, and no list makes it count', () => {
    const ours = [run({ app: ACTIONS })]
    const why =
      'It was made with GITHUB_TOKEN, as any workflow of the repository can, and `trust.check-runs` is not `token`.'
    expect(forged(ours)).toEqual([{ checkRunId: 1, app: 15368, kind: 'app', why }])
    expect(forged(ours, { trustedAppIds: [15368] })).toEqual([{ checkRunId: 1, app: 15368, kind: 'app', why }])
    expect(forged(ours, { mode: 'token' })).toEqual([])
    expect(forged([run({ app: { id: 3, slug: 'github-actions' } })], { trustedAppIds: [3] })).toHaveLength(1)
    expect(forged([run({ app: ACTIONS, conclusion: 'success' })], { mode: 'token' })).toMatchObject([
      { kind: 'conclusion' },
    ])
  })

  test('must be named', () => {
    expect(forged([run({ app: undefined })], { mode: 'token' })).toMatchObject([
      { kind: 'app', why: 'GitHub names no app that made it, so nobody answers for it.' },
    ])
  })

  test('each is looked at by itself', () => {
    const ours = [run({ id: 1 }), run({ id: 2, app: ACTIONS, conclusion: 'success' })]
    expect(forged(ours, { mode: 'token' }).map(({ checkRunId }) => checkRunId)).toEqual([2])
  })
})

test('one still running satisfies nothing, so it is no forgery', () => {
  expect(forged([run({ status: 'in_progress', conclusion: undefined })])).toEqual([])
})

test('one concluded while evidence is due is', () => {
  expect(forged([run({ conclusion: 'success' })], { said: 'in_progress' })).toMatchObject([
    { why: 'It shows success, and the verdict is in_progress.' },
  ])
})

test.each(['success', 'neutral', 'skipped'])('%s with neither verdict nor statement is', (conclusion) => {
  expect(forged([run({ conclusion })], { said: 'nothing' })).toEqual([
    {
      checkRunId: 1,
      app: 700,
      kind: 'conclusion',
      why: `It shows ${conclusion}, and there is neither a verdict nor a signed statement behind it.`,
    },
  ])
})

test.each(['failure', 'timed_out', 'cancelled'])('%s with neither is not: it stops what it stands on', (conclusion) => {
  expect(forged([run({ conclusion })], { said: 'nothing' })).toEqual([])
})

test.each(['skipped', 'neutral', 'cancelled', undefined])('%s is what no verdict is shown as', (conclusion) => {
  expect(forged([run({ conclusion })])).toMatchObject([{ kind: 'conclusion' }])
  expect(forged([run({ conclusion })], { said: 'success' })).toMatchObject([{ kind: 'conclusion' }])
})

test('a statement that FAILED is green only where an override holds', () => {
  expect([
    checkStateOfStatement('PASSED', false),
    checkStateOfStatement('FAILED', false),
    checkStateOfStatement('FAILED', true),
  ]).toEqual(['success', 'failure', 'success'])
})
