import { describe, expect, test } from 'vitest'
import type { ChangedFact, ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { judgeOwners, owners } from '../../../../shared/checklist/probes/owners.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, file } from '../a-change.ts'

const policy = await aPolicy()
const TEXT = '/src/ @bob @Dan\n/docs/ @sue\n/team/ @acme/team\n/own/ @ada\n'

const contextWith = (
  files: readonly ChangedFact[],
  by: readonly string[],
  text = TEXT,
  more: Partial<ChecklistFacts> = {},
) => {
  const review = { ...aChange().review, reviews: by.map((login) => approvedBy(login)) }
  return contextOf(policy, aChange({ files, review }), { codeowners: read({ path: 'CODEOWNERS', text }), ...more })
}
const judge = (paths: readonly string[], by: readonly string[] = [], settings: { paths?: string[] } = {}) =>
  owners.judge(
    settings,
    contextWith(
      paths.map((path) => file(path)),
      by,
    ),
  )

test('one owner of each domain', () => {
  expect(judge(['src/a', 'docs/b'], ['bob', 'sue'])).toEqual({
    state: 'met',
    looked: '@sue: approved by sue. @bob or @Dan: approved by bob.',
    lacks: [],
  })
})

test('a domain without its approval says whose it is, where that stands, and who could', () => {
  const proof = judge(['src/a', 'docs/b'], ['sue'])
  expect(proof).toMatchObject({ state: 'unmet', looked: '@sue: approved by sue. 1 not approved by an owner.' })
  expect(proof.lacks).toEqual([
    {
      state: 'unmet',
      key: 'owners:@bob @dan',
      detail: 'src/a: owned by @bob or @Dan (CODEOWNERS line 1). None of them has approved this head.',
      remedy: 'Ask @bob or @Dan to approve this head.',
      place: { path: 'src/a' },
      owner: '@bob or @Dan',
    },
  ])
})

test('of many paths five are named', () => {
  const paths = Array.from({ length: 7 }, (_, index) => `src/${index}`)
  expect(judge(paths).lacks[0]?.detail).toContain('src/0, src/1, src/2, src/3, src/4 and 2 more: owned by')
  expect(judge(paths.slice(0, 5)).lacks[0]?.detail).toContain('src/4: owned by')
})

test('whose every owner had a part in the change cannot be approved', () => {
  expect(judge(['own/a'], ['ada']).lacks[0]).toMatchObject({
    state: 'unmet',
    remedy: expect.stringContaining('add an owner to that line on the base branch'),
  })
})

test('an ignored approval is named', () => {
  const context = contextWith([file('src/a')], [])
  const { change } = context
  if (change === undefined) throw new Error('no change')
  const review = { ...change.review, reviews: [approvedBy('bob', 'd'.repeat(40))] }
  const proof = owners.judge({}, { ...context, change: { ...change, review } })
  expect(proof.state).toBe('unmet')
  expect(proof.lacks[0]?.detail).toContain('Not counted: bob approved ddddddd')
})

describe('a team', () => {
  const by = (facts: Partial<ChecklistFacts>) => owners.judge({}, contextWith([file('team/a')], ['bob'], TEXT, facts))
  test('that was not read is unknown', () => {
    expect(by({})).toMatchObject({ state: 'unproven', lacks: [{ key: 'owners:@acme/team', owner: '@acme/team' }] })
    expect(by({ teams: { 'acme/team': { state: 'forbidden', detail: 'No.' } } }).state).toBe('unproven')
  })
  test('that was read answers', () => {
    const team = (login: string) => ({
      teams: { 'acme/team': { state: 'read' as const, members: [{ login, kind: 'user' as const }] } },
    })
    expect(by(team('bob')).state).toBe('met')
    expect(by(team('sue')).state).toBe('unmet')
  })
})

test('only within the named paths, by either name of a moved file', () => {
  expect(judge(['src/a', 'docs/b'], ['sue'], { paths: ['docs/**'] }).state).toBe('met')
  expect(judge(['src/a'], [], { paths: ['docs/**'] })).toMatchObject({
    state: 'not-applicable',
    looked: 'The change touches none of these paths.',
  })
  const moved = [file('other/a', { previousPath: 'docs/b' })]
  expect(owners.judge({ paths: ['docs/**'] }, contextWith(moved, [])).state).toBe('unmet')
})

test('what nobody owns asks for nothing, unless it is told to', () => {
  expect(judge(['x'])).toMatchObject({ state: 'not-applicable', looked: 'No path of this change has an owner.' })
  expect(judge(['x', 'docs/a'], ['sue'])).toMatchObject({
    state: 'met',
    looked: expect.stringContaining('1 path has no owner.'),
  })
  expect(judge(['x', 'y', 'docs/a'], ['sue']).looked).toContain('2 paths have no owner.')
  const proof = judgeOwners(contextWith([file('x'), file('y')], []), {
    unowned: (path) => (path === 'x' ? 'unmet' : undefined),
  })
  expect(proof.lacks).toMatchObject([{ state: 'unmet', key: 'unowned:x', place: { path: 'x' } }])
})

test('CODEOWNERS that is absent, was not read, or is too large', () => {
  const by = (codeowners: NonNullable<ChecklistFacts['codeowners']>, unowned?: () => 'unmet') =>
    judgeOwners(contextWith([file('x')], [], TEXT, { codeowners }), unowned === undefined ? {} : { unowned })
  expect(by({ state: 'absent', detail: 'None.' })).toMatchObject({
    state: 'not-applicable',
    looked: 'None. Nobody owns anything.',
  })
  expect(by({ state: 'absent', detail: 'None.' }, () => 'unmet')).toMatchObject({ state: 'unmet', looked: 'None.' })
  for (const state of ['forbidden', 'partial', 'stale'] as const) {
    expect(by({ state, detail: 'x' }).lacks).toMatchObject([{ state: 'unproven', source: 'codeowners' }])
  }
  const large = `${'# x\n'.repeat(800_000)}`
  expect(by(read({ path: 'CODEOWNERS', text: large }))).toMatchObject({
    state: 'unproven',
    lacks: [{ key: 'codeowners' }],
  })
})

test('without a pull request it does not apply', () => {
  expect(owners.judge({}, contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
  expect(owners.needs({}, policy)).toEqual({ owners: true })
})
