import { describe, expect, test } from 'vitest'
import type { Approval } from '../../../shared/ownership/approvals.ts'
import { parseCodeowners } from '../../../shared/ownership/codeowners.ts'
import { noticesOf } from '../../../shared/ownership/notices.ts'
import { type OwnedQuestion, owned } from '../../../shared/ownership/owned.ts'
import type { Team } from '../../../shared/ownership/roles.ts'

const HEAD = 'c'.repeat(40)
const by = (login: string, carried?: Approval['carried']): Approval => ({
  person: { login },
  commit: carried?.[0]?.commit ?? HEAD,
  submittedAt: '2026-11-20T10:00:00Z',
  ...(carried === undefined ? {} : { carried }),
})
const read = (...logins: string[]): Team => ({ state: 'read', members: logins.map((login) => ({ login })) })

const ask = (text: string, paths: readonly string[], question: Partial<OwnedQuestion> = {}) =>
  owned({
    codeowners: parseCodeowners(text),
    files: paths.map((path) => ({ path })),
    approved: [],
    unattributed: [],
    excluded: [],
    teams: new Map(),
    ...question,
  })

describe('each touched domain needs one of its owners', () => {
  const FILE = '/web/ @web @ann\n/api/ @api\n/api/web/ @ann @WEB\n/vendor/'

  test('paths with the same owners are one domain, whatever the order and case of its owners', () => {
    const { state, domains, unowned } = ask(FILE, ['web/b', 'api/web/x', 'api/a', 'web/a'], { approved: [by('Ann')] })
    expect(state).toBe('unmet')
    expect(domains.map((domain) => [domain.owners, domain.paths, domain.state, domain.approvedBy.length])).toEqual([
      [['@api'], ['api/a'], 'unmet', 0],
      [['@ann', '@WEB'], ['api/web/x', 'web/a', 'web/b'], 'met', 1],
    ])
    expect(domains[1]?.rules.map(({ line }) => line)).toEqual([3, 1])
    expect(unowned).toEqual([])
    expect(ask(FILE, ['web/b', 'api/a'], { approved: [by('ann'), by('api')] }).state).toBe('met')
  })

  test('only approvals of owners are shown as those that count', () => {
    const approved = [by('zoe'), by('ann'), by('web')]
    expect(ask(FILE, ['web/b'], { approved }).domains[0]?.approvedBy).toEqual([by('ann'), by('web')])
  })

  test('the old name of a rename has an owner too', () => {
    const files = [{ path: 'web/a', previousPath: 'api/a' }]
    expect(ask(FILE, [], { files, approved: [by('web')] }).domains.map(({ owners, state }) => [owners, state])).toEqual(
      [
        [['@api'], 'unmet'],
        [['@web', '@ann'], 'met'],
      ],
    )
  })

  test('paths nobody owns are listed, apart from those whose owners were taken away', () => {
    const { state, unowned } = ask(FILE, ['readme.md', 'vendor/x', 'web/a'], { approved: [by('web')] })
    expect(state).toBe('met')
    expect(unowned).toEqual([
      { path: 'readme.md' },
      { path: 'vendor/x', rule: { line: 4, pattern: '/vendor/', owners: [] } },
    ])
  })

  test('nothing owned is not approved', () => {
    expect(ask(FILE, ['readme.md']).state).toBe('none')
    expect(ask('', []).state).toBe('none')
  })
})

describe('who could approve', () => {
  test('owners that are left', () => {
    const teams = new Map([
      ['acme/a', read('ann', 'bob')],
      ['acme/b', read('ann')],
      ['acme/c', { state: 'forbidden', detail: 'it needs members: read.' } as const],
    ])
    const excluded = [{ login: 'zoe' }, { login: 'Ann' }]
    const { domains } = ask('* @ann @eve @acme/a @acme/b @acme/c x@example.com', ['a'], { teams, excluded })
    expect(domains[0]).toMatchObject({
      state: 'unmet',
      couldApprove: ['@eve', '@acme/a', '@acme/c'],
      ignoredEmails: ['x@example.com'],
      blind: ['The members of @acme/c may not be read: it needs members: read.'],
    })
    expect(ask('* @ann @acme/b', ['a'], { teams, excluded }).domains[0]?.couldApprove).toEqual([])
  })
})

describe('what cannot be read is neither met nor unmet', () => {
  const teams = (team: Team) => new Map([['acme/a', team]])

  test.each([
    ['forbidden', 'The members of @Acme/A may not be read: why'],
    ['absent', 'The team @Acme/A was not found: why'],
    ['partial', 'Only a part of the members of @Acme/A could be read: why'],
  ] as const)('a team that is %s', (state, sentence) => {
    const known = teams({ state, detail: 'why' })
    const { domains, ...whole } = ask('* @Acme/A', ['a'], { teams: known, approved: [by('bob')] })
    expect([whole.state, domains[0]?.state, domains[0]?.blind]).toEqual(['unknown', 'unknown', [sentence]])
    // Nobody approved: whoever is in it, it is not approved.
    expect(ask('* @Acme/A', ['a'], { teams: known }).state).toBe('unmet')
    // Somebody else on the line did.
    expect(ask('* @Acme/A @bob', ['a'], { teams: known, approved: [by('bob')] }).domains[0]).toMatchObject({
      state: 'met',
      blind: [],
    })
  })

  test('a team nobody read, an address alone on its line', () => {
    expect(ask('* @acme/a', ['a'], { approved: [by('bob')] }).domains[0]?.blind).toEqual([
      'The members of @acme/a were not read.',
    ])
    const { state, domains } = ask('* x@example.com', ['a'], { approved: [by('bob')] })
    expect([state, domains[0]?.couldApprove, domains[0]?.ignoredEmails]).toEqual(['unknown', [], []])
    expect(domains[0]?.blind[0]).toContain('GitHub tells nobody whose address x@example.com is')
  })

  test('an unknown domain is said before an unmet one', () => {
    expect(ask('/a @acme/a\n/b @eve', ['a', 'b'], { approved: [by('bob')] }).state).toBe('unknown')
  })

  test('a commit of somebody unknown: the approver may be the one', () => {
    const unattributed = [{ commit: HEAD, as: 'author', person: null } as const]
    const { domains } = ask('* @bob', ['a'], { approved: [by('bob')], unattributed })
    expect(domains[0]?.state).toBe('unknown')
    expect(domains[0]?.blind[0]).toContain('GitHub knows no account for the author of ccccccc')
    expect(ask('* @bob', ['a'], { unattributed }).domains[0]).toMatchObject({ state: 'unmet', blind: [] })
  })

  test('a file that GitHub does not load', () => {
    const { state, blind, domains, unowned } = ask(`* @bob\n${'#'.repeat(3 * 1024 * 1024)}`, ['a'], {
      approved: [by('bob')],
    })
    expect({ state, domains, unowned }).toEqual({ state: 'unknown', domains: [], unowned: [] })
    expect(blind).toContain('3 MB')
  })
})

test('a carried approval counts where nothing differs since, and is stale elsewhere', () => {
  const carried = [{ commit: 'b'.repeat(40), except: ['web/b', 'other'] }]
  const approved = [by('ann', carried), by('zoe', carried)]
  const { state, domains } = ask('/web/ @ann\n/api/ @ann @eve', ['web/a', 'web/b', 'api/a'], { approved })
  expect(state).toBe('unmet')
  expect(
    domains.map((domain) => [domain.state, domain.approvedBy.length, domain.stale.map(({ paths }) => paths)]),
  ).toEqual([
    ['met', 1, []],
    ['unmet', 0, [['web/b']]],
  ])
})

test('of two carried approvals, each domain takes the one that fits', () => {
  const [old, older] = ['b'.repeat(40), 'a'.repeat(40)]
  const carried = [
    { commit: older, except: ['web/a'] },
    { commit: old, except: ['api/a'] },
  ]
  const states = (given: NonNullable<Approval['carried']>) =>
    ask('/web/ @ann\n/api/ @ann @eve', ['web/a', 'api/a'], { approved: [by('ann', given)] }).domains.map(
      ({ state }) => state,
    )
  expect(states(carried)).toEqual(['met', 'met'])
  expect(states(carried.slice(0, 1))).toEqual(['met', 'unmet'])
  expect(states(carried.slice(1))).toEqual(['unmet', 'met'])
})

test('what GitHub accepts and nobody meant is said', () => {
  const text = '\ufeff* @one\n\\#a @one\n/ @one\na//b @one\n@acme/team\n@bob\n@a/b/c\n* @two\n'
  expect(noticesOf(text, parseCodeowners(text)).map(({ line, message }) => `${line} ${message}`)).toEqual([
    '1 The file begins with a byte order mark, which GitHub may read as a part of the first pattern; save it without',
    '1 `*` stands on line 8 again, and only the last one counts',
    '2 A `\\` before `#` does not help here: the line is a comment; write `?` for the `#`',
    '3 `/` never matches a path; write `*` for everything',
    '4 `a//b` never matches a path; no folder has an empty name',
    '5 `@acme/team` is read as a path; write the path before the owner',
    '6 `@bob` is read as a path; write the path before the owner',
  ])
  const hostile = `${'a/'.repeat(60)}/ @one\n${'/ @one\n'.repeat(2_000)}`
  const notices = noticesOf(hostile, parseCodeowners(hostile))
  expect(notices.length).toBe(1_000)
  expect(notices[0]?.message.length).toBeLessThan(150)
})
