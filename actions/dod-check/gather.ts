import type * as z from 'zod/mini'
import { readChecklist } from '../../shared/checklist/read/checklist.ts'
import { digestsOf, policyDigest } from '../../shared/evidence/digest.ts'
import { EVIDENCE_SCHEMA, type Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import type { RunContext } from '../../shared/run/action.ts'
import { bundleDigest } from '../../shared/run/bundle.ts'
import { handedStatements } from '../../shared/run/handed-statements.ts'
import { movedSource } from '../../shared/run/judged/against.ts'
import type { ToJudge } from '../../shared/run/judging.ts'
import type { OpenPlace } from '../../shared/run/place.ts'
import { rosterOf } from '../../shared/run/roster.ts'
import { trackerAccess } from '../../shared/run/tracker-access.ts'
import { VERSION } from '../../shared/run/version.ts'
import type { Source } from '../../shared/verdict/finding.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { askedCriteria, needsOfAll } from './asked.ts'
import type { DoneFacts } from './facts.ts'
import type { inputs } from './inputs.ts'

export type Context = RunContext<z.output<typeof inputs>>

/** Everything the verdict rests on: all reading, no deciding. */
export async function gather(
  context: Context,
  { online }: OpenPlace['online'],
  { judged, policy }: ToJudge,
): Promise<Evidence<DoneFacts, Policy>> {
  const { now, log, elapsed, sleep, event, inputs: given } = context
  const { remote } = judged
  const needs = needsOfAll(askedCriteria(policy.policy))
  refuseOwnWorkflow(needs.workflows, event.workflow?.path)
  const known =
    remote === undefined || online === undefined
      ? { facts: { changes: [] }, sources: unread(now) }
      : await readChecklist({
          needs,
          policy: policy.policy,
          subject: judged.subject,
          policySha256: policyDigest(digestsOf(policy.parts)),
          statements: handedStatements(given.statements, context.workspace),
          remote,
          roster: rosterOf(judged, policy.policy, online, now),
          ...online,
          tracker: trackerAccess(context),
          now,
          log,
          elapsed,
          sleep,
          waitMs: given.wait,
        })
  const still = remote === undefined ? [] : movedSource(context, judged.subject, await remote.recheck())
  return {
    schema: EVIDENCE_SCHEMA,
    gate: 'dod-check',
    tool: { version: VERSION, bundleSha256: bundleDigest(process.argv[1]) },
    now: context.clock(),
    subject: judged.subject,
    strength: event.name === '' ? 0 : given['check-run'] === 'on' ? 2 : 1,
    policy: { resolved: policy.policy, parts: policy.parts },
    sources: [...judged.sources, ...(policy.source === undefined ? [] : [policy.source]), ...known.sources, ...still],
    facts: known.facts,
  }
}

const unread = (readAt: string): Source[] => [
  {
    id: 'pull-reviews',
    uri: 'commits, reviews and files of the pull request',
    state: 'absent',
    readAt,
    detail: 'GitHub could not be asked for the pull request.',
    needs: 'a token with pull-requests: read',
  },
]

/** A run that waits for its own workflow to end waits for ever (decisions.md 6.7). */
function refuseOwnWorkflow(workflows: readonly string[], own: string | undefined): void {
  if (own === undefined || !workflows.includes(own)) return
  throw new InputError(
    `The policy asks that ${own} succeed, and that is the workflow this gate runs in: it would wait for itself. Run the gate in a workflow of its own, or name another one under \`definition-of-done.ci-green.workflows\`.`,
  )
}
