import type { CheckContext } from '../../shared/checklist/context.ts'
import { type JudgedCriterion, judgeCriterion } from '../../shared/checklist/judge-criterion.ts'
import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { conclude, sortFindings } from '../../shared/verdict/conclude.ts'
import type { Finding, Source } from '../../shared/verdict/finding.ts'
import { findingFor } from '../../shared/verdict/finding-for.ts'
import { isOfSubject, type SubjectSource, subjectFindings } from '../../shared/verdict/subject-findings.ts'
import type { Verdict } from '../../shared/verdict/verdict.ts'
import { askedCriteria, type OffCriterion, offCriteria } from './asked.ts'
import type { DoneFacts } from './facts.ts'

/** The judgement with its working, so that the report can show a row for each criterion without judging again. */
export interface Assessment {
  readonly verdict: Verdict
  /** In the order in which they are shown. */
  readonly criteria: readonly JudgedCriterion[]
  readonly off: readonly OffCriterion[]
}

/** Is this change Done? Pure and total: same evidence, same verdict. */
export function judge(evidence: Evidence<DoneFacts, Policy>): Verdict {
  return assess(evidence).verdict
}

export function assess(evidence: Evidence<DoneFacts, Policy>): Assessment {
  const { facts, subject, sources, policy } = evidence
  const context: Omit<CheckContext, 'change'> = {
    gate: 'dod-check',
    policy: policy.resolved,
    policyPath: sources.find(({ id }) => id === 'policy')?.uri,
    now: evidence.now,
    commit: subject.commit ?? '',
    facts,
  }
  const criteria = askedCriteria(policy.resolved).map((one) => judgeCriterion(one, context))
  const findings = sortFindings([
    ...subjectFindings('dod-check', sources),
    ...withoutChange(facts, sources),
    ...nothingApplies(criteria),
    ...criteria.flatMap((one) => one.findings),
  ])
  const required = sources.filter(isOfSubject).map(({ id }) => id)
  const validUntil = firstEnd(facts)
  return {
    verdict: {
      gate: 'dod-check',
      subject,
      conclusion: conclude(findings, sources, required),
      findings,
      sources,
      criteria: criteria.map(({ criterion }) => criterion),
      strength: evidence.strength,
      ...(validUntil !== undefined && { validUntil }),
    },
    criteria,
    off: offCriteria(policy.resolved),
  }
}

/** What rests on a statement ends when that does (decisions.md 2.4). */
function firstEnd({ verdicts = {} }: DoneFacts): string | undefined {
  const ends = Object.values(verdicts).flatMap((known) =>
    known.state === 'read' && known.value.statement.kind === 'verified' ? (known.value.statement.validUntil ?? []) : [],
  )
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0]
}

/** Done is said of a change; where none was read there is nothing to say it of. */
function withoutChange({ changes }: DoneFacts, sources: readonly Source[]): Finding[] {
  const known = sources.filter((source): source is SubjectSource => isOfSubject(source))
  if (changes.length > 0 || known.some(({ state }) => state !== 'read')) return []
  const detail = 'No open pull request has this commit, and no merge group.'
  return [findingFor('dod-check/no-change', { key: 'none', detail })]
}

/** A checklist of which nothing applies is a mistake in the policy, not a pass. */
function nothingApplies(criteria: readonly JudgedCriterion[]): Finding[] {
  if (criteria.some(({ proof }) => proof.state !== 'not-applicable')) return []
  const detail = `None of ${criteria.length} criteria applies to this change.`
  return [findingFor('dod-check/nothing-applies', { key: 'none', detail })]
}
