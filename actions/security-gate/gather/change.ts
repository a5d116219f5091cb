import { decidedBy, type Producer, producerOf } from '../../../shared/evidence/producer.ts'
import { addedLines } from '../../../shared/git/added-lines.ts'
import { type Change, changesBetween } from '../../../shared/git/changes.ts'
import { hasCommit, treeOf } from '../../../shared/git/commit.ts'
import { filesOfBare } from '../../../shared/git/files.ts'
import { isAncestor, parentsOf } from '../../../shared/git/history.ts'
import { mergeTree } from '../../../shared/git/merge-tree.ts'
import { EMPTY_TREE } from '../../../shared/git/names.ts'
import { type Reading, read } from '../../../shared/github/reading.ts'
import { asked } from '../../../shared/run/judged/unread.ts'
import type { Remote } from '../../../shared/run/judged.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { ProducerFact, SuppressionFact } from '../facts.ts'
import { suppressionsIn } from './suppressions.ts'

/** A change that is not merged, as git has it. */
export interface ReadChange {
  /** Every path it touches, the old names of moved files too. */
  readonly paths: readonly string[]
  readonly suppressions: readonly SuppressionFact[]
  /** Whether it decides what a workflow does. */
  readonly producer: (workflow: string) => Promise<ProducerFact>
  /** Whether a commit is a test merge of the head into the base, as git makes it again. */
  readonly standsFor: (commit: string) => Promise<boolean>
}

/** A change of this many paths is generated, and is not judged line by line by anybody. */
const MAX_PATHS = 100_000
/** Scanners leave out larger files. */
const MAX_FILE = 8 * 1024 * 1024
const MAX_LINE = 4000

export async function readChange(remote: Remote): Promise<Reading<ReadChange>> {
  const { bare, head, baseTip, mergeBase = EMPTY_TREE } = remote
  const changes = await asked(async () => {
    const made = await changesBetween(bare.git, mergeBase, head, { renames: false, maxPaths: MAX_PATHS })
    const against = await changesBetween(bare.git, baseTip, head, { renames: false, maxPaths: MAX_PATHS })
    const paths = pathsOf(made)
    const options = { renames: false, maxBytes: MAX_FILE, maxLine: MAX_LINE, maxPaths: MAX_PATHS }
    const { lines } = await addedLines(bare, mergeBase, head, paths, options)
    return { paths, differing: pathsOf(against), suppressions: suppressionsIn(lines, paths) }
  })
  if (changes.state !== 'read') return changes
  const { paths, differing, suppressions } = changes.value
  const producers = new Map<string, Promise<ProducerFact>>()
  const producer = (workflow: string): Promise<ProducerFact> => {
    const known = producers.get(workflow) ?? producerFact(remote, workflow, differing)
    producers.set(workflow, known)
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

const pathsOf = (changes: readonly Change[]): string[] =>
  [
    ...new Set(
      changes.flatMap(({ path, previousPath }) => [path, ...(previousPath === undefined ? [] : [previousPath])]),
    ),
  ].sort(compare)

/** Every file that decides what the workflow does must be what it is at the live tip of the base (decisions.md 1.1). */
async function producerFact(remote: Remote, workflow: string, differing: readonly string[]): Promise<ProducerFact> {
  const files = filesOfBare(remote.bare, remote.baseTip)
  const made = await asked<Producer>(() =>
    producerOf(workflow, async (path) => {
      const bytes = await files.read(path)
      return bytes && Buffer.from(bytes).toString()
    }),
  )
  if (made.state !== 'read') return { state: 'unknown', detail: made.detail }
  const rewritten = decidedBy(made.value, differing)
  if (rewritten.length > 0) return { state: 'rewritten', files: rewritten }
  if (made.value.unknown !== undefined) return { state: 'unknown', detail: `at the base, ${made.value.unknown}` }
  return { state: 'trusted', because: 'unchanged' }
}

/**
 * decisions.md 1.2: its parents are exactly a commit of the base and the head, and its tree is what git makes of them.
 * What cannot be fetched any more stands for nothing.
 */
async function isTestMerge({ bare, head, baseTip }: Remote, commit: string): Promise<boolean> {
  const answer = await asked(async () => {
    if (!(await hasCommit(bare.git, commit))) await bare.fetch([commit])
    const [onto, merged, ...more] = await parentsOf(bare.git, commit)
    if (onto === undefined || merged !== head || more.length > 0) return false
    if (!(await isAncestor(bare.git, onto, baseTip))) return false
    const made = await mergeTree(bare, onto, head)
    return made.kind === 'clean' && made.tree === (await treeOf(bare.git, commit))
  })
  return answer.state === 'read' && answer.value
}
