import type { CheckContext } from '../../../shared/checklist/context.ts'
import type { Needs } from '../../../shared/checklist/needs.ts'
import type { Proof } from '../../../shared/checklist/proof.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { DoneId } from '../ids.ts'

/** A criterion of the Definition of Done that the suite brings along. One file each. */
export interface BuiltIn {
  readonly id: DoneId
  /** What must be true, in a sentence without its full stop. */
  readonly title: string
  /** For the table of the README: what proves it, and what it reads. */
  readonly about: { readonly proof: string; readonly permissions: string }
  /** Role that can settle it, where the policy names nobody. */
  readonly owner?: string
  readonly overridable?: true
  /** May be false where `level: block` still cannot hold a change back: `gate-integrity` is never switched off. */
  readonly needs: (policy: Policy) => Needs
  readonly judge: (context: CheckContext) => Proof
}
