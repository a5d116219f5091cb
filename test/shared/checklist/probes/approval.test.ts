import { describe, expect, test } from 'vitest'
import type { ChangeFact, ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { approval } from '../../../../shared/checklist/probes/approval.ts'
import { approvedByRole, approversOf } from '../../../../shared/checklist/probes/security-approval.ts'
import { aChange, aPolicy, approvedBy, contextOf, file, person } from '../a-change.ts'

const policy = await aPolicy({
  roles: { lead: { users: ['leo', 'lea'] }, team: { teams: ['acme/team'] } },
})
const OLD = 'd'.repeat(40)
const reviewed = (review: Partial<ChangeFact['review']>, more: Partial<ChangeFact> = {}): ChangeFact =>
  aChange({ ...more, review: { ...aChange().review, ...review } })
const by = (...logins: readonly string[]) => reviewed({ reviews: logins.map((login) => approvedBy(login)) })
const NOBODY = { contributors: [{ commit: OLD, as: 'author' as const, person: null }] }

const judge = (
  settings: Parameters<typeof approval.judge>[0],
  change?: ChangeFact,
  facts: Partial<ChecklistFacts> = {},
) => approval.judge(settings, contextOf(policy, change, facts))

describe('the probe', () => {
  test.each([
    [{}, by('bob'), 'met: Asked for is 1 approval; given by bob.'],
    [{ count: 2 }, by('bob', 'sue'), 'met: Asked for is 2 approvals; given by bob, sue.'],
    [{ count: 2 }, by('bob', 'bob'), 'unmet: Asked for is 2 approvals; given by bob.'],
    [{ role: 'lead' }, by('leo'), 'met: Asked for is 1 approval of role `lead`; given by leo.'],
    [{ role: 'lead' }, by('LEO'), 'met: Asked for is 1 approval of role `lead`; given by LEO.'],
    [{ role: 'lead' }, by('bob'), 'unmet: Asked for is 1 approval of role `lead`; given by nobody.'],
    [{ role: 'lead', count: 2 }, by('leo', 'bob'), 'unmet: Asked for is 2 approvals of role `lead`; given by leo.'],
    [{ role: 'none' }, by('leo'), 'unmet: The policy asks for 1 approval of role `none`, and declares no such role.'],
    [
      { role: 'constructor' },
      by('leo'),
      'unmet: The policy asks for 1 approval of role `constructor`, and declares no such role.',
    ],
  ])('%j', (settings, change, expected) => {
    const { state, looked } = judge(settings, change)
    expect(`${state}: ${looked}`).toBe(expected)
  })

  test('who approved without effect is named, and why', () => {
    const proof = judge({}, by('ada'))
    expect(proof).toMatchObject({ state: 'unmet', lacks: [{ key: 'approval:anybody' }] })
    expect(proof.looked).toContain('given by nobody. Not counted: ')
    expect(proof.looked).toContain('ada')
    expect(proof.lacks[0]).not.toHaveProperty('owner')
    expect(proof.lacks[0]?.remedy).toBe('Ask somebody who has no part in the change to approve this head.')
    const role = judge({ role: 'lead' }, by('ada')).lacks[0]
    expect(role).toMatchObject({ key: 'approval:lead', owner: 'lead' })
    expect(role?.remedy).toBe('Ask somebody of role `lead` who has no part in the change to approve this head.')
  })

  test('of many, five are named', () => {
    const reviews = Array.from({ length: 7 }, (_, index) => approvedBy(`p${index}`, OLD))
    expect(judge({}, reviewed({ reviews })).looked).toContain('And 2 more.')
    expect(judge({}, reviewed({ reviews: reviews.slice(0, 5) })).looked).not.toContain('more.')
  })

  test('a commit that nobody is known for leaves it open', () => {
    const proof = judge({}, reviewed({ reviews: [approvedBy('bob')], ...NOBODY }))
    expect(proof).toMatchObject({ state: 'unproven', lacks: [{ detail: expect.stringContaining('commit ddddddd') }] })
    expect(judge({}, reviewed(NOBODY)).state).toBe('unmet')
  })

  test('a team that was not read leaves it open, one that was read answers', () => {
    expect(judge({ role: 'team' }, by('bob'))).toMatchObject({ state: 'unproven', lacks: [{ owner: 'team' }] })
    expect(judge({ role: 'team', count: 2 }, by('bob')).state).toBe('unmet')
    const teams = (members: readonly string[]) => ({
      teams: { 'acme/team': { state: 'read' as const, members: members.map((login) => person(login)) } },
    })
    expect(judge({ role: 'team' }, by('bob'), teams(['bob'])).state).toBe('met')
    expect(judge({ role: 'team' }, by('bob'), teams(['sue'])).state).toBe('unmet')
  })

  test('a carried approval counts where nothing it was for differs', () => {
    const carried = (except: readonly string[]) =>
      reviewed({ reviews: [approvedBy('leo', OLD)], carried: [{ commit: OLD, except }] })
    expect(judge({}, carried([])).state).toBe('met')
    expect(judge({}, carried(['src/door.ts'])).state).toBe('unmet')
    expect(judge({}, carried(['other.ts'])).state).toBe('met')
  })

  test('without a pull request nobody could', () => {
    expect(judge({}).state).toBe('not-applicable')
    expect(approval.needs({}, policy)).toEqual({})
    expect(approval.needs({ role: 'lead' }, policy)).toEqual({ roles: ['lead'] })
  })
})

describe('a role on this head', () => {
  const ask = (
    role: string,
    change: ChangeFact | undefined,
    facts: Partial<ChecklistFacts> = {},
    files = ['src/door.ts'],
  ) => approvedByRole(contextOf(policy, change, facts), role, files)

  test.each([
    ['lead', by('leo'), 'yes', 'leo of role `lead` has approved it.'],
    ['lead', by('bob', 'leo'), 'yes', 'leo of role `lead` has approved it.'],
    ['lead', by(), 'no', 'Nobody has approved this head.'],
    ['lead', by('bob', 'sue'), 'no', 'It is approved by bob, sue, and none of them is of role `lead`.'],
    [
      'team',
      by('bob'),
      'unknown',
      'Whether an approver is of role `team` is unknown, because a team could not be read.',
    ],
    ['none', by('leo'), 'no', 'The policy declares no role `none` that could approve it.'],
    ['constructor', by('leo'), 'no', 'The policy declares no role `constructor` that could approve it.'],
    ['lead', undefined, 'no', 'There is no pull request on which role `lead` could approve it.'],
    [
      'lead',
      reviewed({ reviews: [approvedBy('leo')], ...NOBODY }),
      'unknown',
      'Nobody knows who had a part in commit ddddddd, so whether it was the approver is unknown.',
    ],
  ])('%s', (role, change, approved, detail) => {
    expect(ask(role, change)).toEqual({ approved, detail })
  })

  test('says why an approval did not count', () => {
    expect(ask('lead', reviewed({ reviews: [approvedBy('leo', OLD)] })).detail).toMatch(
      /^Nobody has approved this head\. leo approved ddddddd/,
    )
  })

  test('a carried one says so, and counts only for files that are the same', () => {
    const change = reviewed({ reviews: [approvedBy('leo', OLD)], carried: [{ commit: OLD, except: ['a'] }] })
    expect(ask('lead', change)).toEqual({
      approved: 'yes',
      detail: 'leo of role `lead` has approved it, carried from ddddddd.',
    })
    expect(ask('lead', change, {}, ['b', 'a']).approved).toBe('no')
  })

  test('approvers as a list', () => {
    expect(approversOf(by('bob', 'sue'))).toBe('bob, sue')
    expect(approversOf(aChange({ files: [file('x')] }))).toBe('')
  })
})
