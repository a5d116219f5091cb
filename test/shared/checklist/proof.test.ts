import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allOf, anyOf, type Lack, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'

const state = fc.constantFrom('unmet' as const, 'waiting' as const, 'unproven' as const)
const lack = fc
  .record({ state, key: fc.string({ maxLength: 3 }), coveredBy: fc.constantFrom(undefined, 'override:SEC-7' as const) })
  .map(
    ({ coveredBy, ...one }): Lack => ({
      ...one,
      ...(coveredBy !== undefined && { coveredBy }),
      detail: `${one.key} is missing.`,
      remedy: 'Supply it.',
    }),
  )
const proof: fc.Arbitrary<Proof> = fc.oneof(
  fc.string().map(met),
  fc.string().map(notApplicable),
  fc
    .tuple(lack, fc.array(lack, { maxLength: 3 }))
    .map(([first, rest]) => lacking('It was looked at.', [first, ...rest])),
)
const proofs = fc.array(proof, { maxLength: 5 })

/** How far from letting anything through. */
const RANK = { 'not-applicable': 0, met: 0, waiting: 1, unmet: 2, unproven: 3 } as const

describe('all of them', () => {
  test('is met only when every one that applies is, and at least one does', () => {
    fc.assert(
      fc.property(proofs, (all) => {
        const applying = all.filter(({ state: one }) => one !== 'not-applicable')
        const everyMet = applying.length > 0 && applying.every(({ state: one }) => one === 'met')
        expect(allOf(all).state === 'met').toBe(everyMet)
      }),
    )
  })

  test('one more never makes it better', () => {
    fc.assert(
      fc.property(proofs, proof, (all, more) => {
        fc.pre(all.some(({ state: one }) => one !== 'not-applicable'))
        expect(RANK[allOf([...all, more]).state]).toBeGreaterThanOrEqual(RANK[allOf(all).state])
      }),
    )
  })

  test('lists everything that is missing, each key once, the gravest of it', () => {
    fc.assert(
      fc.property(proofs, (all) => {
        const missing = all.flatMap(({ lacks }) => lacks)
        const listed = allOf(all).lacks
        expect(new Set(listed.map(({ key }) => key))).toEqual(new Set(missing.map(({ key }) => key)))
        expect(listed.length).toBe(new Set(listed.map(({ key }) => key)).size)
        for (const one of listed) {
          const gravest = Math.max(...missing.filter(({ key }) => key === one.key).map((each) => RANK[each.state]))
          expect(RANK[one.state]).toBe(gravest)
        }
      }),
    )
  })

  test('what is missing once without cover is not covered by what covers it elsewhere', () => {
    fc.assert(
      fc.property(proofs, (all) => {
        const missing = all.flatMap(({ lacks }) => lacks)
        for (const one of allOf(all).lacks.filter(({ coveredBy }) => coveredBy !== undefined)) {
          const same = missing.filter(({ key, state: each }) => key === one.key && each === one.state)
          expect(same.every(({ coveredBy }) => coveredBy !== undefined)).toBe(true)
        }
      }),
    )
  })

  test('order does not matter to the state', () => {
    fc.assert(
      fc.property(proofs, (all) => {
        expect(allOf(all.toReversed()).state).toBe(allOf(all).state)
      }),
    )
  })

  test('a proof that is not met and names nothing is unproven, not met', () => {
    const odd: Proof = { state: 'unmet', looked: 'Odd.', lacks: [] }
    expect(allOf([met('Fine.'), odd]).state).toBe('unproven')
    expect(anyOf([odd]).state).toBe('unproven')
  })
})

describe('any of them', () => {
  test('one that is met is enough, and nothing else is', () => {
    fc.assert(
      fc.property(proofs, (all) => {
        expect(anyOf(all).state === 'met').toBe(all.some(({ state: one }) => one === 'met'))
      }),
    )
  })

  test('an unproven one beside unmet ones leaves it unproven', () => {
    const no = lacking('No.', [{ state: 'unmet', key: 'a', detail: 'No.', remedy: '' }])
    const blind = lacking('Blind.', [{ state: 'unproven', key: 'b', detail: 'Blind.', remedy: '' }])
    expect(anyOf([no, blind])).toMatchObject({ state: 'unproven', looked: 'No. Blind.' })
    expect(anyOf([no, blind]).lacks.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  test('of none that applies nothing is said', () => {
    expect(anyOf([notApplicable('Not here.')])).toEqual(notApplicable('Not here.'))
    expect(allOf([])).toEqual(notApplicable(''))
  })
})
