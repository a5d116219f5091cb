import { compare } from '../verdict/conclude.ts'
import { type Change, changesBetween } from './changes.ts'
import { hasCommit } from './commit.ts'
import type { Git } from './git.ts'
import { isAncestor, mergeBases } from './history.ts'
import { isObjectId } from './names.ts'
import type { Step } from './updates.ts'

/** What was said of an older commit of a branch, held against its head. */
export type Carry =
  /** It holds for the head too, but for these paths, sorted. */
  | { readonly commit: string; readonly holds: true; readonly except: readonly string[] }
  /** `why` goes on from "the head is another now, and ". */
  | { readonly commit: string; readonly holds: false; readonly why: string }

export interface Carrying {
  readonly git: Git
  /** `stepsTowards` the base's tip. */
  readonly step: (commit: string) => Promise<Step>
  readonly head: string
  /** The live tip of the branch it goes into. */
  readonly baseTip: string
  /** Older commits somebody has said something of. Any text: they are GitHub's word. */
  readonly commits: readonly string[]
  /** Paths whose content counts, and not only what the change makes of it. */
  readonly exactly?: readonly string[]
}

/** More is a list that somebody made long. Each commit takes a few git processes, each step a merge. */
const COMMITS = 20
const STEPS = 50
const PATHS = 100_000

/**
 * Which of them the head only brings up to date (decisions.md 3.2): from the head back to the commit there is nothing but
 * merges of the base that add nothing. A path whose net change is no longer the same is an exception.
 * Nothing is fetched to find a commit: one that is not in the head's history is not here, or is not its ancestor.
 * @throws GitError, FetchError, OverLimit
 */
export async function carriedTo(given: Carrying): Promise<readonly Carry[]> {
  const { git, head, baseTip } = given
  const asked = [...new Set(given.commits)].filter((commit) => commit !== head)
  const carries: Carry[] = asked
    .slice(COMMITS)
    .map((commit) => ({ commit, holds: false, why: `more than ${COMMITS} older commits were approved` }))
  const older = new Set<string>()
  for (const commit of asked.slice(0, COMMITS)) {
    const why = await strangeness(commit, given)
    if (why === undefined) older.add(commit)
    else carries.push({ commit, holds: false, why })
  }
  if (older.size === 0) return carries
  const net = await netChange(git, baseTip, head)
  const { reached, why } = await walkBack(given, older)
  for (const commit of older) {
    if (!reached.has(commit)) carries.push({ commit, holds: false, why })
    else if (net === undefined) carries.push({ commit, holds: false, why: CRISS_CROSS })
    else carries.push(await heldAgainst(commit, net, given))
  }
  return carries
}

const CRISS_CROSS = 'branch and base were merged into each other, so that what it changes cannot be told'

/** Why a commit cannot be one that the head was made from. */
async function strangeness(commit: string, { git, head, baseTip }: Carrying): Promise<string | undefined> {
  const known = isObjectId(commit) && (await hasCommit(git, commit))
  if (!known || !(await isAncestor(git, commit, head))) return 'that commit is no part of its history'
  return (await isAncestor(git, commit, baseTip)) ? 'that commit is one of the base' : undefined
}

/** Steps back along the branch for as long as nothing but updates was made; a branch has one way back only. */
async function walkBack(
  { head, step }: Carrying,
  wanted: ReadonlySet<string>,
): Promise<{ readonly reached: ReadonlySet<string>; readonly why: string }> {
  const reached = new Set<string>()
  let at = head
  for (let steps = 0; reached.size < wanted.size; steps++) {
    if (steps === STEPS) return { reached, why: `more than ${STEPS} merges of the base came between` }
    const made = await step(at)
    if (made.kind === 'own') return { reached, why: `commit ${at.slice(0, 7)}, which came after it, ${made.why}` }
    at = made.from
    if (wanted.has(at)) reached.add(at)
  }
  return { reached, why: '' }
}

type Net = ReadonlyMap<string, string>

/** What a commit changes, by path; `undefined` when it has no base, or several. */
async function netChange(git: Git, baseTip: string, commit: string): Promise<Net | undefined> {
  const [base, ...more] = await mergeBases(git, commit, baseTip)
  if (base === undefined || more.length > 0) return undefined
  const changes = await changesBetween(git, base, commit, { renames: false, maxPaths: PATHS })
  return new Map(changes.map((change) => [change.path, shapeOf(change)]))
}

const shapeOf = ({ oldMode, newMode, oldBlob, newBlob }: Change): string =>
  [oldMode, oldBlob, newMode, newBlob].map((part) => part ?? '-').join(' ')

async function heldAgainst(commit: string, net: Net, given: Carrying): Promise<Carry> {
  const { git } = given
  const then = await netChange(git, given.baseTip, commit)
  if (then === undefined) return { commit, holds: false, why: CRISS_CROSS }
  const except = new Set([...then.keys(), ...net.keys()].filter((path) => then.get(path) !== net.get(path)))
  const exactly = new Set(given.exactly)
  if (exactly.size > 0) {
    for (const { path } of await changesBetween(git, commit, given.head, { renames: false, maxPaths: PATHS })) {
      if (exactly.has(path)) except.add(path)
    }
  }
  return { commit, holds: true, except: [...except].sort(compare) }
}
