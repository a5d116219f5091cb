import type { JudgedCriterion } from '../../shared/checklist/judge-criterion.ts'
import type { ProofState } from '../../shared/checklist/proof.ts'
import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import type { Presentation, Sign, Table } from '../../shared/report/model.ts'
import type { Criterion } from '../../shared/verdict/verdict.ts'
import type { DoneFacts } from './facts.ts'
import type { Assessment } from './judge.ts'

/** What only this gate can word: a row for each criterion. */
export function present(evidence: Evidence<DoneFacts, Policy>, { criteria, verdict }: Assessment): Presentation {
  const applying = criteria.filter(({ proof }) => proof.state !== 'not-applicable')
  const open = applying.filter(({ proof, blocks }) => blocks && proof.state !== 'met')
  const commit = evidence.subject.commit?.slice(0, 7) ?? 'this commit'
  return {
    failed: `${open.length} of ${applying.length} criteria are not met`,
    passed: `all ${applying.length} criteria that apply are met for ${commit}`,
    fix: verdict.findings.find(({ level }) => level === 'block')?.remedy ?? '',
    columns: [
      { title: 'criterion', cell: ({ title }) => title },
      { title: 'what is missing', cell: ({ detail }) => detail },
      { title: 'who', cell: ({ owner }) => owner ?? 'the author' },
      { title: 'how', cell: ({ remedy }) => remedy },
    ],
    evidence: criteriaTable(criteria),
  }
}

const STATES: Readonly<Record<Criterion['state'] & ProofState, readonly [Sign, string]>> = {
  met: ['ok', 'met'],
  unmet: ['bad', 'unmet'],
  waiting: ['warn', 'waiting'],
  'not-applicable': ['ok', 'not applicable'],
  unproven: ['blind', 'unproven'],
}

function criteriaTable(criteria: readonly JudgedCriterion[]): Table {
  return {
    columns: ['', 'criterion', 'what was looked at'],
    rows: criteria.map(({ criterion, proof }) => {
      const [sign, word] = STATES[proof.state]
      return [{ kind: 'state', sign, word }, criterion.title, proof.looked]
    }),
  }
}
