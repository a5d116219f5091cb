import type { Policy } from '../../policy/policy.ts'
import { judgeBranch } from './branch-checks.ts'
import { judgeBranchBypass } from './bypass.ts'
import { type CheckState, type EnforcementCheck, overall, unmet } from './check.ts'
import { judgeCodeowners } from './code-owners.ts'
import type { EnforcementFacts } from './facts.ts'
import { judgeGateWorkflow, judgeQueue } from './gate-workflow.ts'
import { judgeRefs } from './ref-checks.ts'
import { type GateStrength, judgeRequired, strengthOf } from './required-checks.ts'
import { judgeSettings } from './settings.ts'

export interface Enforcement {
  /** In a fixed order, every one of them in every answer. */
  readonly checks: readonly EnforcementCheck[]
  /** For each gate of `enforcement.gates`. */
  readonly strengths: readonly GateStrength[]
  /** Of the whole: one unmet check refutes it, an unproven one leaves it open. */
  readonly state: CheckState
}

export type EnforcementRules = Pick<Policy, 'enforcement' | 'roles' | 'release' | 'evidence'>

/**
 * The probe `enforcement`: whether the gates are really required. Pure and total. What could not be read is unproven,
 * never met and never unmet.
 */
export function judgeEnforcement(policy: EnforcementRules, facts: EnforcementFacts): Enforcement {
  const gates = [...new Set(policy.enforcement.gates)]
  const checks = [
    ...(gates.length === 0 ? [nothingRequired()] : []),
    ...judgeBranch(facts),
    judgeBranchBypass(facts, policy),
    ...gates.flatMap((gate) => [...judgeRequired(facts, gate, policy), judgeGateWorkflow(facts, gate)]),
    judgeQueue(facts),
    ...judgeRefs(facts, policy),
    ...judgeCodeowners(facts, policy),
    ...judgeSettings(facts, policy),
  ]
  return {
    checks,
    strengths: gates.map((gate) => strengthOf(facts, gate, policy)),
    state: overall(checks.map(({ state }) => state)),
  }
}

/** Without a gate every other check could be met, and nothing would be enforced. */
const nothingRequired = (): EnforcementCheck =>
  unmet(
    {
      id: 'gates',
      title: 'There are gates to require',
      expected: 'At least one gate in `enforcement.gates`',
      remedy: 'Name the gates in `enforcement.gates` of the policy.',
    },
    { looked: '`enforcement.gates` is empty.' },
  )
