import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { readDescriptionEdits } from '../../github/description-edits.ts'
import { personOf } from '../../run/approvals.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChangeFact, TickFact } from '../facts.ts'
import { ticksOf } from '../ticks.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** Who ticked the boxes of each description, from what GitHub keeps of its edits: one request a pull request. */
export async function readTickFacts(given: AskedChecklist, changes: readonly ChangeFact[]): Promise<ReadPart> {
  const ticks: Record<string, Reading<readonly TickFact[]>> = {}
  const sources: Source[] = []
  for (const change of changes) {
    const known = await readOne(given, change)
    ticks[change.number] = known
    sources.push(
      sourceOf(
        { id: `edits:${change.number}`, uri: `edits of the description of #${change.number}`, readAt: given.now },
        known,
      ),
    )
  }
  return { facts: { ticks }, sources }
}

async function readOne(
  { github, repository }: AskedChecklist,
  { number, body, author, createdAt }: ChangeFact,
): Promise<Reading<readonly TickFact[]>> {
  const known = await readDescriptionEdits(github, { ...repository, number })
  if (known.state !== 'read') return known
  const { edits, total, body: now } = known.value
  if (now !== body) return { state: 'stale', detail: 'The description was edited while it was read.' }
  const revisions = edits.map(({ at, by, text }) => ({
    at,
    by: by === undefined ? null : personOf(by),
    ...(text !== undefined && { text }),
  }))
  const newest = revisions[0]?.text
  // Everything here rests on `diff` being the whole text after the edit, which GitHub nowhere promises.
  if (newest !== undefined && sameText(newest) !== sameText(body)) {
    const detail = 'The newest edit that GitHub lists does not end in the description as it is now.'
    return { state: 'partial', detail }
  }
  return read(ticksOf({ body, author, createdAt, revisions, cut: total > edits.length }))
}

const sameText = (text: string): string => text.replaceAll('\r\n', '\n').trim()
