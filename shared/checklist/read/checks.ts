import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { type Checks, readChecks } from '../../github/checks.ts'
import type { CheckFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** Check runs and statuses of the judged commit; of each name and App the newest one. */
export async function readCheckFacts(given: AskedChecklist): Promise<ReadPart> {
  const { github, repository, remote, now } = given
  const known = await readChecks(github, { ...repository, sha: remote.head })
  const checks: Reading<readonly CheckFact[]> = known.state === 'read' ? read(newest(known.value)) : known
  const at = { id: 'checks', uri: `checks of ${remote.head.slice(0, 7)}`, readAt: now }
  return { facts: { checks }, sources: [sourceOf(at, known, { commit: remote.head })] }
}

/** They come oldest first. A re-run hides what it re-ran, also while it is still at work. */
function newest({ runs, statuses }: Checks): CheckFact[] {
  const byKey = new Map<string, CheckFact>()
  for (const { name, app, status, conclusion, completedAt } of runs) {
    byKey.set(`check-run ${app?.id ?? ''} ${name}`, {
      kind: 'check-run',
      name,
      ...(app !== undefined && { app }),
      status,
      ...(conclusion !== undefined && { conclusion }),
      ...(completedAt !== undefined && { completedAt }),
    })
  }
  for (const { context, state, createdAt } of statuses) {
    const done = state === 'pending' ? {} : { conclusion: state, completedAt: createdAt }
    const status = state === 'pending' ? 'in_progress' : 'completed'
    byKey.set(`status ${context}`, { kind: 'status', name: context, status, ...done })
  }
  return [...byKey.values()]
}
