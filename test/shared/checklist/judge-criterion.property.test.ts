import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeCriterion } from '../../../shared/checklist/judge-criterion.ts'
import { type Lack, lacking } from '../../../shared/checklist/proof.ts'
import { conclude } from '../../../shared/verdict/conclude.ts'
import { presetPolicy } from '../../support/preset-policy.ts'

const lack: fc.Arbitrary<Lack> = fc
  .record({
    state: fc.constantFrom('unmet' as const, 'waiting' as const, 'unproven' as const),
    key: fc.string({ maxLength: 3 }),
    coveredBy: fc.constantFrom(undefined, 'override:SEC-7' as const),
  })
  .map(({ coveredBy, ...one }) => ({
    ...one,
    ...(coveredBy !== undefined && { coveredBy }),
    detail: 'It is missing.',
    remedy: 'Supply it.',
  }))
const lacks = fc.tuple(lack, fc.uniqueArray(lack, { selector: ({ key }) => key, maxLength: 4 }))
const policy = await presetPolicy('standard')
const context = { gate: 'dod-check', policy, now: '', commit: '', facts: { changes: [] } } as const
const judged = (id: string, [first, rest]: readonly [Lack, readonly Lack[]], overridable?: true) =>
  judgeCriterion(
    {
      id,
      title: id,
      level: 'block',
      ...(overridable && { overridable }),
      codes: { unmet: 'dod-check/criterion', unproven: 'dod-check/criterion-unproven' },
      judge: () => lacking('It was looked at.', [first, ...rest]),
    },
    context,
  )

test('nothing covers what a criterion lacks that cannot be overridden, whatever its proof says', () => {
  fc.assert(
    fc.property(fc.constantFrom('owned', 'gate-integrity', 'security-scanned'), lacks, (id, missing) => {
      const { criterion, findings } = judged(id, missing)
      expect(findings.filter(({ coveredBy }) => coveredBy !== undefined)).toEqual([])
      expect(criterion.state).not.toBe('overridden')
      expect(['pass', 'overridden']).not.toContain(conclude(findings, [], []))
    }),
  )
})

test('of one that can be, only what is unmet is covered, and it is overridden when all of it is', () => {
  fc.assert(
    fc.property(lacks, (missing) => {
      const { criterion, proof, findings } = judged('security-scanned', missing, true)
      const covered = findings.filter(({ coveredBy }) => coveredBy !== undefined)
      const coverable = proof.lacks.filter(({ state, coveredBy }) => state === 'unmet' && coveredBy !== undefined)
      expect(covered.length).toBe(coverable.length)
      const all = proof.lacks.length === coverable.length
      expect(criterion.state === 'overridden').toBe(all)
      expect(conclude(findings, [], []) === 'overridden').toBe(all)
    }),
  )
})
