import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import type { BareRepository } from '../../git/bare.ts'
import { blobSizes, readBlobs } from '../../git/blobs.ts'
import { kindOf } from '../../git/changes.ts'
import { entriesUnder, type TreeEntry } from '../../git/tree.ts'
import { asked } from '../../run/judged/unread.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChangeFact, FileFact } from '../facts.ts'
import { isGlob } from '../needs.ts'
import { matching, touchedPaths } from '../when.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** One file that a proof points into: a manifest, a schema, a migration. */
const MAX_FILE = 5 * 1024 * 1024
/** Of one commit; beyond it nothing is read, and what needs it is unproven. */
const MAX_FILES = 2_000

const isPath = (pattern: string): boolean => !isGlob(pattern)

/** A changed path may have any name, and is none of a pattern. */
interface Wanted {
  readonly globs: readonly string[]
  readonly paths: readonly string[]
}

/** The tree, and the files that proofs name: of the judged commit, of the change, and of the live base tip. */
export async function readFileFacts(given: AskedChecklist, changes: readonly ChangeFact[]): Promise<ReadPart> {
  const { needs, remote, now } = given
  const sources: Source[] = []
  const all = changes.flatMap((change) => change.files)
  const changed = matching(
    all.flatMap(({ path, status }) => (status === 'removed' ? [] : [path])),
    needs.changed,
  )
  const before = [...needs.baseFiles, ...matching(touchedPaths(all), needs.changedBase)]
  let tree: Reading<readonly string[]> | undefined
  let files: Record<string, Reading<FileFact>> = {}
  if (needs.tree || needs.files.length + changed.length > 0) {
    const head = await asked(() => entriesUnder(remote.bare.git, remote.head, ''))
    sources.push(sourceOf({ id: 'tree', uri: remote.head, readAt: now }, head, { commit: remote.head }))
    tree = head.state === 'read' ? read(head.value.map(({ path }) => path)) : head
    files = await contents(remote.bare, head, {
      globs: needs.files.filter(isGlob),
      paths: [...needs.files.filter(isPath), ...changed],
    })
  }
  const base =
    before.length === 0
      ? {}
      : await contents(remote.bare, await asked(() => entriesUnder(remote.bare.git, remote.baseTip, '')), {
          globs: [],
          paths: before,
        })
  for (const [which, found] of [
    ['file', files],
    ['base-file', base],
  ] as const) {
    for (const [path, file] of Object.entries(found)) {
      if (file.state === 'read' || file.state === 'absent') continue
      sources.push(sourceOf({ id: `${which}:${path}`, uri: path, readAt: now }, file))
    }
  }
  const facts = { files, ...(tree !== undefined && { tree }), ...(before.length > 0 && { baseFiles: base }) }
  return { facts, sources }
}

/** By path. A path that is no pattern and not in the tree is `absent`; a pattern brings only what it finds. */
async function contents(
  bare: BareRepository,
  entries: Reading<readonly TreeEntry[]>,
  { globs, paths }: Wanted,
): Promise<Record<string, Reading<FileFact>>> {
  if (entries.state !== 'read') return Object.fromEntries(paths.map((path) => [path, entries]))
  const found: Record<string, Reading<FileFact>> = {}
  const byPath = new Map(entries.value.map((entry) => [entry.path, entry]))
  const wanted = new Set([...paths, ...matching([...byPath.keys()], globs)])
  const blobs = new Map<string, string>()
  for (const path of wanted) {
    const entry = byPath.get(path)
    if (entry === undefined) found[path] = { state: 'absent', detail: `There is no ${path}.` }
    else if (entry.type !== 'blob' || kindOf(entry.mode) !== 'file') {
      found[path] = { state: 'partial', detail: `${path} is a link or a submodule, and what it leads to is not read.` }
    } else blobs.set(path, entry.oid)
  }
  if (blobs.size > MAX_FILES) {
    const detail = `${blobs.size} files are asked for, and at most ${MAX_FILES} are read.`
    return {
      ...found,
      ...Object.fromEntries([...blobs.keys()].map((path) => [path, { state: 'partial', detail } as const])),
    }
  }
  const bytes = await asked(() => readSmall(bare, [...new Set(blobs.values())]))
  for (const [path, oid] of blobs) {
    found[path] = bytes.state === 'read' ? fileOf(path, bytes.value.get(oid)) : bytes
  }
  return found
}

/** One that is too large is not read, and takes no other along. */
async function readSmall(
  bare: BareRepository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array | number>> {
  await bare.need(oids)
  const sizes = await blobSizes(bare.git, oids)
  const small = oids.filter((oid) => (sizes.get(oid) ?? 0) <= MAX_FILE)
  return new Map<string, Uint8Array | number>([...sizes, ...(await readBlobs(bare, small, MAX_FILE))])
}

/** @param bytes its content, or the size of one that was not read */
function fileOf(path: string, bytes: Uint8Array | number | undefined): Reading<FileFact> {
  if (bytes === undefined) return { state: 'partial', detail: `git did not give ${path}.` }
  if (typeof bytes === 'number') {
    return { state: 'partial', detail: `${path} has ${bytes} bytes, and at most ${MAX_FILE} are read of one file.` }
  }
  return read({ text: Buffer.from(bytes).toString('utf8'), bytes: bytes.length })
}
