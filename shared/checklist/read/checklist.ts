import { sourceOf } from '../../evidence/reading.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChecklistFacts } from '../facts.ts'
import type { Needs } from '../needs.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'
import { readAttestations } from './attestations.ts'
import { readChangeFacts } from './changes.ts'
import { readCheckFacts } from './checks.ts'
import { readCodeowners } from './codeowners.ts'
import { readDeploymentFacts } from './deployments.ts'
import { readFileFacts } from './files.ts'
import { readTeamFacts } from './teams.ts'
import { readTemplates } from './templates.ts'
import { readTicketFacts } from './tickets.ts'
import { readTickFacts } from './ticks.ts'
import { readVerdictFacts } from './verdicts.ts'
import { readWorkflowFacts } from './workflows.ts'

export interface ReadChecklist {
  readonly facts: ChecklistFacts
  readonly sources: readonly Source[]
}

/** Everything that the asked criteria need, and nothing else. */
export async function readChecklist(given: AskedChecklist): Promise<ReadChecklist> {
  const changes = await readChangeFacts(given)
  // Of a fork an approval counts although nobody knows who else pushed; whoever reads the verdict is told so.
  const unknown = changes.state === 'read' ? changes.value.flatMap(({ pushersUnread }) => pushersUnread ?? []) : []
  const pulls = sourceOf(
    { id: 'pull-reviews', uri: 'commits, reviews and files of the pull request', readAt: given.now },
    changes,
    unknown.length === 0 ? {} : { detail: [...new Set(unknown)].join(' ') },
  )
  // Without the change nothing can be said of it, whatever else could be read.
  if (changes.state !== 'read') return { facts: { changes: [] }, sources: [pulls] }
  const { needs } = given
  const ownership = needs.owners ? await readCodeowners(given, changes.value) : undefined
  const parts: readonly ReadPart[] = [
    ...(ownership === undefined ? [] : [ownership]),
    await readTeamFacts(given, changes.value, ownership?.teams),
    ...(needs.workflows.length > 0 ? [await readWorkflowFacts(given, changes.value)] : []),
    ...(needs.verdicts.length > 0 ? [await readVerdictFacts(given)] : []),
    ...(needs.checks ? [await readCheckFacts(given)] : []),
    ...(needs.deployments.length > 0 ? [await readDeploymentFacts(given)] : []),
    ...(needs.tickets ? [await readTicketFacts(given, changes.value)] : []),
    ...(needs.ticks ? [await readTickFacts(given, changes.value)] : []),
    ...(needs.attestations.length > 0 ? [await readAttestations(given)] : []),
    ...(needs.templates ? [await readTemplates(given)] : []),
    ...(wantsFiles(needs) ? [await readFileFacts(given, changes.value)] : []),
  ]
  return {
    facts: Object.assign({ changes: changes.value }, ...parts.map((part) => part.facts)),
    sources: [pulls, ...parts.flatMap((part) => part.sources)],
  }
}

const wantsFiles = ({ tree, files, changed, baseFiles, changedBase }: Required<Needs>): boolean =>
  tree || files.length + changed.length + baseFiles.length + changedBase.length > 0
