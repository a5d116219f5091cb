import { describe, expect, test } from 'vitest'
import { type Judgeable, judgeCriterion } from '../../../shared/checklist/judge-criterion.ts'
import { type Lack, lacking, met, notApplicable } from '../../../shared/checklist/proof.ts'
import { reasonOf } from '../../../shared/verdict/reasons.ts'
import { aChange, aPolicy, contextOf, file } from './a-change.ts'

const policy = await aPolicy({ 'critical-paths': [{ name: 'Doors', paths: ['doors/**'] }] })
const LACK: Lack = { state: 'unmet', key: 'x', detail: 'It is missing.', remedy: 'Supply it.' }
const one = (more: Partial<Judgeable> = {}): Judgeable => ({
  id: 'owned',
  title: 'It is owned',
  level: 'block',
  codes: { unmet: 'dod-check/owned', unproven: 'dod-check/owned-unproven' },
  judge: () => lacking('It was looked at.', [LACK]),
  ...more,
})
const { change: _, ...context } = contextOf(policy, aChange())
const judge = (more: Partial<Judgeable> = {}, changes = [aChange()]) =>
  judgeCriterion(one(more), { ...context, facts: { changes } })

test('what is missing becomes a finding that blocks', () => {
  expect(judge()).toMatchObject({
    criterion: { id: 'owned', title: 'It is owned', state: 'unmet', detail: 'It was looked at.' },
    blocks: true,
  })
  expect(judge().findings).toEqual([
    {
      code: 'dod-check/owned',
      level: 'block',
      key: 'dod-check/owned:owned:x',
      title: 'It is owned',
      detail: 'It is missing.',
      remedy: 'Supply it.',
    },
  ])
})

test('everything a lack says is handed on', () => {
  const lack: Lack = { ...LACK, place: { path: 'a', line: 2 }, source: 's', owner: 'dba' }
  const [finding] = judge({ owner: 'sre', judge: () => lacking('x', [lack]) }).findings
  expect(finding).toMatchObject({ place: { path: 'a', line: 2 }, source: 's', owner: 'dba' })
  expect(judge({ owner: 'sre' }).findings[0]?.owner).toBe('sre')
  expect(finding).not.toHaveProperty('waiting')
})

test('what could not be seen has a code of its own, what is due waits', () => {
  const by = (state: Lack['state']) => judge({ judge: () => lacking('x', [{ ...LACK, state }]) }).findings[0]
  expect(by('unproven')).toMatchObject({ code: 'dod-check/owned-unproven', key: 'dod-check/owned-unproven:owned:x' })
  expect(by('waiting')).toMatchObject({ code: 'dod-check/owned', waiting: true })
})

test('without a remedy of its own it has that of the code', () => {
  const [finding] = judge({ judge: () => lacking('x', [{ ...LACK, remedy: '' }]) }).findings
  expect(finding?.remedy).toBe(reasonOf('dod-check/owned').remedy)
})

describe('the level', () => {
  test.each([
    ['block', 'a.ts', true],
    ['warn', 'doors/a.ts', false],
    ['critical-paths', 'a.ts', false],
    ['critical-paths', 'doors/a.ts', true],
  ] as const)('%s on %s: %s', (level, path, blocks) => {
    const judged = judge({ level }, [aChange({ files: [file(path)] })])
    expect(judged.blocks).toBe(blocks)
    expect(judged.findings[0]?.level).toBe(blocks ? 'block' : 'warn')
  })

  test('of a group one that touches a critical path is enough', () => {
    const group = [aChange({ files: [file('a')] }), aChange({ number: 8, files: [file('doors/a')] })]
    expect(judge({ level: 'critical-paths' }, group).blocks).toBe(true)
  })
})

describe('a merge group', () => {
  const group = [aChange(), aChange({ number: 8 })]

  test('is no better than the worst of it, and says which that is', () => {
    const judged = judge(
      { judge: ({ change }) => (change?.number === 8 ? lacking('No.', [LACK]) : met('Yes.')) },
      group,
    )
    expect(judged.criterion.state).toBe('unmet')
    expect(judged.findings).toMatchObject([
      { key: 'dod-check/owned:owned:8:x', detail: 'Pull request 8: It is missing.' },
    ])
  })

  test('what is said of its commit is said once', () => {
    for (const key of ['workflow:ci', 'verdict:security-gate']) {
      const judged = judge({ judge: () => lacking('No.', [{ ...LACK, key }]) }, group)
      expect(judged.findings).toMatchObject([{ key: `dod-check/owned:owned:${key}`, detail: 'It is missing.' }])
    }
  })

  test('what applies to none does not apply', () => {
    expect(judge({ judge: () => notApplicable('Not here.') }, group).criterion.state).toBe('not-applicable')
    expect(
      judge({ judge: ({ change }) => (change?.number === 8 ? met('Yes.') : notApplicable('No.')) }, group).criterion
        .state,
    ).toBe('met')
  })
})

test('without a pull request it is judged once, and alone it has no number', () => {
  let times = 0
  judge({ judge: () => met(String(times++)) }, [])
  expect(times).toBe(1)
  expect(judge().findings[0]?.detail).toBe('It is missing.')
})
