import type { Policy } from '../policy/policy.ts'
import type { CheckContext } from './context.ts'
import { type Needs, together } from './needs.ts'
import { PROBES } from './probes.ts'
import { allOf, anyOf, lacking, type Proof } from './proof.ts'
import type { ProbeName, ProofSettings, SingleProof } from './proof-settings.ts'

/** What a policy's `proof` asks for, judged: every probe that stands beside another one has to hold. */
export function judgeProof(proof: ProofSettings, context: CheckContext): Proof {
  const { all, any, ...single } = proof
  const parts = [
    ...judgeSingle(single, context),
    ...(all ?? []).map((one) => allOf(judgeSingle(one, context))),
    ...(any === undefined ? [] : [anyOf(any.map((one) => allOf(judgeSingle(one, context))))]),
  ]
  const [first] = parts
  return first === undefined ? noProbe('no probe') : parts.length === 1 ? first : allOf(parts)
}

export function needsOfProof({ all = [], any = [], ...single }: ProofSettings, policy: Policy): Needs {
  return together(
    [single, ...all, ...any].flatMap((one) => namesIn(one).map((name) => PROBES[name]?.needs(one, policy) ?? {})),
  )
}

const judgeSingle = (single: SingleProof, context: CheckContext): Proof[] =>
  namesIn(single).map((name) => judgeOne(name, single, context))

const namesIn = (single: SingleProof): ProbeName[] =>
  (Object.keys(single) as ProbeName[]).filter((name) => single[name] !== undefined)

const judgeOne = (name: ProbeName, single: SingleProof, context: CheckContext): Proof =>
  PROBES[name]?.judge(single, context) ?? noProbe(name)

/** A probe that this build does not have proves nothing, and says so. */
function noProbe(name: string): Proof {
  const looked = `This build of production-gates cannot look: it has no probe \`${name}\`.`
  const remedy = 'Use a release that has it, name another proof, or set the criterion to `warn` until then.'
  return lacking(looked, [{ state: 'unproven', key: `probe:${name}`, detail: looked, remedy }])
}
