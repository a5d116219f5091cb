import { decidedBy, type Producer, type ProducerFact, producerOf } from '../evidence/producer.ts'
import { type Change, changesBetween } from '../git/changes.ts'
import { hasCommit, treeOf } from '../git/commit.ts'
import { filesOfBare } from '../git/files.ts'
import { isAncestor, parentsOf } from '../git/history.ts'
import { mergeTree } from '../git/merge-tree.ts'
import { compare } from '../verdict/conclude.ts'
import { asked } from './judged/unread.ts'
import type { Remote } from './judged.ts'

/** A run of a workflow, as far as it says what it worked by. */
export interface RunBegun {
  /** Of its workflow. */
  readonly path: string
  readonly event: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
}

/** Every path of a change, the old names of moved files too. */
export const pathsOf = (changes: readonly Change[]): string[] =>
  [
    ...new Set(
      changes.flatMap(({ path, previousPath }) => [path, ...(previousPath === undefined ? [] : [previousPath])]),
    ),
  ].sort(compare)

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

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows: of `refs/pull/N/merge`. */
const BY_TEST_MERGE: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
])

/** A head goes into one branch or two; more are made to be many. */
const MAX_BASES = 10

/**
 * A run for a pull request works by its test merge, and what the head leaves alone comes from the base: with the same
 * head pointed at a branch of his own, the author decides what runs. GitHub does not say which of the two a run was for.
 */
async function otherBase(
  remote: Remote,
  producer: Producer,
  { event, createdAt: began }: RunBegun,
): Promise<string | undefined> {
  const { bare, baseTip, pull, head } = remote
  // What runs for a push is in the head itself, and for `pull_request_target` in the default branch.
  if (pull === undefined || !BY_TEST_MERGE.has(event)) return undefined
  if (Date.parse(began) < Date.parse(pull.since)) {
    return `it began at ${began}, before the pull request was opened or pointed at this base (${pull.since}). Run it again.`
  }
  const closed = await remote.closedSince(began)
  if (closed.state !== 'read') return `whether its head was pointed at another base could not be read. ${closed.detail}`
  const same = [...pull.sameHead, ...closed.value.filter((one) => one.head === head)]
  // A run says whose repository its head is of: another fork's is none of ours.
  const others = same.filter(
    ({ baseRef, headRepositoryId: id }) =>
      baseRef !== pull.baseRef &&
      (id === undefined || pull.headRepositoryId === undefined || id === pull.headRepositoryId),
  )
  const refs = [...new Set(others.map(({ baseRef }) => baseRef))]
  if (refs.length > MAX_BASES)
    return `its head is pointed at ${refs.length + 1} bases, and it cannot be told which ran.`
  for (const { number, baseRef } of others) {
    const name = `pull request ${number} has the same head and goes into ${baseRef.replace(/^refs\/heads\//, '')}`
    const decided = await asked(async () => {
      const tip = (await bare.fetch([baseRef])).get(baseRef)
      if (tip === undefined) return [baseRef]
      return decidedBy(producer, pathsOf(await changesBetween(bare.git, baseTip, tip, { renames: false })))
    })
    if (decided.state !== 'read') return `${name}, which could not be read. ${decided.detail}`
    const [first] = decided.value
    if (first !== undefined) return `${name}, where ${first} is another: a run for either looks the same.`
  }
  return undefined
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
