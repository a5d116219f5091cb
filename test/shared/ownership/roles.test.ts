import { describe, expect, test } from 'vitest'
import { parseOwner } from '../../../shared/ownership/owner.ts'
import type { Person } from '../../../shared/ownership/person.ts'
import {
  appsOf,
  holds,
  ignoredEmails,
  owns,
  type Team,
  type Teams,
  teamsOf,
  teamsOfOwners,
} from '../../../shared/ownership/roles.ts'

const bob: Person = { login: 'Bob', id: 2 }
const app: Person = { login: 'release-bot', kind: 'app' }
const read = (...members: Person[]): Team => ({ state: 'read', members })
const unread = (state: 'forbidden' | 'absent' | 'partial'): Team => ({ state, detail: 'why' })
const teams = (entries: Record<string, Team>): Teams => new Map(Object.entries(entries))

describe('a role', () => {
  test.each<[string, Parameters<typeof holds>, string]>([
    ['by login, whatever its case', [{ users: ['bOB'] }, bob, teams({})], 'yes'],
    ['nobody else', [{ users: ['bobby'] }, bob, teams({})], 'no'],
    ['nobody at all', [{}, bob, teams({})], 'no'],
    ['by team', [{ teams: ['Acme/Security'] }, bob, teams({ 'acme/security': read(bob) })], 'yes'],
    ['by team, written with @', [{ teams: ['@acme/security'] }, bob, teams({ 'acme/security': read(bob) })], 'yes'],
    [
      'a member known by number',
      [{ teams: ['a/t'] }, bob, teams({ 'a/t': read({ login: 'old-name', id: 2 }) })],
      'yes',
    ],
    ['a member known by login', [{ teams: ['a/t'] }, bob, teams({ 'a/t': read({ login: 'bob' }) })], 'yes'],
    ['another account of that login', [{ teams: ['a/t'] }, bob, teams({ 'a/t': read({ login: 'bob', id: 3 }) })], 'no'],
    ['a forbidden team', [{ teams: ['a/t'] }, bob, teams({ 'a/t': unread('forbidden') })], 'unknown'],
    ['an absent team', [{ teams: ['a/t'] }, bob, teams({ 'a/t': unread('absent') })], 'unknown'],
    ['half a team', [{ teams: ['a/t'] }, bob, teams({ 'a/t': unread('partial') })], 'unknown'],
    ['a team nobody read', [{ teams: ['a/t'] }, bob, teams({})], 'unknown'],
    ['not in one team, the other unread', [{ teams: ['a/t', 'a/u'] }, bob, teams({ 'a/t': read() })], 'unknown'],
    ['answered in spite of an unread team', [{ teams: ['a/u', 'a/t'] }, bob, teams({ 'a/t': read(bob) })], 'yes'],
    ['answered by login in spite of it', [{ teams: ['a/u'], users: ['bob'] }, bob, teams({})], 'yes'],
    ['an app by slug', [{ apps: ['Release-Bot'] }, app, teams({})], 'yes'],
    ['an app by its login', [{ apps: ['release-bot'] }, { login: 'release-bot[bot]' }, teams({})], 'yes'],
    ['an app is no user of that name', [{ users: ['release-bot'] }, app, teams({})], 'no'],
    ['a user is no app of that name', [{ apps: ['bob'] }, bob, teams({})], 'no'],
    ['an app is in no team', [{ teams: ['a/t'] }, app, teams({})], 'no'],
    ['the Kelvin sign is no k', [{ users: ['\u212aim'] }, { login: 'kim' }, teams({})], 'no'],
  ])('%s', (_, question, expected) => {
    expect(holds(...question)).toBe(expected)
  })

  test('teams and apps to read, once each', () => {
    const roles = {
      security: { teams: ['acme/security', 'Acme/AppSec'], apps: ['b'] },
      sre: { teams: ['acme/SRE', '@acme/security'], apps: ['a', 'b'] },
      other: { teams: ['acme/other'], users: ['bob'] },
    }
    expect(teamsOf(roles, ['security', 'sre', 'toString', 'nobody'])).toEqual([
      'acme/appsec',
      'acme/security',
      'acme/sre',
    ])
    expect(appsOf(roles)).toEqual(['a', 'b'])
    expect(teamsOfOwners(['@acme/SRE', '@bob', 'x@example.com', '@acme/sre', '@acme/a', '*'])).toEqual([
      'acme/a',
      'acme/sre',
    ])
  })
})

describe('owners of a line', () => {
  test.each<[string[], Record<string, Team>, string]>([
    [['@BOB'], {}, 'yes'],
    [['@eve', '@bob'], {}, 'yes'],
    [['@eve'], {}, 'no'],
    [['@Acme/SRE'], { 'acme/sre': read(bob) }, 'yes'],
    [['@acme/sre'], { 'acme/sre': read() }, 'no'],
    [['@acme/sre'], { 'acme/sre': unread('forbidden') }, 'unknown'],
    [['@acme/sre', '@eve'], {}, 'unknown'],
    [['bob@example.com'], {}, 'unknown'],
    [['bob@example.com', '@eve'], {}, 'no'],
    [['bob@example.com', '@acme/sre'], { 'acme/sre': read() }, 'no'],
    [['bob@example.com', '@acme/sre'], { 'acme/sre': unread('forbidden') }, 'unknown'],
    [['not an owner'], {}, 'no'],
    [[], {}, 'no'],
  ])('%j with %j', (owners, known, expected) => {
    expect(owns(owners, bob, teams(known))).toBe(expected)
  })

  test('an app owns no code', () => {
    expect(owns(['@release-bot', 'x@example.com', '@acme/sre'], app, teams({ 'acme/sre': read(app) }))).toBe('no')
  })

  test('addresses are passed over only beside an owner that can be read', () => {
    expect(ignoredEmails(['a@b.com', '@bob', 'c@d.com'], teams({}))).toEqual(['a@b.com', 'c@d.com'])
    expect(ignoredEmails(['a@b.com', '@acme/sre'], teams({ 'acme/sre': read() }))).toEqual(['a@b.com'])
    expect(ignoredEmails(['a@b.com', '@acme/sre'], teams({ 'acme/sre': unread('partial') }))).toEqual([])
    expect(ignoredEmails(['a@b.com'], teams({}))).toEqual([])
  })

  test('what an owner is', () => {
    expect(['@Bob', '@Acme/Core_x', 'a@b.co', '@a/b/c', 'a@b', '@'].map(parseOwner)).toEqual([
      { kind: 'user', login: 'Bob' },
      { kind: 'team', team: 'acme/core_x' },
      { kind: 'email', address: 'a@b.co' },
      undefined,
      undefined,
      undefined,
    ])
  })
})
