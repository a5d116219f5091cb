import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoneFacts } from '../../../actions/dod-check/facts.ts'
import { assess, judge } from '../../../actions/dod-check/judge.ts'
import type { ChangeFact, CheckFact } from '../../../shared/checklist/facts.ts'
import type { Reading } from '../../../shared/evidence/reading.ts'
import type { DefinitionOfDonePolicy, Policy } from '../../../shared/policy/policy.ts'
import type { Conclusion } from '../../../shared/verdict/verdict.ts'
import { CI, type Done, judged, OLDER, OWN, SPOKEN, settingsOf, unread, withDone } from './arbitraries.ts'

const RUNS = { numRuns: Number(process.env['DONE_RUNS'] ?? 500) }
const concluded = (one: Done): Conclusion => judge(one).conclusion
const withFacts = (one: Done, facts: Partial<DoneFacts>): Done => ({ ...one, facts: { ...one.facts, ...facts } })
const withPolicy = (one: Done, resolved: Policy): Done => ({ ...one, policy: { ...one.policy, resolved } })
const eachChange = (one: Done, work: (change: ChangeFact) => ChangeFact): Done =>
  withFacts(one, { changes: one.facts.changes.map(work) })

/** What does not pass does not pass afterwards either. */
const neverMakesPass = (alter: (one: Done, at: number) => Done): void =>
  fc.assert(
    fc.property(judged, fc.nat(), (before, at) => {
      if (concluded(before) !== 'pass') expect(concluded(alter(before, at))).not.toBe('pass')
    }),
    RUNS,
  )

test('the evidence made here ends in every conclusion often enough, and meets and misses every criterion', () => {
  const counts: Partial<Record<Conclusion, number>> = {}
  const states = new Set<string>()
  for (const one of fc.sample(judged, { numRuns: 1_000, seed: 1 })) {
    const { verdict, criteria } = assess(one)
    counts[verdict.conclusion] = (counts[verdict.conclusion] ?? 0) + 1
    for (const { criterion } of criteria) states.add(`${criterion.id} ${criterion.state}`)
  }
  expect(counts.pass).toBeGreaterThan(80)
  expect(counts.fail).toBeGreaterThan(80)
  expect(counts.blind).toBeGreaterThan(80)
  expect(counts.waiting).toBeGreaterThan(5)
  for (const id of [...SPOKEN, 'gate-integrity', ...OWN.map((own) => own.id)]) {
    expect(states).toContain(`${id} met`)
    expect(
      [...states].some((state) => state === `${id} unmet` || state === `${id} unproven`),
      id,
    ).toBe(true)
  }
})

const PARTS = ['codeowners', 'teams', 'workflows', 'checks', 'verdicts', 'tree', 'deployments'] as const

test('a pass has every part of the facts that its criteria ask for: without it there is none', () => {
  fc.assert(
    fc.property(judged, fc.constantFrom(...PARTS), (before, part) => {
      const { [part]: _, ...rest } = before.facts
      const after = { ...before, facts: rest }
      // A part that nobody asks for changes nothing; one that somebody asks for takes the pass away or leaves none.
      if (concluded(before) !== 'pass') expect(concluded(after)).not.toBe('pass')
      const asked = assess(before).criteria.filter(({ blocks, proof }) => blocks && proof.state === 'met')
      const lost = assess(after).criteria.filter(({ criterion, proof }) =>
        asked.some((one) => one.criterion.id === criterion.id && proof.state !== 'met'),
      )
      if (lost.length > 0) expect(concluded(after)).not.toBe('pass')
    }),
    RUNS,
  )
})

test.each<[string, (reading: Reading<unknown>) => Partial<DoneFacts>, string]>([
  ['CODEOWNERS', (codeowners) => ({ codeowners }) as Partial<DoneFacts>, 'owned'],
  ['the runs', (one) => ({ workflows: { [CI]: one } }) as Partial<DoneFacts>, 'ci-green'],
  ['the verdict', (one) => ({ verdicts: { 'security-gate': one } }) as Partial<DoneFacts>, 'security-scanned'],
])('where %s could not be read, the criterion that asks for it is not met', (_, partOf, id) => {
  fc.assert(
    fc.property(judged, unread, (before, unknown) => {
      const after = assess(withFacts(before, partOf(unknown)))
      const found = after.criteria.find(({ criterion }) => criterion.id === id)
      expect(found?.proof.state ?? 'unproven').not.toBe('met')
      if (found?.blocks && found.proof.state === 'unproven') expect(after.verdict.conclusion).toBe('blind')
    }),
    RUNS,
  )
})

test('a source of the subject that was not read is never passed over', () => {
  fc.assert(
    fc.property(judged, unread, fc.constantFrom('policy', 'pull-reviews', 'base', 'moved'), (before, { state }, id) => {
      const source = { id, uri: id, state, readAt: before.now }
      expect(concluded({ ...before, sources: [...before.sources, source] })).toBe('blind')
    }),
    RUNS,
  )
})

const worse = (runs: 'failure' | 'cancelled') => (one: Done) =>
  withFacts(one, {
    workflows: Object.fromEntries(
      Object.entries(one.facts.workflows ?? {}).map(([path, known]) => [
        path,
        known.state !== 'read'
          ? known
          : { state: 'read', value: { runs: known.value.runs.map((run) => ({ ...run, conclusion: runs })) } },
      ]),
    ),
  })

test.each<[string, (one: Done, at: number) => Done]>([
  [
    'an approval that was not given',
    (one, at) =>
      eachChange(one, ({ review, ...rest }) => {
        const given = review.reviews.filter(({ state }) => state === 'APPROVED')
        const gone = given[at % Math.max(1, given.length)]
        return { ...rest, review: { ...review, reviews: review.reviews.filter((each) => each !== gone) } }
      }),
  ],
  [
    'an approval of an older commit',
    (one, at) =>
      eachChange(one, ({ review, ...rest }) => ({
        ...rest,
        review: {
          ...review,
          reviews: review.reviews.map((each, index) => (index === at % 4 ? { ...each, commit: OLDER } : each)),
        },
      })),
  ],
  [
    'somebody who had a part in the change',
    (one, at) =>
      eachChange(one, ({ review, ...rest }) => {
        const person = review.reviews[at % Math.max(1, review.reviews.length)]?.person ?? null
        const part = { commit: OLDER, as: 'author', person } as const
        return { ...rest, review: { ...review, contributors: [...review.contributors, part] } }
      }),
  ],
  ['a failed run', worse('failure')],
  ['a cancelled run', worse('cancelled')],
  [
    'a green check that is not there',
    (one, at) => {
      const { checks } = one.facts
      if (checks?.state !== 'read') return one
      // Without a red one beside it a green one would count.
      const isKept = ({ conclusion }: CheckFact, index: number) => conclusion !== 'success' || index !== at % 3
      return withFacts(one, { checks: { state: 'read', value: checks.value.filter(isKept) } })
    },
  ],
  [
    'a path that is not there',
    (one, at) => {
      const { tree } = one.facts
      if (tree?.state !== 'read') return one
      return withFacts(one, { tree: { state: 'read', value: tree.value.filter((_, index) => index !== at % 3) } })
    },
  ],
  ['no change at all', (one) => withFacts(one, { changes: [] })],
])('%s never makes a pass', (_, alter) => {
  neverMakesPass(alter)
})

const done = (one: Done): DefinitionOfDonePolicy => one.policy.resolved['definition-of-done']

test.each<[string, (one: Done, at: number) => Done]>([
  [
    'a level that blocks',
    (one) => {
      const tight = Object.fromEntries(
        Object.entries(done(one)).map(([id, settings]) => [
          id,
          typeof settings === 'object' && 'level' in settings ? { ...settings, level: 'block' } : settings,
        ]),
      )
      const criteria = done(one).criteria?.map((own) => ({ ...own, level: 'block' as const })) ?? []
      return withPolicy(one, withDone(one.policy.resolved, { ...tight, criteria }))
    },
  ],
  [
    'a criterion that was off',
    (one, at) => {
      const id = SPOKEN[at % SPOKEN.length] ?? 'owned'
      const level = done(one)[id] === false ? 'warn' : 'block'
      return withPolicy(one, withDone(one.policy.resolved, { [id]: settingsOf(id, level) }))
    },
  ],
  [
    'a criterion of the team’s own',
    (one, at) => {
      const more = OWN[at % OWN.length]
      const known = done(one).criteria ?? []
      if (more === undefined || known.includes(more)) return one
      return withPolicy(one, withDone(one.policy.resolved, { criteria: [...known, more] }))
    },
  ],
  [
    'one more approval',
    (one) => {
      const criteria = done(one).criteria?.map((own) => {
        const { approval } = own.proof
        return approval === undefined
          ? own
          : { ...own, proof: { ...own.proof, approval: { ...approval, count: (approval.count ?? 1) + 1 } } }
      })
      return withPolicy(one, withDone(one.policy.resolved, { criteria: criteria ?? [] }))
    },
  ],
  [
    'a role in the place of anybody',
    (one) => {
      const criteria = done(one).criteria?.map((own) =>
        own.proof.approval === undefined
          ? own
          : { ...own, proof: { ...own.proof, approval: { ...own.proof.approval, role: 'security' } } },
      )
      // From anybody to a role is tighter; from one role to another is neither.
      const loose = criteria?.filter((_, at) => done(one).criteria?.[at]?.proof.approval?.role === undefined)
      const rest = done(one).criteria?.filter((own) => own.proof.approval?.role !== undefined) ?? []
      return withPolicy(one, withDone(one.policy.resolved, { criteria: [...(loose ?? []), ...rest] }))
    },
  ],
  [
    'a longer time on staging',
    (one) =>
      withPolicy(one, {
        ...one.policy.resolved,
        'change-management': { staged: { environment: 'staging', soak: '240h' } },
      }),
  ],
  [
    'a role with fewer people',
    (one) =>
      withPolicy(one, { ...one.policy.resolved, roles: { ...one.policy.resolved.roles, security: { users: [] } } }),
  ],
])('%s never makes a pass', (_, tighten) => {
  neverMakesPass(tighten)
})

const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  fc.sample(fc.shuffledSubarray([...list], { minLength: list.length }), { numRuns: 1, seed })[0] ?? []

test('the order of sources, reviews, files, checks, paths and people changes nothing', () => {
  fc.assert(
    fc.property(judged, fc.nat(), (before, seed) => {
      const { checks, tree } = before.facts
      const after: Done = {
        ...withFacts(
          eachChange(before, (change) => ({
            ...change,
            review: {
              ...change.review,
              reviews: shuffled(change.review.reviews, seed),
              contributors: shuffled(change.review.contributors, seed),
            },
          })),
          {
            ...(checks?.state === 'read' && { checks: { state: 'read', value: shuffled(checks.value, seed) } }),
            ...(tree?.state === 'read' && { tree: { state: 'read', value: shuffled(tree.value, seed) } }),
          },
        ),
        sources: shuffled(before.sources, seed),
      }
      const { verdict } = assess(after)
      const states = (one: Done) => assess(one).criteria.map(({ criterion, proof }) => [criterion.id, proof.state])
      expect(states(after)).toEqual(states(before))
      expect(verdict.conclusion).toBe(concluded(before))
      const moved = eachChange(before, (change) => ({ ...change, files: shuffled(change.files, seed) }))
      expect(states(moved)).toEqual(states(before))
    }),
    RUNS,
  )
})

test('a pass is a pass of every criterion that blocks, and of a change', () => {
  fc.assert(
    fc.property(judged, (one) => {
      const { verdict, criteria } = assess(one)
      if (verdict.conclusion !== 'pass') return
      expect(one.facts.changes.length).toBeGreaterThan(0)
      for (const { blocks, proof, findings } of criteria) {
        if (blocks) expect(['met', 'not-applicable']).toContain(proof.state)
        expect(findings.filter(({ level }) => level === 'block')).toEqual([])
      }
    }),
    RUNS,
  )
})
