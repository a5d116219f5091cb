import { decidedBy, type Producer, type ProducerFact, producerOf } from '../evidence/producer.ts'
import { hasCommit, treeOf } from '../git/commit.ts'
import { filesOfBare } from '../git/files.ts'
import { isAncestor, parentsOf } from '../git/history.ts'
import { mergeTree } from '../git/merge-tree.ts'
import { asked } from './judged/unread.ts'
import type { Remote } from './judged.ts'
import { isByTestMerge, otherBase, type RunBegun } from './other-base.ts'

/** Every file that decides what the workflow does must be what it is at the live tip of the base (decisions.md 1.1). */
export async function producerFact(remote: Remote, run: RunBegun, differing: readonly string[]): Promise<ProducerFact> {
  const files = filesOfBare(remote.bare, remote.baseTip)
  const made = await asked<Producer>(() =>
    producerOf(run.path, async (path) => {
      const bytes = await files.read(path)
      return bytes && Buffer.from(bytes).toString()
    }),
  )
  if (made.state !== 'read') return { state: 'unknown', detail: made.detail }
  const rewritten = decidedBy(made.value, differing)
  if (rewritten.length > 0) return { state: 'rewritten', files: rewritten }
  if (made.value.unknown !== undefined) return { state: 'unknown', detail: `at the base, ${made.value.unknown}` }
  const detail = await otherBase(remote, made.value, run)
  return detail === undefined ? { state: 'trusted', because: 'unchanged' } : { state: 'unknown', detail }
}

/** What was merged is nobody's to rewrite; but a run that worked by a test merge may have had any base. */
export function mergedProducer(run: Pick<RunBegun, 'event'>): ProducerFact {
  if (!isByTestMerge(run)) return { state: 'trusted', because: 'merged' }
  return { state: 'unknown', detail: 'it was for a pull request, and which base that had is not known.' }
}

/**
 * decisions.md 1.2: its parents are exactly a commit of the base and the head, and its tree is what git makes of them.
 * What cannot be fetched any more stands for nothing.
 */
export async function isTestMerge({ bare, head, baseTip }: Remote, commit: string): Promise<boolean> {
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
