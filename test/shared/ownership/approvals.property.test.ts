import fc from 'fast-check'
import { expect, test } from 'vitest'
import { approvals, type Review, type ReviewedChange } from '../../../shared/ownership/approvals.ts'
import { parseCodeowners } from '../../../shared/ownership/codeowners.ts'
import { type Contribution, excludedPeople } from '../../../shared/ownership/exclusion.ts'
import { type Owned, owned } from '../../../shared/ownership/owned.ts'
import type { Team } from '../../../shared/ownership/roles.ts'

const COMMITS = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
const HEAD = 'c'.repeat(40)
const LOGINS = ['ann', 'Ann', 'bob', 'eve', 'dan', 'ci[bot]']

const some = <T>(...values: T[]) => fc.constantFrom(...values)
const person = fc.option(fc.record({ login: some(...LOGINS) }), { freq: 12 })
const commit = some(...COMMITS, HEAD, HEAD)
const review = fc.record({
  person,
  state: some<Review['state']>('APPROVED', 'APPROVED', 'APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED'),
  commit,
  canWrite: some(true, true, true, false),
})
/** Distinct times, one a second. */
const reviews = fc
  .array(review, { maxLength: 8 })
  .map((list): Review[] =>
    list.map((each, second) => ({ ...each, submittedAt: `2026-11-20T10:00:${String(second).padStart(2, '0')}Z` })),
  )
const contribution: fc.Arbitrary<Contribution> = fc.record({
  commit,
  as: some<Contribution['as']>('author', 'committer', 'pusher', 'co-author'),
  person: fc.option(fc.record({ login: some(...LOGINS) }), { freq: 20 }),
  isUpdate: some(false, false, true),
})
const change: fc.Arbitrary<ReviewedChange> = fc.record({
  head: fc.constant(HEAD),
  author: fc.record({ login: some('zoe', 'zoe', ...LOGINS) }),
  contributors: fc.array(contribution, { maxLength: 2 }),
  reviews,
  carried: fc.uniqueArray(
    fc.record({ commit: some(...COMMITS.slice(0, 2)), except: fc.subarray(['web/a', 'api/a']) }),
    {
      selector: (each) => each.commit,
    },
  ),
  mode: some<ReviewedChange['mode']>('pushers-and-authors', 'everyone'),
  apps: fc.subarray(['ci']),
})
const team: fc.Arbitrary<Team> = fc.oneof(
  fc
    .subarray(['ann', 'bob', 'eve'])
    .map((logins) => ({ state: 'read' as const, members: logins.map((login) => ({ login })) })),
  fc.constant<Team>({ state: 'forbidden', detail: 'why' }),
)
const world = fc.record({
  change,
  codeowners: fc
    .array(fc.tuple(some('*', '/web/', '/api/', '/web/a'), fc.subarray(['@ann', '@bob', '@acme/t', 'x@example.com'])), {
      maxLength: 3,
    })
    .map((rules) => parseCodeowners(rules.map(([pattern, owners]) => [pattern, ...owners].join(' ')).join('\n'))),
  teams: team.map((each) => new Map([['acme/t', each]])),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const FILES = [{ path: 'web/a' }, { path: 'api/b', previousPath: 'api/a' }]

function judge({ change: reviewed, codeowners, teams }: World): Owned {
  const { approved, unattributed } = approvals(reviewed)
  return owned({ codeowners, files: FILES, approved, unattributed, excluded: excludedPeople(reviewed), teams })
}

const RUNS = { numRuns: 3_000 }

test('one more approval never makes met unmet', () => {
  const more = fc.record({ login: some(...LOGINS) })
  fc.assert(
    fc.property(world, more, commit, (before, approver, on) => {
      const added: Review = {
        person: approver,
        state: 'APPROVED',
        commit: on,
        canWrite: true,
        submittedAt: '2026-11-20T11:00:00Z',
      }
      const after = { ...before, change: { ...before.change, reviews: [...before.change.reviews, added] } }
      const [was, is] = [judge(before), judge(after)]
      if (was.state === 'met') expect(is.state).toBe('met')
      expect(is.domains.filter(({ state }, at) => state === 'unmet' && was.domains[at]?.state !== 'unmet')).toEqual([])
    }),
    RUNS,
  )
})

test('one more person kept out never makes anything met', () => {
  fc.assert(
    fc.property(world, contribution, (before, added) => {
      const after = { ...before, change: { ...before.change, contributors: [...before.change.contributors, added] } }
      const stricter = { ...after, change: { ...after.change, mode: 'everyone' as const } }
      const was = judge(before)
      for (const is of [judge(after), judge(stricter)]) {
        expect(is.domains.filter(({ state }, at) => state === 'met' && was.domains[at]?.state !== 'met')).toEqual([])
      }
    }),
    RUNS,
  )
})

test('one more person kept out never makes one more approval', () => {
  fc.assert(
    fc.property(change, contribution, (before, added) => {
      const was = approvals(before).approved
      for (const mode of [before.mode, 'everyone'] as const) {
        const is = approvals({ ...before, mode, contributors: [...before.contributors, added] }).approved
        for (const approval of is) expect(was).toContainEqual(approval)
      }
      const updates = before.contributors.map((one) => ({ ...one, isUpdate: true }))
      const cleared = approvals({ ...before, contributors: updates }).approved
      for (const approval of was) expect(cleared).toContainEqual(approval)
    }),
    RUNS,
  )
})

test('a carried approval never counts for a path that is an exception of every commit it was given for', () => {
  fc.assert(
    fc.property(world, (one) => {
      for (const { paths, approvedBy } of judge(one).domains) {
        for (const { commit: on, carried } of approvedBy) {
          if (on === HEAD) continue
          expect(carried?.some(({ except }) => !paths.some((path) => except.includes(path)))).toBe(true)
        }
      }
    }),
    RUNS,
  )
})

test('why a commit is stale is said in the words of who looked, and changes no answer', () => {
  const stale = COMMITS.map((each) => ({ commit: each, why: 'because of the moon' }))
  fc.assert(
    fc.property(change, (one) => {
      const [plain, said] = [approvals(one), approvals({ ...one, stale })]
      expect(said.approved).toEqual(plain.approved)
      expect(said.ignored.map(({ why }) => why)).toEqual(plain.ignored.map(({ why }) => why))
      for (const { why, detail } of said.ignored)
        expect(detail.endsWith(', and because of the moon.')).toBe(why === 'stale')
    }),
    RUNS,
  )
})

test('the order of the reviews and contributions does not matter', () => {
  const shuffled = world.chain((one) =>
    fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.change.reviews], { minLength: one.change.reviews.length })),
  )
  fc.assert(
    fc.property(shuffled, ([one, order]) => {
      expect(approvals({ ...one.change, reviews: order })).toEqual(approvals(one.change))
    }),
    RUNS,
  )
})

test('every approval counts, is replaced by a newer one that does, or is ignored with a reason', () => {
  fc.assert(
    fc.property(change, (one) => {
      const { approved, ignored } = approvals(one)
      const keys = approved.map(({ person }) => person.login.toLowerCase())
      expect(new Set(keys).size).toBe(keys.length)
      const given = one.reviews.filter(({ state }) => state === 'APPROVED' || state === 'DISMISSED')
      const replaced = given.filter(({ person }) => person !== null && keys.includes(person.login.toLowerCase()))
      expect(ignored.length).toBe(given.length - replaced.length)
      for (const { person, commit: on, carried } of approved) {
        expect(on === HEAD || carried?.[0]?.commit === on).toBe(true)
        expect(person.login.toLowerCase()).not.toBe(one.author?.login.toLowerCase())
      }
      for (const { detail } of ignored) expect(detail).toMatch(/^\S.*\.$/)
    }),
    RUNS,
  )
})
