import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { readBlobs } from '../../git/blobs.ts'
import { kindOf } from '../../git/changes.ts'
import { entriesUnder } from '../../git/tree.ts'
import { asked } from '../../run/judged/unread.ts'
import type { TemplateFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** More than any repository has; a template of that size is none. */
const MAX_TEMPLATES = 50
const MAX_BYTES = 256 * 1024

/**
 * Where GitHub takes the first words of a description from, whatever the case of the name
 * (https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/about-issue-and-pull-request-templates).
 */
const TEMPLATE = /^(?:\.github\/|docs\/)?pull_request_template(?:\.(?:md|txt|markdown)|\/[^/]+\.(?:md|txt|markdown))?$/i

/**
 * The templates of the live base tip: a change that deletes or rewrites one is held to the words it was written under.
 * Those of a repository `.github` of the organisation are not read.
 */
export async function readTemplates(given: AskedChecklist): Promise<ReadPart> {
  const { remote, now } = given
  const templates = await asked(() => found(given))
  const known = templates.state === 'read' ? templates.value : templates
  const at = { id: 'templates', uri: '.github/pull_request_template.md', readAt: now }
  return { facts: { templates: known }, sources: [sourceOf(at, known, { commit: remote.baseTip })] }
}

async function found({ remote }: AskedChecklist): Promise<Reading<readonly TemplateFact[]>> {
  const { bare, baseTip } = remote
  const entries = (await entriesUnder(bare.git, baseTip, '')).filter(({ path }) => TEMPLATE.test(path))
  const odd = entries.find(({ type, mode }) => type !== 'blob' || kindOf(mode) !== 'file')
  if (odd !== undefined) return { state: 'partial', detail: `${odd.path} is a link, and what it leads to is not read.` }
  if (entries.length > MAX_TEMPLATES) {
    return { state: 'partial', detail: `The base has more than ${MAX_TEMPLATES} templates of descriptions.` }
  }
  const bytes = await readBlobs(
    bare,
    entries.map(({ oid }) => oid),
    MAX_BYTES,
  )
  const templates = entries.map(({ path, oid }) => ({ path, text: textOf(bytes.get(oid)) }))
  const missing = templates.find(({ text }) => text === undefined)
  if (missing !== undefined) return { state: 'partial', detail: `git did not give ${missing.path}.` }
  return read(templates.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }])))
}

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
