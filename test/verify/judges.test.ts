import { describe, expect, test } from 'vitest'
import type { ReportFact } from '../../actions/security-gate/facts.ts'
import { judge } from '../../actions/security-gate/judge.ts'
import { sealEvidence, verdictBytes } from '../../shared/evidence/files.ts'
import { replay } from '../../shared/evidence/replay.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Conclusion } from '../../shared/verdict/verdict.ts'
import { JUDGES } from '../../verify/judges.ts'
import { advisory, evidence as gathered, sast, sca, secretScan } from '../actions/security-gate/builders.ts'
import { evidence } from '../shared/evidence/sample.ts'

describe('security-gate', () => {
  test.each<[Conclusion, ReportFact[]]>([
    ['pass', [sast(), sca(), secretScan()]],
    ['fail', [sast(), sca([advisory()]), secretScan()]],
    ['blind', [sast(), sca()]],
  ])('a %s is judged again to the same bytes', (conclusion, reports) => {
    const sealed = sealEvidence(gathered(reports))
    const again = replay(sealed.bytes, JUDGES)
    expect(again.verdict.conclusion).toBe(conclusion)
    expect(Buffer.from(again.bytes)).toEqual(Buffer.from(verdictBytes(judge(sealed.evidence))))
  })

  test('facts of another shape are refused, not judged', () => {
    expect(() => replay(sealEvidence(evidence).bytes, JUDGES)).toThrow(InputError)
  })
})
