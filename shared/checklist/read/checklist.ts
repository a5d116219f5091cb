import { sourceOf } from '../../evidence/reading.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChecklistFacts } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'
import { readChangeFacts } from './changes.ts'
import { readTeamFacts } from './teams.ts'
import { readWorkflowFacts } from './workflows.ts'

export interface ReadChecklist {
  readonly facts: ChecklistFacts
  readonly sources: readonly Source[]
}

/** Everything that the asked criteria need, and nothing else. */
export async function readChecklist(given: AskedChecklist): Promise<ReadChecklist> {
  const changes = await readChangeFacts(given)
  const pulls = sourceOf(
    { id: 'pull-reviews', uri: 'commits, reviews and files of the pull request', readAt: given.now },
    changes,
  )
  // Without the change nothing can be said of it, whatever else could be read.
  if (changes.state !== 'read') return { facts: { changes: [] }, sources: [pulls] }
  const parts: readonly ReadPart[] = [
    await readTeamFacts(given, changes.value),
    ...(given.needs.workflows.length > 0 ? [await readWorkflowFacts(given)] : []),
  ]
  return {
    facts: Object.assign({ changes: changes.value }, ...parts.map((part) => part.facts)),
    sources: [pulls, ...parts.flatMap((part) => part.sources)],
  }
}
