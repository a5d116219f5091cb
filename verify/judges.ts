import type { DoneFacts } from '../actions/dod-check/facts.ts'
import { judge as dodCheck } from '../actions/dod-check/judge.ts'
import type { SecurityFacts } from '../actions/security-gate/facts.ts'
import { judge as securityGate } from '../actions/security-gate/judge.ts'
import type { Evidence } from '../shared/evidence/evidence.ts'
import type { Judges } from '../shared/evidence/replay.ts'
import type { Policy } from '../shared/policy/policy.ts'

/** The gates of this build whose past runs can be judged again; `replay` refuses facts that are not of their shape. */
export const JUDGES: Judges = {
  'dod-check': (evidence) => dodCheck(evidence as Evidence<DoneFacts, Policy>),
  'security-gate': (evidence) => securityGate(evidence as Evidence<SecurityFacts, Policy>),
}
