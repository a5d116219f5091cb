import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { filesOfBare } from '../../git/files.ts'
import { CODEOWNERS_PLACES, parseCodeowners, ruleFor } from '../../ownership/codeowners.ts'
import { teamsOfOwners } from '../../ownership/roles.ts'
import { asked } from '../../run/judged/unread.ts'
import type { ChangeFact, CodeownersFact } from '../facts.ts'
import { touchedPaths } from '../when.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

export interface ReadOwners extends ReadPart {
  /** Teams that own something the changes touch. */
  readonly teams: readonly string[]
}

/** CODEOWNERS as GitHub takes it: of the base branch, from the first of its places. */
export async function readCodeowners(given: AskedChecklist, changes: readonly ChangeFact[]): Promise<ReadOwners> {
  const { remote, now } = given
  const found = await readFirst(given)
  const source = sourceOf({ id: 'codeowners', uri: CODEOWNERS_PLACES[0], readAt: now }, found, {
    commit: remote.baseTip,
  })
  const facts = { codeowners: found }
  if (found.state !== 'read') return { facts, sources: [source], teams: [] }
  const codeowners = parseCodeowners(found.value.text)
  const owners = changes.flatMap(({ files }) =>
    touchedPaths(files).flatMap((path) => ruleFor(codeowners, path)?.owners ?? []),
  )
  return { facts, sources: [{ ...source, uri: found.value.path }], teams: teamsOfOwners(owners) }
}

async function readFirst({ remote }: AskedChecklist): Promise<Reading<CodeownersFact>> {
  const files = filesOfBare(remote.bare, remote.baseTip)
  for (const path of CODEOWNERS_PLACES) {
    const bytes = await asked(() => files.read(path))
    if (bytes.state !== 'read') return bytes
    if (bytes.value !== undefined) return read({ path, text: Buffer.from(bytes.value).toString('utf8') })
  }
  return { state: 'absent', detail: `The base has no CODEOWNERS file (${CODEOWNERS_PLACES.join(', ')}).` }
}
