import { describe, expect, test } from 'vitest'
import type { ReadOverride, TicketFact } from '../../../shared/override/facts.ts'
import { descriptionReasons, ticketReasons } from '../../../shared/override/ticket.ts'

const BEFORE = '2026-11-20T10:00:00Z'
const SAID = '2026-11-20T12:00:00Z'
const AFTER = '2026-11-20T14:00:00Z'

type Ask = Parameters<typeof ticketReasons>[0]
const POLICY = {
  ticket: { verify: true, projects: ['OPS'], types: ['Incident'] },
  incident: { severity: 'SEV-1' },
} as unknown as Ask

const TICKET = {
  state: 'read',
  project: 'OPS',
  type: 'Incident',
  closed: false,
  createdAt: BEFORE,
  severities: [1],
} as const satisfies TicketFact

function facts(
  tickets: Readonly<Record<string, TicketFact>>,
  uses: object = { state: 'read', uses: [] },
): ReadOverride {
  const linked = [
    { key: 'OPS-1', project: 'OPS' },
    { key: 'WEB-2', project: 'WEB' },
  ]
  return { pull: 5, description: { tickets: linked }, tickets, uses } as unknown as ReadOverride
}

const codes = (policy: Ask, given: ReadOverride, key = 'OPS-1', said?: string) =>
  ticketReasons(policy, given, key, said).map(({ code }) => code)

test('nothing speaks against an open incident of the project from before the approval', () => {
  expect(codes(POLICY, facts({ 'OPS-1': TICKET }), 'OPS-1', SAID)).toEqual([])
})

describe('against a ticket speaks', () => {
  test.each<[string, readonly string[], Readonly<Record<string, TicketFact>>]>([
    ['that nobody asked for it', ['ticket-unreadable'], {}],
    ['that it is not there', ['ticket-not-found'], { 'OPS-1': { state: 'not-found', detail: 'No.' } }],
    ['that it went elsewhere', ['ticket-wrong-project'], { 'OPS-1': { state: 'moved', detail: 'No.' } }],
    ['that it could not be read', ['ticket-unreadable'], { 'OPS-1': { state: 'unreadable', detail: 'No.' } }],
    ['its project', ['ticket-wrong-project'], { 'OPS-1': { ...TICKET, project: 'WEB' } }],
    ['that it is closed', ['ticket-closed'], { 'OPS-1': { ...TICKET, closed: true } }],
    ['its type', ['ticket-wrong-type'], { 'OPS-1': { ...TICKET, type: 'Task' } }],
    ['when it was made', ['ticket-created-later'], { 'OPS-1': { ...TICKET, createdAt: AFTER } }],
    ['a second severity', ['incident-not-sev1'], { 'OPS-1': { ...TICKET, severities: [1, 3] } }],
    [
      'all of it',
      ['ticket-wrong-project', 'ticket-closed', 'ticket-wrong-type', 'ticket-created-later', 'incident-not-sev1'],
      {
        'OPS-1': { ...TICKET, project: 'WEB', closed: true, type: 'Task', createdAt: AFTER, severities: [2] },
      },
    ],
  ])('%s', (_, expected, tickets) => {
    expect(codes(POLICY, facts(tickets), 'OPS-1', SAID)).toEqual(expected)
  })

  test('that another pull request was merged with it, and not that this one links it', () => {
    const use = { tickets: ['OPS-1'], mergedAt: BEFORE }
    const reused = facts({ 'OPS-1': TICKET }, { state: 'read', uses: [{ ...use, pull: 4 }] })
    expect(codes(POLICY, reused)).toEqual(['ticket-reused'])
    expect(codes(POLICY, facts({ 'OPS-1': TICKET }, { state: 'read', uses: [{ ...use, pull: 5 }] }))).toEqual([])
    expect(codes(POLICY, facts({ 'OPS-1': TICKET }, { state: 'unread', detail: 'No.' }))).toEqual([])
  })

  test('that the description does not link it, or that its project is nobody’s to ask', () => {
    expect(codes(POLICY, facts({}), 'OPS-9')).toEqual(['ticket-missing'])
    expect(codes(POLICY, facts({}), 'WEB-2')).toEqual(['ticket-wrong-project'])
  })
})

describe('what the policy leaves out is not asked', () => {
  test('tickets that are not verified', () => {
    expect(codes({ ...POLICY, ticket: undefined } as unknown as Ask, facts({}), 'WEB-2')).toEqual([])
  })

  test('types, projects and severity', () => {
    const anything = { ...TICKET, project: 'WEB', type: 'Task', severities: [3] } as const
    const policy = { ticket: { verify: true } } as unknown as Ask
    expect(codes(policy, facts({ 'WEB-2': anything }), 'WEB-2')).toEqual([])
    expect(codes({ ...policy, incident: {} } as unknown as Ask, facts({ 'WEB-2': anything }), 'WEB-2')).toEqual([])
  })
})

describe('of the tickets in the description', () => {
  const reasons = (policy: Ask, given: ReadOverride) => descriptionReasons(policy, given).map(({ code }) => code)

  test('one that will do is enough', () => {
    expect(reasons(POLICY, facts({ 'OPS-1': TICKET }))).toEqual([])
    expect(reasons(POLICY, facts({}))).toEqual(['ticket-unreadable', 'ticket-wrong-project'])
  })

  test('none is none', () => {
    const none = { ...facts({}), description: { tickets: [] } } as unknown as ReadOverride
    expect(descriptionReasons(POLICY, none)[0]?.detail).toContain('of OPS')
    expect(descriptionReasons({} as Ask, none)[0]?.detail).toBe('The description links no ticket.')
  })
})
