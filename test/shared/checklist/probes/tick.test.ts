import { describe, expect, test } from 'vitest'
import type { ChangeFact, ChecklistFacts, TickFact } from '../../../../shared/checklist/facts.ts'
import { judgeProof } from '../../../../shared/checklist/judge-proof.ts'
import { tick } from '../../../../shared/checklist/probes/tick.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, file, HEAD, person } from '../a-change.ts'

const policy = await aPolicy()
const AT = '2026-11-20T09:00:00Z'
const BODY = '- [x] Index validated'

const judge = (
  by: readonly string[] | undefined,
  ticker: TickFact['by'],
  { facts = {}, change = {} }: { facts?: Partial<ChecklistFacts>; change?: Partial<ChangeFact> } = {},
) =>
  tick.judge(
    by === undefined ? {} : { by },
    contextOf(
      policy,
      aChange({ body: BODY, ...change }),
      { ticks: { 7: read([{ task: 'index validated', by: ticker, at: AT }]) }, ...facts },
      { box: 'Index validated' },
    ),
  )

test('by somebody of the role', () => {
  expect(judge(['sre'], person('sue'))).toEqual({
    state: 'met',
    looked: `The box "Index validated" was ticked by sue at ${AT}, who is of role \`sre\`.`,
    lacks: [],
  })
  expect(judge(['sre', 'lead'], person('leo')).state).toBe('met')
})

test('by anybody else', () => {
  const proof = judge(['sre', 'lead'], person('bob'))
  expect(proof.state).toBe('unmet')
  expect(proof.lacks).toEqual([
    {
      state: 'unmet',
      key: 'tick:index validated',
      detail: `The box "Index validated" was ticked by bob at ${AT}, who is not somebody of role \`sre\` or \`lead\`.`,
      remedy: 'Have somebody of role `sre` or `lead` untick it and tick it again.',
      owner: 'sre or lead',
    },
  ])
})

test('by somebody of the role who has a part in the change', () => {
  const author = judge(['lead'], person('ada'))
  expect(author).toMatchObject({ state: 'unmet', lacks: [{ owner: 'lead' }] })
  expect(author.looked).toContain('ada opened this pull request')
  const review = { ...aChange().review, contributors: [{ commit: HEAD, as: 'pusher' as const, person: person('leo') }] }
  expect(judge(['lead'], person('leo'), { change: { review } }).looked).toContain('leo pushed')
})

test('without a role any person will do, the author too', () => {
  expect(judge(undefined, person('ada')).state).toBe('met')
  expect(judge(undefined, person('acme[bot]', 'app'))).toMatchObject({
    state: 'unmet',
    looked: expect.stringContaining('an App'),
  })
})

test.each([null, person('ghost')])('by nobody who can be named', (gone) => {
  for (const by of [undefined, ['sre']]) {
    expect(judge(by, gone)).toMatchObject({
      state: 'unmet',
      looked: expect.stringContaining('an account that is gone'),
    })
  }
})

test('a role that nobody declared is nobody', () => {
  expect(judge(['nobody'], person('sue')).looked).toContain('declares no role `nobody`')
  expect(judge(['nobody'], person('sue')).state).toBe('unmet')
})

test('a team that was not read is unknown, never "not a member"', () => {
  const proof = judge(['team'], person('bob'))
  expect(proof).toMatchObject({ state: 'unproven', lacks: [{ key: 'tick:index validated' }] })
  const teams = { 'acme/team': { state: 'read' as const, members: [person('bob')] } }
  expect(judge(['team'], person('bob'), { facts: { teams } }).state).toBe('met')
  expect(judge(['team'], person('eve'), { facts: { teams } }).state).toBe('unmet')
})

describe('the history', () => {
  test.each(['absent', 'forbidden', 'partial', 'stale', 'untrusted', 'foreign'] as const)('%s is unproven', (state) => {
    const facts = { ticks: { 7: { state, detail: 'GitHub did not say.' } } }
    expect(judge(['sre'], null, { facts })).toMatchObject({
      state: 'unproven',
      lacks: [{ key: 'tick:index validated', detail: 'GitHub did not say.', source: 'edits:7' }],
    })
  })

  test('of another pull request, and none at all, is unproven', () => {
    expect(judge(['sre'], null, { facts: { ticks: {} } }).state).toBe('unproven')
    expect(judge(undefined, null, { facts: { ticks: { 8: read([]) } } }).state).toBe('unproven')
  })

  test('that does not know the box, or not who began it, is unproven', () => {
    expect(judge(['sre'], null, { facts: { ticks: { 7: read([]) } } })).toMatchObject({
      state: 'unproven',
      lacks: [{ source: 'edits:7' }],
    })
    expect(judge(['sre'], 'unknown').state).toBe('unproven')
  })
})

test.each([
  ['open', '- [ ] Index validated'],
  ['not there', ''],
  ['in a comment', `<!--\n${BODY}\n-->`],
])('a box that is %s is ticked by nobody', (_, body) => {
  expect(judge(['sre'], person('sue'), { change: { body } })).toMatchObject({
    state: 'unmet',
    lacks: [{ key: 'task:index validated', owner: 'sre' }],
  })
  expect(judge(undefined, person('sue'), { change: { body } }).lacks[0]?.owner).toBeUndefined()
})

test('without a box there is nothing to tick', () => {
  expect(judgeProof({ tick: { by: ['sre'] } }, contextOf(policy, aChange({ body: BODY })))).toMatchObject({
    state: 'unmet',
    lacks: [{ key: 'tick' }],
  })
})

test('it says nothing without a pull request, and of a dependency bot', () => {
  expect(tick.judge({}, contextOf(policy, undefined)).state).toBe('not-applicable')
  const bot = aChange({ author: person('dependabot[bot]', 'app'), files: [file('go.sum')] })
  expect(tick.judge({ by: ['sre'] }, contextOf(policy, bot, {}, { box: 'x' })).state).toBe('not-applicable')
})

test('it needs the history and the teams of its roles', () => {
  expect(tick.needs({ by: ['sre'] }, policy)).toEqual({ ticks: true, roles: ['sre'] })
})
