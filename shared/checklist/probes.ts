import type { Policy } from '../policy/policy.ts'
import type { CheckContext, Probe } from './context.ts'
import type { Needs } from './needs.ts'
import { approval } from './probes/approval.ts'
import { attestation } from './probes/attestation.ts'
import { check } from './probes/check.ts'
import { deployment } from './probes/deployment.ts'
import { file } from './probes/file.ts'
import { owners } from './probes/owners.ts'
import { paths } from './probes/paths.ts'
import { text } from './probes/text.ts'
import { tick } from './probes/tick.ts'
import { ticket } from './probes/ticket.ts'
import { verdict } from './probes/verdict.ts'
import { workflow } from './probes/workflow.ts'
import type { Proof } from './proof.ts'
import type { ProbeName, SingleProof } from './proof-settings.ts'

/** A probe that finds its own settings in what the policy wrote; undefined: the policy does not ask for it. */
export interface BoundProbe {
  readonly needs: (proof: SingleProof, policy: Policy) => Needs
  readonly judge: (proof: SingleProof, context: CheckContext) => Proof | undefined
}

function bound<S>(settingsIn: (proof: SingleProof) => S | undefined, probe: Probe<S>): BoundProbe {
  return {
    needs(proof, policy) {
      const settings = settingsIn(proof)
      return settings === undefined ? {} : probe.needs(settings, policy)
    },
    judge(proof, context) {
      const settings = settingsIn(proof)
      return settings === undefined ? undefined : probe.judge(settings, context)
    },
  }
}

/** By the word that the policy uses. What is not here is unproven wherever a policy names it. */
export const PROBES: Readonly<Partial<Record<ProbeName, BoundProbe>>> = {
  workflow: bound((proof) => proof.workflow, workflow),
  check: bound((proof) => proof.check, check),
  verdict: bound((proof) => proof.verdict, verdict),
  approval: bound((proof) => proof.approval, approval),
  deployment: bound((proof) => proof.deployment, deployment),
  owners: bound((proof) => proof.owners, owners),
  attestation: bound((proof) => proof.attestation, attestation),
  text: bound((proof) => proof.text, text),
  ticket: bound((proof) => proof.ticket, ticket),
  tick: bound((proof) => proof.tick, tick),
  paths: bound((proof) => proof.paths, paths),
  file: bound((proof) => proof.file, file),
}
