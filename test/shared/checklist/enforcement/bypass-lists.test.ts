import { describe, expect, test } from 'vitest'
import {
  allowedActors,
  expectedOf,
  judgeBranchBypass,
  judgeBypass,
} from '../../../../shared/checklist/enforcement/bypass.ts'

type Facts = Parameters<typeof judgeBranchBypass>[0]
type Roles = Parameters<typeof judgeBranchBypass>[1]
type Rulesets = Parameters<typeof judgeBypass>[1]

const policy = {
  roles: {
    sre: { teams: ['acme/sre'], apps: ['deployer'], users: ['ada'] },
    nobody: {},
  },
  enforcement: { bypass: ['sre', 'nobody', 'not-a-role'] },
} as unknown as Roles
const nobody = { roles: {}, enforcement: {} } as unknown as Roles
const QUESTION = { id: 'bypass', title: 't', expected: 'e', remedy: 'r' } as const

const value = <T>(of: T) => ({ state: 'read', value: of }) as const
const hidden = { state: 'forbidden', detail: 'Not shown.' } as const
const listed = (...actors: readonly object[]) =>
  [{ known: { name: 'prod', enforcement: 'active', bypass: value(actors) }, unseen: [] }] as unknown as Rulesets
const actors = (...known: readonly object[]) => ({ actors: known }) as unknown as Facts

test('everybody in a named role may be on the list, and nobody by a name that is no role', () => {
  expect(allowedActors(policy)).toEqual([
    { kind: 'Team', name: 'acme/sre' },
    { kind: 'Integration', name: 'deployer' },
    { kind: 'User', name: 'ada' },
  ])
  expect(allowedActors(nobody)).toEqual([])
  expect(expectedOf(nobody)).toBe('An empty bypass list')
  expect(expectedOf(policy)).toBe('Only the roles sre, nobody, not-a-role')
})

describe('a bypass list', () => {
  const ADA = { kind: 'User', name: 'Ada', id: value(5) }
  const judge = (rulesets: Rulesets, facts = actors(ADA), by = policy) => judgeBypass(QUESTION, rulesets, facts, by)

  test('of those the policy names is as it should be', () => {
    expect(judge(listed({ kind: 'User', id: 5, mode: 'always' })).state).toBe('met')
    expect(judge([...listed(), ...listed()])).toMatchObject({ state: 'met' })
  })

  test('with a stranger is not', () => {
    const stranger = { kind: 'OrganizationAdmin', mode: 'always' }
    const found = judge(listed(stranger))
    expect(found.state).toBe('unmet')
    expect(JSON.stringify(found)).toContain('OrganizationAdmin (always)')
    expect(judge(listed({ kind: 'User', id: 6, mode: 'always' })).state).toBe('unmet')
  })

  test('with somebody who cannot be told from a friend is unproven', () => {
    const unread = actors({ ...ADA, id: hidden })
    expect(judge(listed({ kind: 'User', id: 5, mode: 'always' }), unread).state).toBe('unproven')
    expect(judge(listed({ kind: 'Team', id: 9, mode: 'always' })).state).toBe('unproven')
    // Without a number it is nobody that a name could stand for.
    expect(judge(listed({ kind: 'User', mode: 'always' }), unread).state).toBe('unmet')
  })

  test('that is not shown is unproven', () => {
    const known = { name: 'prod', enforcement: 'active', bypass: hidden }
    expect(judge([{ known, unseen: [] }] as unknown as Rulesets).state).toBe('unproven')
    expect(judge([{ unseen: [hidden] }] as unknown as Rulesets).state).toBe('unproven')
  })
})

describe('a branch without rulesets has what classic protection holds', () => {
  const branch = (classic: unknown, rules: unknown = value([])) =>
    judgeBranchBypass({ rules, rulesets: [], actors: [], classic } as unknown as Facts, nobody)

  test.each<[string, unknown, string, string]>([
    ['none', value('none'), 'unmet', 'everybody is past it'],
    ['without administrators', value({ enforceAdmins: false }), 'unmet', 'administrators'],
    ['with a list', value({ enforceAdmins: true, pullRequest: { bypass: 2 } }), 'unmet', '2 actors'],
    ['for all', value({ enforceAdmins: true, pullRequest: { bypass: 0 } }), 'met', 'administrators too'],
    ['not shown', hidden, 'unproven', 'Not shown.'],
  ])('%s', (_, classic, state, said) => {
    const found = branch(classic)
    expect(found.state).toBe(state)
    expect(JSON.stringify(found)).toContain(said)
  })

  test('and where the rules are not shown it is unproven', () => {
    expect(branch(value('none'), hidden).state).toBe('unproven')
  })
})
