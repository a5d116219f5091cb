import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import type { BareRepository } from '../../git/bare.ts'
import { blobsOf, changesBetween } from '../../git/changes.ts'
import { treeOf } from '../../git/commit.ts'
import { filesOfBare } from '../../git/files.ts'
import { isAncestor, mergeBase } from '../../git/history.ts'
import { entriesAmong } from '../../git/tree.ts'
import { readClosedSince } from '../../github/open-pulls.ts'
import { readTips, type Tip, type Tips } from '../../github/tips.ts'
import type { Source } from '../../verdict/finding.ts'
import type { Subject } from '../../verdict/verdict.ts'
import type { Judged, Move, OnlinePlace, Remote } from '../judged.ts'
import { defaultPolicy } from './default-policy.ts'
import { type Governed, governed } from './governed.ts'
import { ownWorkflow } from './own-workflow.ts'
import { asked } from './unread.ts'

export interface Against {
  readonly tips: Tips
  readonly base: Tip
  /** What is fetched to have the judged commit: `refs/pull/7/head`, or the commit itself. */
  readonly want: string
  readonly head: string
  /** The workflow may be as it is at these tips. */
  readonly workflowAt: readonly Tip[]
  readonly group?: readonly number[]
}

/** The change against the live tip of its base: all of it from GitHub, nothing from the workspace. */
export async function judgedAgainst(place: OnlinePlace, against: Against): Promise<Judged> {
  const { tips, base, head, want, group } = against
  const { pull } = tips
  const uri = `git+${place.event.serverUrl}/${tips.repository.name}`
  const named: Subject = {
    repositoryId: tips.repository.id,
    ownerId: tips.repository.ownerId,
    uri,
    commit: head,
    baseRef: base.ref,
    ...(pull && { pull: pull.number }),
  }
  const change = await asked(() => fetched(place, against))
  const at = { id: 'change', uri: want === head ? uri : want, readAt: place.now }
  const sources: Source[] = [
    ...(pull === undefined ? [] : [pullSource(place, pull.number, { state: 'read', value: pull }, head)]),
    sourceOf(at, change, { commit: head }),
  ]
  if (change.state !== 'read') return { subject: named, sources }
  if (change.value.moved !== undefined) {
    const detail = `Its head moved to ${change.value.moved.slice(0, 7)} while it was read.`
    return { subject: named, sources: [...sources, moved(place, pull?.number, detail)] }
  }
  const { bare } = change.value
  const files = filesOfBare(bare, base.commit)
  const trusted = await defaultPolicy(place, tips, files, base)
  const standingOf = async (ref: string): Promise<Reading<Governed>> =>
    trusted.state === 'read'
      ? governed(place.github, place, { ref, defaultRef: tips.defaultBranch.ref, policy: trusted.value })
      : trusted
  const standing = await standingOf(base.ref)
  sources.push(baseSource(place, base, tips.defaultBranch.ref, standing))
  if (trusted.state === 'read') {
    const workflow = await ownWorkflow(
      place.event,
      bare,
      [...new Set(against.workflowAt.map((tip) => tip.commit))],
      trusted.value.trust,
    )
    sources.push(sourceOf({ id: 'workflow', uri: place.event.workflow?.path ?? '', readAt: place.now }, workflow))
  }
  const remote: Remote = {
    bare,
    tips,
    baseTip: base.commit,
    head,
    unmerged: !change.value.merged,
    publishable: standing.state === 'read' && standing.value.protected && standing.value.named,
    recheck: () => recheck(place, against),
    governs: async (ref) => {
      const one = await standingOf(ref)
      return one.state === 'read' ? read(one.value.protected && one.value.named) : one
    },
    pointedAt: (number) => pointedAt(place, number),
    closedSince: (instant) => readClosedSince(place.github, place, instant),
    ...(change.value.mergeBase !== undefined && { mergeBase: change.value.mergeBase }),
    ...(pull && { pull }),
    ...(group && { group }),
  }
  return { subject: { ...named, tree: change.value.tree }, sources, base: files, git: bare.git, remote }
}

async function fetched(place: OnlinePlace, { want, head, base, tips }: Against) {
  const bare = await place.bare()
  const got = await bare.fetch([want, base.commit, tips.defaultBranch.commit])
  const now = got.get(want)
  if (now !== head) return { bare, moved: now ?? 'nothing', merged: false, mergeBase: undefined, tree: '' }
  await prefetch(bare, head, base, tips)
  const [merged, fork, tree] = await Promise.all([
    isAncestor(bare.git, head, base.commit),
    mergeBase(bare.git, head, base.commit),
    treeOf(bare.git, head),
  ])
  return { bare, moved: undefined, merged, mergeBase: fork, tree }
}

/** What decides how a change is judged lies in these; asked for one by one each would be a fetch of its own. */
const DECIDING = ['.github', 'CODEOWNERS', 'docs/CODEOWNERS']

/** Contents that will be read for sure, in one batch: both sides of the change, and what decides at the base. */
async function prefetch(bare: BareRepository, head: string, base: Tip, { defaultBranch }: Tips): Promise<void> {
  const { git } = bare
  const tips = [...new Set([base.commit, defaultBranch.commit])]
  const deciding = await Promise.all(tips.map((tip) => entriesAmong(git, tip, DECIDING)))
  const from = await mergeBase(git, head, base.commit)
  const changes = from === undefined ? [] : await changesBetween(git, from, head, { renames: false })
  const blobs = deciding.flat().flatMap(({ type, oid }) => (type === 'blob' ? [oid] : []))
  await bare.need(new Set([...blobs, ...blobsOf(changes)]))
}

export const pullSource = (place: OnlinePlace, number: number, reading: Reading<unknown>, commit?: string): Source =>
  sourceOf(
    {
      id: 'pull',
      uri: `${place.event.serverUrl}/${place.owner}/${place.repo}/pull/${number}`,
      readAt: place.now,
    },
    reading,
    commit === undefined ? {} : { commit },
  )

const moved = (place: OnlinePlace, pull: number | undefined, detail: string): Source => ({
  id: 'moved',
  uri: pull === undefined ? place.repo : `${place.event.serverUrl}/${place.owner}/${place.repo}/pull/${pull}`,
  state: 'stale',
  readAt: place.now,
  detail,
})

function baseSource(place: OnlinePlace, base: Tip, defaultRef: string, standing: Reading<Governed>): Source {
  const at = { id: 'base', uri: base.ref, readAt: place.now }
  if (standing.state !== 'read') return sourceOf(at, standing)
  const { protected: isProtected, named } = standing.value
  const branch = base.ref.replace(/^refs\/heads\//, '')
  if (!named) {
    return { ...at, state: 'untrusted', detail: `The policy of the default branch does not name ${branch}.` }
  }
  if (isProtected || base.ref === defaultRef) {
    const detail = isProtected ? {} : { detail: `${branch} is not protected.` }
    return { ...at, state: 'read', commit: base.commit, ...detail }
  }
  return {
    ...at,
    state: 'untrusted',
    detail: `${branch} is not protected, so anybody with write access sets its policy.`,
  }
}

async function pointedAt(place: OnlinePlace, pull: number): Promise<Reading<string | undefined>> {
  const { owner, repo, policyPath } = place
  const other = await readTips(place.github, { owner, repo, ref: 'HEAD', policyPath, pull })
  return other.state === 'read' ? read(other.value.pull?.pointedAt) : other
}

/** What must still be so when the verdict is shown. */
async function recheck(place: OnlinePlace, { tips, base, head }: Against): Promise<Reading<readonly Move[]>> {
  const { owner, repo, policyPath, event } = place
  const workflowPath = event.workflow?.path
  const again = await readTips(place.github, {
    owner,
    repo,
    ref: base.ref,
    policyPath,
    workflowPath,
    pull: tips.pull?.number,
  })
  if (again.state !== 'read') return again
  const { pull, ref, defaultBranch } = again.value
  const live = pull?.base ?? ref
  const moves: (Move | false)[] = [
    pull !== undefined && pull.state !== 'OPEN' && { moved: 'head', detail: 'It is no longer open.' },
    pull !== undefined &&
      pull.head !== head && { moved: 'head', detail: `Its head moved to ${pull.head.slice(0, 7)}.` },
    pull !== undefined && pull.baseRef !== base.ref && { moved: 'base', detail: `It was pointed at ${pull.baseRef}.` },
    live === undefined && { moved: 'base', detail: `${base.ref} is gone.` },
    live !== undefined &&
      live.policy !== base.policy && { moved: 'policy', detail: `The policy of ${base.ref} was changed.` },
    defaultBranch.policy !== tips.defaultBranch.policy && {
      moved: 'policy',
      detail: 'The policy of the default branch was changed.',
    },
    defaultBranch.workflow !== tips.defaultBranch.workflow && {
      moved: 'workflow',
      detail: 'The workflow that runs this gate was changed.',
    },
    live !== undefined &&
      live.folder !== base.folder && { moved: 'policy', detail: `.github of ${base.ref} was changed.` },
  ]
  return read(moves.filter((move) => move !== false))
}

/** As a source: what moved while it was read makes the verdict blind. */
export function movedSource(
  place: { readonly now: string },
  subject: Subject,
  again: Reading<readonly Move[]>,
): Source[] {
  const at = {
    id: 'moved',
    uri: subject.pull === undefined ? subject.uri : `pull request ${subject.pull}`,
    readAt: place.now,
  }
  if (again.state !== 'read') return [sourceOf(at, again)]
  if (again.value.length === 0) return []
  return [{ ...at, state: 'stale', detail: again.value.map(({ detail }) => detail).join(' ') }]
}
