import { describe, expect, test } from 'vitest'
import { approvals, type Review, type ReviewedChange } from '../../../shared/ownership/approvals.ts'
import { excludedPeople } from '../../../shared/ownership/exclusion.ts'
import type { Person } from '../../../shared/ownership/person.ts'

const HEAD = 'c'.repeat(40)
const OLD = 'b'.repeat(40)
const OLDER = 'a'.repeat(40)
const user = (login: string, id?: number): Person => ({ login, ...(id === undefined ? {} : { id }) })
const ann = user('ann', 1)

let clock = 0
/** Each review later than the one before. */
const review = (person: Person | null, state: Review['state'], changes: Partial<Review> = {}): Review => {
  const submittedAt = new Date(Date.UTC(2026, 10, 20, 10, 0, clock++)).toISOString().replace('.000', '')
  return { person, state, commit: HEAD, submittedAt, canWrite: true, ...changes }
}

const judge = (reviews: readonly Review[], changes: Partial<ReviewedChange> = {}) =>
  approvals({ head: HEAD, author: ann, contributors: [], reviews, mode: 'pushers-and-authors', ...changes })

const outcome = (reviews: readonly Review[], changes: Partial<ReviewedChange> = {}) => {
  const { approved, ignored } = judge(reviews, changes)
  return [approved.map(({ person }) => person.login), ignored.map(({ login, why }) => `${login}: ${why}`)]
}

describe('the last word of each person', () => {
  const bob = user('bob', 2)
  test.each<[string, Review[], unknown]>([
    ['an approval', [review(bob, 'APPROVED')], [['bob'], []]],
    ['a comment afterwards takes nothing back', [review(bob, 'APPROVED'), review(bob, 'COMMENTED')], [['bob'], []]],
    ['a comment is no approval', [review(bob, 'COMMENTED'), review(bob, 'PENDING')], [[], []]],
    [
      'changes asked for afterwards',
      [review(bob, 'APPROVED'), review(bob, 'CHANGES_REQUESTED')],
      [[], ['bob: changes-requested']],
    ],
    [
      'changes asked for afterwards, on an older commit',
      [review(bob, 'APPROVED'), review(bob, 'CHANGES_REQUESTED', { commit: OLD })],
      [[], ['bob: changes-requested']],
    ],
    ['changes asked for before', [review(bob, 'CHANGES_REQUESTED'), review(bob, 'APPROVED')], [['bob'], []]],
    ['dismissed', [review(bob, 'DISMISSED')], [[], ['bob: dismissed']]],
    [
      'an older one beside the one dismissed',
      [review(bob, 'APPROVED'), review(bob, 'DISMISSED')],
      [[], ['bob: dismissed', 'bob: dismissed']],
    ],
    [
      'changes asked for after one was dismissed',
      [review(bob, 'DISMISSED'), review(bob, 'CHANGES_REQUESTED')],
      [[], ['bob: changes-requested']],
    ],
    ['dismissed, then approved again', [review(bob, 'DISMISSED'), review(bob, 'APPROVED')], [['bob'], []]],
    ['approved twice is one person', [review(bob, 'APPROVED'), review(bob, 'APPROVED')], [['bob'], []]],
    ['under two spellings too', [review(user('Bob'), 'APPROVED'), review(user('bOB'), 'APPROVED')], [['Bob'], []]],
    [
      'a new login of the same account',
      [review(user('bob', 2), 'APPROVED'), review(user('robert', 2), 'CHANGES_REQUESTED')],
      [[], ['bob: changes-requested']],
    ],
    [
      'a login that somebody else took over',
      [review(user('bob', 2), 'APPROVED'), review(user('bob', 3), 'CHANGES_REQUESTED')],
      [['bob'], []],
    ],
  ])('%s', (_, reviews, expected) => {
    expect(outcome(reviews)).toEqual(expected)
    expect(outcome([...reviews].reverse())).toEqual(expected)
  })

  test('both ways of taking back say which review it was', () => {
    const details = (state: Review['state']) =>
      judge([review(bob, 'APPROVED', { commit: OLDER }), review(bob, state, { commit: OLD })]).ignored[0]?.detail
    expect(details('DISMISSED')).toBe('The review of bob on bbbbbbb was dismissed, and no approval came after it.')
    expect(details('CHANGES_REQUESTED')).toBe('bob asked for changes on bbbbbbb, and no approval came after it.')
  })

  test('in one second, the approval is the one that loses', () => {
    const at = { submittedAt: '2026-11-20T10:00:00Z' }
    expect(outcome([review(bob, 'CHANGES_REQUESTED', at), review(bob, 'APPROVED', at)])).toEqual([
      [],
      ['bob: changes-requested'],
    ])
  })
})

describe('the commit', () => {
  const bob = user('bob')
  test('only the exact head counts', () => {
    expect(judge([review(bob, 'APPROVED', { commit: OLD })])).toMatchObject({
      approved: [],
      ignored: [
        {
          login: 'bob',
          commit: OLD,
          why: 'stale',
          detail:
            'bob approved bbbbbbb; the head is ccccccc now, and what came between is more than merges of the base.',
        },
      ],
    })
    expect(outcome([review(bob, 'APPROVED', { commit: null })])).toEqual([[], ['bob: stale']])
  })

  test('a later approval of an older commit does not take back that of the head', () => {
    expect(outcome([review(bob, 'APPROVED'), review(bob, 'APPROVED', { commit: OLD })])).toEqual([['bob'], []])
  })

  test('a carried commit counts and says so; the head is worth more', () => {
    const carried = [
      { commit: OLDER, except: ['a.ts', 'b.ts'] },
      { commit: OLD, except: ['a.ts'] },
    ]
    const older = review(bob, 'APPROVED', { commit: OLDER })
    const old = review(bob, 'APPROVED', { commit: OLD })
    expect(judge([older], { carried }).approved).toMatchObject([{ commit: OLDER, carried: [carried[0]] }])
    expect(judge([old, older], { carried }).approved).toMatchObject([
      { commit: OLD, carried: [carried[1], carried[0]] },
    ])
    const [onHead] = judge([old, review(bob, 'APPROVED'), older], { carried }).approved
    expect(onHead?.commit).toBe(HEAD)
    expect(onHead).not.toHaveProperty('carried')
  })
})

describe('who is kept out', () => {
  const by = (as: 'author' | 'committer' | 'pusher' | 'co-author', person: Person | null, more = {}) => [
    { commit: OLD, as, person, ...more },
  ]

  test('the author, by number or by login', () => {
    for (const person of [ann, user('ANN'), user('renamed', 1)]) {
      expect(outcome([review(person, 'APPROVED')])[1]).toEqual([`${person.login}: author`])
    }
    expect(judge([review(ann, 'APPROVED')]).ignored[0]?.detail).toBe(
      'ann opened this pull request, and nobody approves their own.',
    )
  })

  test('authors, committers and pushers of its commits', () => {
    for (const [as, did] of [
      ['author', 'wrote'],
      ['committer', 'committed'],
      ['pusher', 'pushed'],
    ] as const) {
      const { approved, ignored } = judge([review(user('bob'), 'APPROVED')], { contributors: by(as, user('Bob')) })
      expect(approved).toEqual([])
      expect(ignored).toEqual([
        {
          login: 'bob',
          commit: HEAD,
          why: 'contributor',
          detail: `bob ${did} bbbbbbb, and nobody approves their own commits.`,
        },
      ])
    }
  })

  test('of several contributors only who is one of them', () => {
    const contributors = [...by('author', null), ...by('pusher', user('dan')), ...by('committer', user('bob'))]
    const reviews = [review(user('bob'), 'APPROVED'), review(user('eve'), 'APPROVED')]
    expect(outcome(reviews, { contributors })).toEqual([['eve'], ['bob: contributor']])
    expect(judge(reviews, { contributors }).unattributed).toEqual(by('author', null))
  })

  test('a co-author with `everyone` only: a line in a message must not disqualify anybody', () => {
    const contributors = by('co-author', user('bob'))
    const reviews = [review(user('bob'), 'APPROVED')]
    expect(outcome(reviews, { contributors })).toEqual([['bob'], []])
    expect(outcome(reviews, { contributors, mode: 'everyone' })).toEqual([[], ['bob: contributor']])
  })

  test('not who only merged the base into the branch', () => {
    const contributors = by('committer', user('bob'), { isUpdate: true })
    expect(outcome([review(user('bob'), 'APPROVED')], { contributors })).toEqual([['bob'], []])
  })

  test('ghosts, each for itself, and the account that stands for them', () => {
    const reviews = [
      review(null, 'APPROVED'),
      review(null, 'CHANGES_REQUESTED'),
      review(user('Ghost', 10137), 'APPROVED'),
    ]
    expect(outcome(reviews)).toEqual([[], ['ghost: ghost', 'ghost: ghost']])
    expect(judge(reviews).ignored[0]?.detail).toBe('The account that approved is gone; nobody can say who it was.')
  })

  test('apps, unless a role names them', () => {
    const app: Person = { login: 'release-bot', kind: 'app' }
    const reviews = [review(app, 'APPROVED'), review(user('renovate[bot]'), 'APPROVED')]
    expect(outcome(reviews)).toEqual([[], ['release-bot: app', 'renovate[bot]: app']])
    expect(outcome(reviews, { apps: ['Release-Bot'] })).toEqual([['release-bot'], ['renovate[bot]: app']])
    expect(outcome([review(user('release-bot'), 'APPROVED')], { author: app })).toEqual([['release-bot'], []])
  })

  test('who cannot write', () => {
    expect(outcome([review(user('passer-by'), 'APPROVED', { canWrite: false })])).toEqual([
      [],
      ['passer-by: no-write-access'],
    ])
  })

  test('everyone kept out is listed once', () => {
    const contributors = [
      ...by('author', user('ANN')),
      ...by('pusher', user('bob')),
      ...by('co-author', user('eve')),
      ...by('author', null),
    ]
    const people = (mode: ReviewedChange['mode']) =>
      excludedPeople({ author: ann, contributors, mode }).map(({ login }) => login)
    expect(people('pushers-and-authors')).toEqual(['ann', 'bob'])
    expect(people('everyone')).toEqual(['ann', 'bob', 'eve'])
  })

  test('commits of nobody known are listed, as far as they count', () => {
    const contributors = [...by('author', null), ...by('co-author', null), ...by('committer', null, { isUpdate: true })]
    const count = (mode: ReviewedChange['mode']) => judge([], { contributors, mode }).unattributed.map(({ as }) => as)
    expect(count('pushers-and-authors')).toEqual(['author'])
    expect(count('everyone')).toEqual(['author', 'co-author'])
  })
})

test('two reviews of one second are judged alike in any order', () => {
  const at = { submittedAt: '2026-11-20T10:00:00Z' }
  const reviews = [OLD, null, OLDER, OLD].map((commit) => review(user('bob'), 'APPROVED', { ...at, commit }))
  const [first, second] = [judge(reviews), judge([...reviews].reverse())]
  expect(first).toEqual(second)
  expect(first.ignored.map(({ commit }) => commit)).toEqual([null, OLDER, OLD, OLD])
})

test('of carried commits with as many exceptions, the same is shown first each time', () => {
  const carried = [OLD, OLDER].map((commit) => ({ commit, except: [] }))
  const reviews = carried.map(({ commit }) => review(user('bob'), 'APPROVED', { commit }))
  expect(judge(reviews, { carried }).approved).toMatchObject([{ commit: OLDER }])
  expect(judge(reviews, { carried: [...carried].reverse() }).approved).toMatchObject([{ commit: OLDER }])
})

test('a deleted author keeps nobody out, and all ignored approvals are listed in order', () => {
  const reviews = [
    review(user('zoe'), 'APPROVED', { commit: OLD }),
    review(user('bob'), 'APPROVED', { commit: OLDER }),
    review(user('bob'), 'APPROVED', { commit: OLD }),
    review(user('eve'), 'APPROVED'),
    review(user('dan'), 'APPROVED'),
  ]
  const { approved, ignored } = judge(reviews, { author: null })
  expect(approved.map(({ person }) => person.login)).toEqual(['dan', 'eve'])
  expect(ignored.map(({ login, commit }) => `${login} ${commit?.[0]}`)).toEqual(['bob a', 'bob b', 'zoe b'])
})
