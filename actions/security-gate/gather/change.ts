import type { ProducerFact } from '../../../shared/evidence/producer.ts'
import { type Reading, read } from '../../../shared/evidence/reading.ts'
import { type AddedLine, addedLines } from '../../../shared/git/added-lines.ts'
import { readBlobs } from '../../../shared/git/blobs.ts'
import { changesBetween } from '../../../shared/git/changes.ts'
import { EMPTY_TREE } from '../../../shared/git/names.ts'
import { asked } from '../../../shared/run/judged/unread.ts'
import type { Remote } from '../../../shared/run/judged.ts'
import { pathsOf, type RunBegun } from '../../../shared/run/other-base.ts'
import { isTestMerge, producerFact } from '../../../shared/run/producer-fact.ts'
import type { SuppressionFact } from '../facts.ts'
import { isNote, suppressionsIn } from './suppressions.ts'

/** A change that is not merged, as git has it. */
export interface ReadChange {
  /** Every path it touches, the old names of moved files too. */
  readonly paths: readonly string[]
  readonly suppressions: readonly SuppressionFact[]
  /** Whether it decides what a workflow has done in a run. */
  readonly producer: (run: RunBegun) => Promise<ProducerFact>
  /** Whether a commit is a test merge of the head into the base, as git makes it again. */
  readonly standsFor: (commit: string) => Promise<boolean>
}

/** A change of this many paths is generated, and is not judged line by line by anybody. */
const MAX_PATHS = 100_000
const MAX_FILE = 8 * 1024 * 1024

export async function readChange(remote: Remote): Promise<Reading<ReadChange>> {
  const { bare, head, baseTip, mergeBase = EMPTY_TREE } = remote
  const changes = await asked(async () => {
    const made = await changesBetween(bare.git, mergeBase, head, { renames: false, maxPaths: MAX_PATHS })
    const against = await changesBetween(bare.git, baseTip, head, { renames: false, maxPaths: MAX_PATHS })
    const paths = pathsOf(made)
    // A line is read whole: behind its thousandth character a note to a scanner counts as well.
    const options = { renames: false, maxBytes: MAX_FILE, maxLine: MAX_FILE, maxPaths: MAX_PATHS }
    const { lines, unread } = await addedLines(bare, mergeBase, head, paths, options)
    const isBinary = new Set(unread.flatMap(({ path, why }) => (why === 'binary' ? [path] : [])))
    const binary = await linesOfBinary(
      bare,
      made.flatMap(({ path, newBlob: blob }) => (blob !== undefined && isBinary.has(path) ? [{ path, blob }] : [])),
    )
    const large = unread.flatMap(({ path, why }) => (why === 'too large' ? [{ path, what: TOO_LARGE }] : []))
    const suppressions = [...suppressionsIn([...lines, ...binary], paths), ...large]
    return { paths, differing: pathsOf(against), suppressions }
  })
  if (changes.state !== 'read') return changes
  const { paths, differing, suppressions } = changes.value
  const producers = new Map<string, Promise<ProducerFact>>()
  const producer = (run: RunBegun): Promise<ProducerFact> => {
    const { path, event, createdAt, headBranch = '', headRepositoryId = '' } = run
    const key = JSON.stringify([path, event, createdAt, headBranch, headRepositoryId])
    const known = producers.get(key) ?? producerFact(remote, run, differing)
    producers.set(key, known)
    return known
  }
  const merges = new Map<string, Promise<boolean>>()
  const standsFor = (commit: string): Promise<boolean> => {
    const known = merges.get(commit) ?? isTestMerge(remote, commit)
    merges.set(commit, known)
    return known
  }
  return read({ paths, suppressions, producer, standsFor })
}

const TOO_LARGE = `a file of more than ${MAX_FILE / 1024 / 1024} MiB, in which nobody looks for notes to scanners`

/** So many of them are in memory at once. */
const TOGETHER = 20

/** One byte of zero makes a file binary to git, as UTF-16 does, and leaves it source code to everybody else. */
async function linesOfBinary(
  bare: Remote['bare'],
  files: readonly { readonly path: string; readonly blob: string }[],
): Promise<AddedLine[]> {
  const lines: AddedLine[] = []
  for (let at = 0; at < files.length; at += TOGETHER) {
    const some = files.slice(at, at + TOGETHER)
    const bytes = await readBlobs(
      bare,
      some.map(({ blob }) => blob),
      MAX_FILE,
    )
    for (const { path, blob } of some) {
      const texts = Buffer.from(bytes.get(blob) ?? [])
        .toString('latin1')
        .replaceAll('\0', '')
        .split('\n')
      lines.push(...texts.map((text, index) => ({ path, line: index + 1, text })).filter(isNote))
    }
  }
  return lines
}
