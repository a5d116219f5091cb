import { type SealedEvidence, sealEvidence, verdictBytes } from '../../shared/evidence/files.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { type Enforcement, enforcementOf } from '../../shared/policy/rollout.ts'
import { defineAction, type Outcome } from '../../shared/run/action.ts'
import { exitOf } from '../../shared/run/exit.ts'
import { gatherJudged, type Judged } from '../../shared/run/judged.ts'
import { type OpenPlace, openPlace } from '../../shared/run/place.ts'
import { gatherPolicy } from '../../shared/run/policy.ts'
import { publishing } from '../../shared/run/publishing.ts'
import { signedStatement } from '../../shared/run/statement.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Conclusion } from '../../shared/verdict/verdict.ts'
import type { SecurityFacts } from './facts.ts'
import { parseArtifacts } from './gather/artifact-patterns.ts'
import { parsePatterns } from './gather/find-reports.ts'
import { parseParts } from './gather/github/parts.ts'
import { type Asked, type Context, gather } from './gather.ts'
import { inPublic } from './in-public.ts'
import { inputs } from './inputs.ts'
import { type Assessment, assess } from './judge.ts'
import { present } from './present.ts'

export const securityGate = defineAction({
  gate: 'security-gate',
  inputs,
  async run(context) {
    const where = evidenceAsked(context)
    const open = openPlace(context)
    try {
      const subjects = await context.log.group('policy', () => subjectsOf(context, open))
      const each: Judgement[] = []
      for (const one of subjects) each.push(await judgeOne(context, { ...where, ...one, ...open.online }))
      return outcomeOf(context, open, worst(each))
    } finally {
      await open.close()
    }
  },
})

type ToJudge = Pick<Asked, 'judged' | 'policy'>

/** What is judged, each with the policy of its own base. */
async function subjectsOf(context: Context, { place }: OpenPlace): Promise<readonly ToJudge[]> {
  const { inputs: given, now, log, elapsed } = context
  const begun = elapsed()
  const subjects: ToJudge[] = []
  for (const judged of await gatherJudged(place)) {
    for (const source of judged.sources) log.source(source, elapsed() - begun)
    const other = 'github' in place ? place.readPolicy : undefined
    const since = elapsed()
    const policy = await gatherPolicy({ path: given.policy, now, files: judged.base, other })
    if (policy.source !== undefined) log.source(policy.source, elapsed() - since)
    subjects.push({ judged, policy })
  }
  return subjects
}

/** Where the inputs say that evidence is. */
function evidenceAsked({
  inputs: given,
  workspace,
  env,
}: Context): Pick<Asked, 'reports' | 'artifacts' | 'github' | 'roots'> {
  // What a job writes is in its workspace or in the runner's temporary directory.
  const roots = [workspace, ...(env['RUNNER_TEMP'] ? [env['RUNNER_TEMP']] : [])]
  const { reports, artifacts, github } = given
  if (reports.length + artifacts.length + github.length === 0) {
    throw new InputError('None of `reports`, `artifacts` and `github` says where scans are. Give at least one of them.')
  }
  return {
    roots,
    reports: reports.length === 0 ? [] : parsePatterns(reports, roots),
    artifacts: parseArtifacts(artifacts),
    github: parseParts(github),
  }
}

interface Judgement {
  readonly judged: Judged
  readonly sealed: SealedEvidence<SecurityFacts, Policy>
  readonly assessment: Assessment
}

async function judgeOne(context: Context, asked: Asked): Promise<Judgement> {
  const sealed = sealEvidence(await context.log.group('gather', () => gather(context, asked)))
  return { judged: asked.judged, sealed, assessment: await context.log.group('judge', () => assess(sealed.evidence)) }
}

const SERIOUSNESS: Readonly<Record<Conclusion, number>> = { blind: 0, fail: 1, waiting: 2, overridden: 3, pass: 4 }

/**
 * Of all pull requests with one head the worst is shown on it; among equals the one that was asked for. One that only
 * observes holds nothing back, so none that does may stand behind it.
 */
function worst(each: readonly Judgement[]): Judgement {
  const rank = (one: Judgement): number => {
    const { conclusion } = one.assessment.verdict
    return SERIOUSNESS[conclusion] + (exitOf(conclusion, enforcementFor(one)) === 0 ? 10 : 0)
  }
  return each.reduce((a, b) => (rank(b) < rank(a) ? b : a))
}

const enforcementFor = ({ sealed: { evidence } }: Judgement): Enforcement =>
  enforcementOf(evidence.policy.resolved, 'security-gate', evidence.now)

function outcomeOf(context: Context, open: OpenPlace, judgement: Judgement): Outcome {
  const { judged, sealed, assessment } = judgement
  const { verdict } = assessment
  const everybody = judged.remote?.tips.repository.private === false
  const shown = everybody ? inPublic(sealed.evidence, assessment) : assessment
  const enforcement = enforcementFor(judgement)
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
    publish: publishing(context, open, judged, sealed),
  }
}
