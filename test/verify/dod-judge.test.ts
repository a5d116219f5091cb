import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../../actions/dod-check/judge.ts'
import { canonicalJson } from '../../shared/evidence/canonical.ts'
import { sealEvidence, verdictBytes } from '../../shared/evidence/files.ts'
import { type Replay, replay } from '../../shared/evidence/replay.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { JUDGES } from '../../verify/judges.ts'
import { type Done, judged } from '../actions/dod-check/arbitraries.ts'
import { evidence } from '../shared/evidence/sample.ts'

/** A judgement, or the one refusal there is: anything else that is thrown fails the test. */
function again(value: unknown): Replay | 'refused' {
  try {
    return replay(Buffer.from(canonicalJson(value)), JUDGES)
  } catch (error) {
    if (error instanceof InputError) return 'refused'
    throw error
  }
}

describe('dod-check', () => {
  test('is judged again to the same bytes, also from what was written down', () => {
    fc.assert(
      fc.property(judged, (one) => {
        const sealed = sealEvidence(one)
        const replayed = replay(sealed.bytes, JUDGES)
        expect(Buffer.from(replayed.bytes)).toEqual(Buffer.from(verdictBytes(judge(one))))
        expect(replayed).toMatchObject({ gate: 'dod-check', verdict: { conclusion: judge(one).conclusion } })
      }),
      { numRuns: 300 },
    )
  })

  test('facts of another gate are refused, not judged', () => {
    expect(() => replay(sealEvidence({ ...evidence, gate: 'dod-check' }).bytes, JUDGES)).toThrow(InputError)
  })

  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(null, '', 'constructor', -1, [], {}, { state: 'read' }, { state: 'read', value: null }),
  )

  test('facts of any shape are judged or refused, and never pass', () => {
    fc.assert(
      fc.property(judged, junk, (one, facts) => {
        const ended = again({ ...one, facts })
        if (ended !== 'refused') expect(ended.verdict.conclusion).not.toBe('pass')
      }),
      { numRuns: 500 },
    )
  })

  test('one wrong value anywhere in the evidence is judged or refused', () => {
    fc.assert(
      fc.property(judged, junk, fc.nat(), (one, wrong, at) => void again(withLeaf(one, wrong, at))),
      { numRuns: 500 },
    )
  })
})

/** The evidence with its nth value, counted in depth, exchanged for another one. */
function withLeaf(one: Done, wrong: unknown, at: number): unknown {
  const count = (value: unknown): number =>
    1 +
    (typeof value === 'object' && value !== null ? Object.values(value).reduce((sum, each) => sum + count(each), 0) : 0)
  let left = at % count(one)
  const walk = (value: unknown): unknown => {
    if (left-- === 0) return wrong
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
  }
  return walk(one)
}
