import type { ReportFact } from '../facts.ts'
import type { Context } from '../gather.ts'
import type { ReadChange } from './change.ts'

/**
 * Events on which a job has nothing of the change to scan, so that what lies in its workspace came from elsewhere; and a
 * run of the change can look up the number of ours while ours waits.
 */
const FETCHED = ['pull_request_target', 'workflow_run', 'issue_comment']

/** An envelope that names this very run was written in it, where the run itself has the change to scan. */
export async function withThisRun(
  report: ReportFact,
  { event: { name, runId, workflow }, inputs: { pull } }: Context,
  change: ReadChange | undefined,
): Promise<ReportFact> {
  const { envelope } = report
  if (change === undefined || workflow === undefined || envelope?.state !== 'read') return report
  if (
    FETCHED.includes(name) ||
    pull !== undefined ||
    envelope.runId === undefined ||
    envelope.runId !== runId ||
    !envelope.matches
  )
    return report
  const { commit, finishedAt: at } = envelope
  // Which file this very run works by is known, and held against the live tips: only what it calls on is left.
  const producer = await change.producer({ path: workflow.path, event: 'this', createdAt: at })
  return { ...report, origin: { kind: 'this-run', run: runId, workflow: workflow.path, commit, at, producer } }
}
