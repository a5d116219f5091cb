import { describe, expect, test } from 'vitest'
import { DRAFT, type Draft, POLICY } from '../../../scripts/override-cases.ts'
import { parseCommand } from '../../../shared/chatops/command.ts'
import { commandFor, coverDigest, type OpenFinding } from '../../../shared/override/coverage.ts'
import type { IntentFact } from '../../../shared/override/facts.ts'
import { judgeOverride, type OverrideQuestion } from '../../../shared/override/override.ts'
import type { OverrideCode } from '../../../shared/verdict/reasons/override.ts'

const { facts, findings } = DRAFT
const [line, finding] = [facts.intents[0], findings[0]]
if (line === undefined || finding === undefined) throw new Error('the draft holds one of each')

const ask = (change: Partial<OverrideQuestion>) => judgeOverride({ ...DRAFT, ...change })
const withFacts = (change: Partial<Draft['facts']>, more: Partial<OverrideQuestion> = {}) =>
  ask({ facts: { ...facts, ...change }, ...more })
const codes = (one: ReturnType<typeof ask>): OverrideCode[] => one.reasons.map(({ code }) => code)
const said = (change: Partial<IntentFact>): IntentFact => ({ ...line, ...change })

test('in order it is valid, and says who, for which ticket, until when and for which incident', () => {
  expect(ask({})).toEqual({
    state: 'valid',
    reasons: [],
    covers: [finding.key],
    until: '2026-11-21T11:30:00.000Z',
    at: '2026-11-20T11:30:00Z',
    by: 'guy',
    ticket: 'SEC-7',
    incident: { link: 'https://acme.pagerduty.com/incidents/Q1', severity: 'tracker' },
  })
})

test('whose word the severity is', () => {
  const silent = { 'SEC-7': { ...facts.tickets['SEC-7'], severities: [] } } as Draft['facts']['tickets']
  expect(withFacts({ tickets: silent })).toMatchObject({ incident: { severity: 'description' } })
  const description = { ...facts.description, severities: [] }
  expect(withFacts({ tickets: silent, description })).toMatchObject({
    state: 'valid',
    incident: { severity: 'not-said' },
  })
})

test('a description that tells of several severities, SEV-1 among them, claims it', () => {
  expect(withFacts({ description: { ...facts.description, severities: [1, 2] } }).state).toBe('valid')
})

test('where the policy names no link of an incident, none is asked for', () => {
  const policy = { ...POLICY, incident: { severity: 'SEV-1' as const } }
  const override = withFacts({ description: { ...facts.description, links: [] } }, { policy })
  expect(override).toMatchObject({ state: 'valid', incident: { severity: 'tracker' } })
})

test('nobody asked: nothing was read, or neither tag nor line is there', () => {
  expect(ask({ facts: undefined }).state).toBe('none')
  expect(withFacts({ title: 'Close the hole', intents: [] }).state).toBe('none')
})

test('without approvers in the policy none is possible, whatever was written', () => {
  for (const approvers of [[], undefined]) {
    const { approvers: _, ...rest } = POLICY
    const policy = approvers === undefined ? rest : { ...rest, approvers }
    expect(ask({ policy })).toMatchObject({ state: 'invalid', covers: [] })
    expect(codes(ask({ policy }))).toEqual(['not-possible'])
  }
})

test('a pull request that was not read is no override', () => {
  const { pull, title, labels } = facts
  const override = ask({ facts: { state: 'unread', pull, title, labels, detail: 'GitHub did not answer.' } })
  expect(override).toMatchObject({
    state: 'unreadable',
    reasons: [{ code: 'unreadable', detail: 'GitHub did not answer.' }],
  })
})

test('the rest must hold, where somebody asks for it', () => {
  expect(codes(ask({ others: [{ what: 'dod-check', holds: 'no' }] }))).toEqual(['rest-missing'])
  expect(ask({ others: [{ what: 'dod-check', holds: 'unknown' }] })).toMatchObject({ state: 'unreadable' })
  expect(ask({ others: [{ what: 'dod-check', holds: 'yes' }] }).state).toBe('valid')
})

describe('who wrote it', () => {
  test.each([
    ['a deleted account', { person: null, roles: {} }, ['approver-not-a-person']],
    ['the ghost', { person: { login: 'ghost' } }, ['approver-not-a-person']],
    ['a role that nobody looked up', { roles: {} }, ['approver-unreadable']],
    ['beside a commit of nobody', { unattributed: '9a04d1ee' }, ['approver-unreadable']],
    ['of unknown access', { canWrite: 'unknown' as const }, ['approver-unreadable']],
  ])('%s', (_, change, expected) => {
    const override = withFacts({ intents: [said(change)] })
    expect(override.state).not.toBe('valid')
    expect(codes(override)).toEqual(expected)
  })
})

describe('several lines', () => {
  const stranger = said({ id: 'comment 2', person: { login: 'eve' }, roles: { 'head-of-security': 'no' } })

  test('of strangers are told of only where no approver has written', () => {
    expect(withFacts({ intents: [stranger, line] }).state).toBe('valid')
    expect(codes(withFacts({ intents: [stranger] }))).toEqual(['approver-not-authorised'])
    expect(codes(withFacts({ intents: [stranger, said({ edited: true })] }))).toEqual(['approval-edited'])
  })

  test('that all count: the one that covers most, then the one that holds longest', () => {
    const younger: OpenFinding = { ...finding, key: 'younger', at: '2026-11-20T11:40:00Z' }
    const later = said({ id: 'comment 3', at: '2026-11-20T11:45:00Z' })
    const both = { findings: [finding, younger] }
    expect(withFacts({ intents: [line, later] }, both)).toMatchObject({
      at: later.at,
      covers: [finding.key, 'younger'],
    })
    expect(withFacts({ intents: [later, line] }, {})).toMatchObject({ at: later.at })
  })
})

describe('what it covers', () => {
  const other: OpenFinding = { code: 'security-gate/code-weakness', key: 'another', coverable: true }
  const secret: OpenFinding = { code: 'security-gate/secret-found', key: 'a secret', coverable: false }

  test('the printed line names exactly the list that was shown, in whatever order', () => {
    const shown = [finding, other, secret]
    const command = parseCommand(commandFor('SEC-7', facts.head, shown))
    if (command === undefined || 'error' in command || command.kind !== 'override') throw new Error('not a command')
    const intents = [said({ said: command })]
    expect(withFacts({ intents }, { findings: shown.toReversed() })).toMatchObject({
      state: 'valid',
      covers: [other.key, finding.key].sort(),
      reasons: [{ code: 'not-coverable' }],
    })
    for (const list of [
      [finding],
      [finding, other, { ...other, key: 'new' }],
      [other, { ...finding, code: 'security-gate/debt-overdue' as const }],
    ]) {
      expect(codes(withFacts({ intents }, { findings: list }))).toEqual(['findings-changed'])
    }
  })

  test('the digest is of what can be covered, and of nothing else', () => {
    expect(coverDigest([finding, secret])).toBe(coverDigest([finding]))
    expect(coverDigest([finding, other])).toBe(coverDigest([other, finding]))
    expect(coverDigest([finding])).not.toBe(coverDigest([{ ...finding, key: 'x' }]))
  })

  test('without a digest, what was there when the line was written: to the second', () => {
    const at = (time: string): OpenFinding => ({ ...finding, at: time })
    expect(ask({ findings: [at(line.at)] }).covers).toHaveLength(1)
    expect(ask({ findings: [at('2026-11-20T11:30:01Z')] })).toMatchObject({
      covers: [],
      reasons: [{ code: 'findings-later' }],
    })
  })
})

describe('time', () => {
  test('it holds until the end of the duration, and not at it', () => {
    expect(ask({ now: '2026-11-21T11:29:59Z' }).state).toBe('valid')
    expect(codes(ask({ now: '2026-11-21T11:30:00Z' }))).toEqual(['approval-expired'])
  })

  test('a change in the second of the line may have come after it', () => {
    expect(codes(withFacts({ changedAt: line.at }))).toEqual(['approval-before-change'])
    expect(withFacts({ changedAt: '2026-11-20T11:29:59Z' }).state).toBe('valid')
  })

  test('a month of merged overrides is 31 days before the line', () => {
    const uses = (mergedAt: string) => ({ state: 'read' as const, uses: [{ pull: 1, mergedAt, tickets: [] }] })
    expect(codes(withFacts({ uses: uses('2026-10-20T11:30:01Z') }))).toEqual(['too-many'])
    expect(codes(withFacts({ uses: uses('2026-10-20T11:29:59Z') }))).toEqual([])
  })
})

test('without verification a tracker is not asked, and its word not needed', () => {
  const policy = { ...POLICY, ticket: { ...POLICY.ticket, verify: false } } as typeof POLICY
  expect(withFacts({ tickets: {} }, { policy }).state).toBe('valid')
  expect(codes(withFacts({ tickets: {} }))).toEqual(['ticket-unreadable'])
  expect(codes(withFacts({ tickets: { 'SEC-7': { state: 'moved', detail: 'It is OPS-1.' } } }))).toEqual([
    'ticket-wrong-project',
  ])
})
