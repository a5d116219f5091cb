import type { Evidence } from '../evidence/evidence.ts'
import { type SealedEvidence, sealEvidence, verdictBytes } from '../evidence/files.ts'
import type { Policy } from '../policy/policy.ts'
import { type Enforcement, enforcementOf } from '../policy/rollout.ts'
import type { Presentation } from '../report/model.ts'
import type { Conclusion, Gate, Verdict } from '../verdict/verdict.ts'
import type { Outcome, RunContext } from './action.ts'
import { exitOf } from './exit.ts'
import type { Inputs as CommonInputs } from './inputs.ts'
import { gatherJudged, type Judged } from './judged.ts'
import { type OpenPlace, openPlace } from './place.ts'
import { type GatheredPolicy, gatherPolicy } from './policy.ts'
import { publishing } from './publishing.ts'
import { signedStatement } from './statement.ts'

/** What is judged, with the policy of its own base. */
export interface ToJudge {
  readonly judged: Judged
  readonly policy: GatheredPolicy
}

/** What one gate brings along to judge a change; everything around it is the same for all. */
export interface ChangeGate<Facts, Assessment extends { readonly verdict: Verdict }> {
  readonly gate: Gate
  readonly gather: (one: ToJudge, open: OpenPlace) => Promise<Evidence<Facts, Policy>>
  readonly assess: (evidence: Evidence<Facts, Policy>) => Assessment
  readonly present: (evidence: Evidence<Facts, Policy>, assessment: Assessment) => Presentation
  /** The assessment as everybody may read it; left out where all of it may be. */
  readonly inPublic?: (evidence: Evidence<Facts, Policy>, assessment: Assessment) => Assessment
}

type Context = RunContext<CommonInputs & { readonly commit?: string | undefined }>

/** Judges every pull request that shares the judged head, and gives back the worst (decisions.md 2.5). */
export async function judgeChange<Facts, Assessment extends { readonly verdict: Verdict }>(
  context: Context,
  gate: ChangeGate<Facts, Assessment>,
): Promise<Outcome> {
  const open = openPlace(context)
  try {
    const subjects = await context.log.group('policy', () => subjectsOf(context, open))
    const each: Judgement<Facts, Assessment>[] = []
    for (const one of subjects) each.push(await judgeOne(context, gate, one, open))
    return outcomeOf(context, gate, open, { ...worst(each, gate.gate), until: firstEnd(each) })
  } finally {
    await open.close()
  }
}

async function subjectsOf({ inputs, now, log, elapsed }: Context, { place }: OpenPlace): Promise<readonly ToJudge[]> {
  const begun = elapsed()
  const subjects: ToJudge[] = []
  for (const judged of await gatherJudged(place)) {
    for (const source of judged.sources) log.source(source, elapsed() - begun)
    const other = 'github' in place ? place.readPolicy : undefined
    const since = elapsed()
    const policy = await gatherPolicy({ path: inputs.policy, now, files: judged.base, other })
    if (policy.source !== undefined) log.source(policy.source, elapsed() - since)
    subjects.push({ judged, policy })
  }
  return subjects
}

interface Judgement<Facts, Assessment> {
  readonly judged: Judged
  readonly sealed: SealedEvidence<Facts, Policy>
  readonly assessment: Assessment
}

async function judgeOne<Facts, Assessment extends { readonly verdict: Verdict }>(
  { log }: Context,
  { gather, assess }: ChangeGate<Facts, Assessment>,
  one: ToJudge,
  open: OpenPlace,
): Promise<Judgement<Facts, Assessment>> {
  const sealed = sealEvidence(await log.group('gather', () => gather(one, open)))
  return { judged: one.judged, sealed, assessment: await log.group('judge', async () => assess(sealed.evidence)) }
}

const SERIOUSNESS: Readonly<Record<Conclusion, number>> = { blind: 0, fail: 1, waiting: 2, overridden: 3, pass: 4 }

/**
 * Of all pull requests with one head the worst is shown on it; among equals the one that was asked for. One that only
 * observes holds nothing back, so none that does may stand behind it.
 */
function worst<Facts, Assessment extends { readonly verdict: Verdict }>(
  each: readonly Judgement<Facts, Assessment>[],
  gate: Gate,
): Judgement<Facts, Assessment> {
  const rank = (one: Judgement<Facts, Assessment>): number => {
    const { conclusion } = one.assessment.verdict
    return SERIOUSNESS[conclusion] + (exitOf(conclusion, enforcementFor(one, gate)) === 0 ? 10 : 0)
  }
  return each.reduce((a, b) => (rank(b) < rank(a) ? b : a))
}

/** ISO 8601 UTC: when the first of their verdicts ends. One check run stands for all of them. */
function firstEnd<Facts, Assessment extends { readonly verdict: Verdict }>(
  each: readonly Judgement<Facts, Assessment>[],
): string | undefined {
  const ends = each.flatMap(({ assessment: { verdict } }) => verdict.validUntil ?? [])
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0]
}

const enforcementFor = <Facts>({ sealed: { evidence } }: Judgement<Facts, unknown>, gate: Gate): Enforcement =>
  enforcementOf(evidence.policy.resolved, gate, evidence.now)

function outcomeOf<Facts, Assessment extends { readonly verdict: Verdict }>(
  context: Context,
  { gate, present, inPublic }: ChangeGate<Facts, Assessment>,
  open: OpenPlace,
  judgement: Judgement<Facts, Assessment> & { readonly until: string | undefined },
): Outcome {
  const { judged, sealed, assessment, until } = judgement
  const { verdict } = assessment
  const everybody = judged.remote?.tips.repository.private === false
  const shown = everybody && inPublic !== undefined ? inPublic(sealed.evidence, assessment) : assessment
  const enforcement = enforcementFor(judgement, gate)
  return {
    verdict,
    shown: shown.verdict,
    evidence: sealed.evidence,
    enforcement,
    overrideEffect: sealed.evidence.policy.resolved.override.effect,
    presentation: present(sealed.evidence, shown),
    files: [
      { name: 'evidence.json', bytes: sealed.bytes },
      { name: 'verdict.json', bytes: verdictBytes(verdict) },
      ...signedStatement(context, sealed, verdict, enforcement),
    ],
    publish: publishing(context, open, judged, sealed, until),
  }
}
