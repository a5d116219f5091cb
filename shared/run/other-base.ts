import { decidedBy, type Producer } from '../evidence/producer.ts'
import { type Change, changesBetween } from '../git/changes.ts'
import type { OpenPull } from '../github/open-pulls.ts'
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
  /** Where its head came from, as GitHub says; a run that we are in says neither. */
  readonly headBranch?: string
  readonly headRepositoryId?: number
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows: of `refs/pull/N/merge`. */
const BY_TEST_MERGE: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
])

/** Whether a run worked by a test merge: what its head leaves alone came from the base of a pull request. */
export const isByTestMerge = ({ event }: Pick<RunBegun, 'event'>): boolean => BY_TEST_MERGE.has(event)

/** A head goes into one branch or two; more are made to be many. */
const MAX_OTHERS = 10

/**
 * Why a run may have been for another pull request than the judged one. It works by a test merge, and with the same head
 * pointed at a branch of his own the author decides what runs; afterwards he can rewrite that branch, point the pull
 * request elsewhere, or move its head on. GitHub says only which branch the head of a run is, so every pull request of
 * that branch that was open when it began must have a base that nobody can rewrite and that decides nothing else.
 */
export async function otherBase(remote: Remote, producer: Producer, run: RunBegun): Promise<string | undefined> {
  const { pull, head } = remote
  const { createdAt: began, headBranch, headRepositoryId = pull?.headRepositoryId } = run
  // What runs for a push is in the head itself, and for `pull_request_target` in the default branch.
  if (!isByTestMerge(run)) return undefined
  if (pull === undefined) return 'it was for a pull request, and which base that had is not known.'
  if (headBranch !== undefined && headBranch !== pull.headRef) {
    return `it was for branch ${headBranch}, and the pull request is of ${pull.headRef}.`
  }
  if (Date.parse(began) < Date.parse(pull.since)) {
    return `it began at ${began}, before the pull request was opened or pointed at this base (${pull.since}). Run it again.`
  }
  const closed = await remote.closedSince(began)
  if (closed.state !== 'read') return `whether its head was pointed at another base could not be read. ${closed.detail}`
  const others = [...pull.sameHead, ...closed.value.filter((one) => one.head === head || one.headRef === pull.headRef)]
    .filter(({ number, openedAt }) => number !== pull.number && Date.parse(openedAt) <= Date.parse(began))
    .filter(({ headRef }) => headBranch === undefined || headRef === headBranch)
    // A run says whose repository its head is of: another fork's is none of ours.
    .filter(({ headRepositoryId: id }) => id === undefined || headRepositoryId === undefined || id === headRepositoryId)
  if (others.length > MAX_OTHERS)
    return `${others.length} other pull requests have its head, and it cannot be told which ran.`
  for (const other of others) {
    const doubt = await doubtOf(other, remote, producer, began)
    if (doubt !== undefined) return doubt
  }
  return undefined
}

async function doubtOf(
  { number, baseRef }: OpenPull,
  { bare, baseTip, pull, governs, pointedAt }: Remote,
  producer: Producer,
  began: string,
): Promise<string | undefined> {
  const branch = baseRef.replace(/^refs\/heads\//, '')
  const name = `pull request ${number} has the same head and goes into ${branch}`
  const either = 'a run for either looks the same.'
  const governed = await governs(baseRef)
  if (governed.state !== 'read') return `${name}, of which it could not be read who may write it. ${governed.detail}`
  const decided = await asked(async () => {
    const tip = (await bare.fetch([baseRef])).get(baseRef)
    if (tip === undefined) return [baseRef]
    return decidedBy(producer, pathsOf(await changesBetween(bare.git, baseTip, tip, { renames: false })))
  })
  if (decided.state !== 'read') return `${name}, which could not be read. ${decided.detail}`
  const [first] = decided.value
  if (first !== undefined) return `${name}, where ${first} is another: ${either}`
  // Two of one branch into one base are never open together: one of them had another base then.
  if (!governed.value) return `${name}, which anybody may have rewritten since: ${either}`
  const pointed = await pointedAt(number)
  if (pointed.state !== 'read') return `${name}, and since when could not be read. ${pointed.detail}`
  const since = pointed.value
  if (baseRef === pull?.baseRef || (since !== undefined && Date.parse(since) >= Date.parse(began))) {
    return `${name}, and had another base when the run began: ${either}`
  }
  return undefined
}

export const pathsOf = (changes: readonly Change[]): string[] =>
  [
    ...new Set(
      changes.flatMap(({ path, previousPath }) => [path, ...(previousPath === undefined ? [] : [previousPath])]),
    ),
  ].sort(compare)
