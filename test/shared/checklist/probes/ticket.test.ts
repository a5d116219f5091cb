import { describe, expect, test } from 'vitest'
import type { ChecklistFacts, TicketFact } from '../../../../shared/checklist/facts.ts'
import { ticket } from '../../../../shared/checklist/probes/ticket.ts'
import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, file, person } from '../a-change.ts'

const TRACKER = { tracker: 'jira', 'base-url': 'https://acme.atlassian.net', projects: ['SEC', 'OPS'] }
const policy = await aPolicy({ override: { ticket: TRACKER } })

const one = (more: Partial<TicketFact> = {}): Reading<TicketFact> =>
  read({
    key: 'SEC-1',
    url: 'https://acme.atlassian.net/browse/SEC-1',
    project: 'SEC',
    type: 'Task',
    status: 'In Review',
    statusCategory: 'indeterminate',
    createdAt: '2026-11-18T09:00:00.000Z',
    ...more,
  })

const judge = (
  tickets: Readonly<Record<string, Reading<TicketFact>>>,
  asked: Parameters<typeof ticket.judge>[0] = {},
  named: readonly string[] = Object.keys(tickets),
) => ticket.judge(asked, contextOf(policy, aChange(), { tickets, ticketsNamed: { 7: named } }))

test('one that exists', () => {
  expect(judge({ 'SEC-1': one() })).toEqual({
    state: 'met',
    looked: 'SEC-1 (https://acme.atlassian.net/browse/SEC-1) is In Review, created 2026-11-18T09:00:00.000Z.',
    lacks: [],
  })
})

test('none is named', () => {
  expect(judge({})).toMatchObject({
    state: 'unmet',
    lacks: [{ key: 'ticket', detail: 'The description of #7 names no ticket of SEC or OPS.' }],
  })
  expect(judge({}, { projects: ['HR'] }).looked).toBe('The description of #7 names no ticket of HR.')
})

test.each([
  [{ types: ['Bug', 'Security'] }, {}, 'SEC-1 is of type Task, not Bug or Security.'],
  [{ types: ['task'] }, {}, undefined],
  [{ projects: ['OPS'] }, {}, 'SEC-1 is of SEC, not of OPS.'],
  [{}, { project: 'HR' }, 'SEC-1 is of HR, not of SEC or OPS.'],
  [{ status: ['done'] }, {}, 'SEC-1 is In Review (indeterminate), not done.'],
  [{ status: ['In-Progress', 'done'] }, {}, undefined],
  [{ status: ['indeterminate'] }, {}, undefined],
  [{ status: ['In Review'] }, {}, 'SEC-1 is In Review (indeterminate), not In Review.'],
  [{ status: ['constructor'] }, {}, 'SEC-1 is In Review (indeterminate), not constructor.'],
  [{ status: ['to do'] }, { statusCategory: 'new' as const }, undefined],
  [{ status: ['closed'] }, { statusCategory: 'done' as const }, undefined],
  [{}, { createdAt: '2026-11-20T12:00:01Z' }, 'SEC-1 was created 2026-11-20T12:00:01Z, after this run.'],
  [{}, { createdAt: '2026-11-20T12:00:00Z' }, undefined],
  [{}, { createdAt: 'soon' }, 'SEC-1 was created soon, after this run.'],
  [
    { types: ['Bug'], status: ['done'] },
    {},
    'SEC-1 is of type Task, not Bug, and is In Review (indeterminate), not done.',
  ],
])('asked for %j, with %j', (asked, more, wrong) => {
  const proof = judge({ 'SEC-1': one(more) }, asked)
  expect(proof.state).toBe(wrong === undefined ? 'met' : 'unmet')
  expect(proof.lacks).toMatchObject(wrong === undefined ? [] : [{ key: 'ticket:SEC-1', detail: wrong }])
})

describe('one that was not read', () => {
  test.each([
    ['absent', 'unmet'],
    ['foreign', 'unmet'],
    ['forbidden', 'unproven'],
    ['partial', 'unproven'],
    ['stale', 'unproven'],
    ['untrusted', 'unproven'],
    ['pending', 'waiting'],
  ] as const)('%s is %s', (state, expected) => {
    const proof = judge({ 'SEC-1': { state, detail: 'The tracker says so.' } })
    expect(proof.state).toBe(expected)
    expect(proof.lacks).toMatchObject([{ state: expected, key: 'ticket:SEC-1', detail: 'SEC-1: The tracker says so.' }])
  })

  test('one of several is enough, and an unread one beside unmet ones might have been it', () => {
    const absent: Reading<TicketFact> = { state: 'absent', detail: 'None.' }
    const hidden: Reading<TicketFact> = { state: 'forbidden', detail: 'Hidden.', needs: 'a token' }
    expect(judge({ 'SEC-2': absent, 'SEC-1': one() }).state).toBe('met')
    expect(judge({ 'SEC-2': hidden, 'SEC-1': one() }).state).toBe('met')
    expect(judge({ 'SEC-2': absent, 'SEC-3': hidden }).state).toBe('unproven')
    expect(judge({ 'SEC-2': absent }).state).toBe('unmet')
  })

  test('more than are looked up might have been it', () => {
    const absent: Reading<TicketFact> = { state: 'absent', detail: 'None.' }
    expect(judge({ 'SEC-2': absent }, {}, ['SEC-2', 'SEC-3'])).toMatchObject({
      state: 'unproven',
      lacks: [{ key: 'ticket:SEC-2' }, { key: 'ticket:more', detail: expect.stringContaining('from SEC-3 on') }],
    })
    expect(judge({ 'SEC-1': one() }, {}, ['SEC-1', 'SEC-3']).state).toBe('met')
  })

  test.each<[string, Partial<ChecklistFacts>]>([
    ['nothing', {}],
    ['another pull request', { tickets: {}, ticketsNamed: { 8: [] } }],
  ])('%s read is unproven', (_, facts) => {
    expect(ticket.judge({}, contextOf(policy, aChange(), facts)).state).toBe('unproven')
  })
})

test('a policy that names no tracker is not met', async () => {
  const bare = await aPolicy()
  const proof = ticket.judge({}, contextOf(bare, aChange(), { tickets: {}, ticketsNamed: { 7: [] } }))
  expect(proof).toMatchObject({
    state: 'unmet',
    lacks: [{ key: 'ticket', remedy: expect.stringContaining('override.ticket') }],
  })
})

test('it says nothing without a pull request, and of a dependency bot', () => {
  expect(ticket.judge({}, contextOf(policy, undefined)).state).toBe('not-applicable')
  const bot = aChange({ author: person('renovate[bot]', 'app'), files: [file('go.sum')] })
  expect(ticket.judge({}, contextOf(policy, bot)).state).toBe('not-applicable')
})

test('it needs the tickets, of its projects too', () => {
  expect(ticket.needs({ projects: ['HR'] }, policy)).toEqual({ tickets: true, ticketProjects: ['HR'] })
})
