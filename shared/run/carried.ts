import type { BareRepository } from '../git/bare.ts'
import { type Carry, carriedTo } from '../git/carry.ts'
import { hasCommit } from '../git/commit.ts'
import { FetchError } from '../git/fetch-error.ts'
import { stepsTowards } from '../git/updates.ts'
import type { PullRequest } from '../github/pull-request.ts'
import type { Carried, Stale } from '../ownership/approvals.ts'
import { asked } from './judged/unread.ts'

/** What git says of a branch that approvals were given on. */
export interface BranchFacts {
  readonly carried: readonly Carried[]
  /** Approved commits that count no more, and why. */
  readonly stale: readonly Stale[]
  /** Commits that only bring the branch up to date, each with what it brought up to date: who made them wrote nothing. */
  readonly updates: ReadonlyMap<string, string>
}

export interface AskedBranch {
  readonly bare: BareRepository
  /** The live tip of the base. */
  readonly baseTip: string
  readonly pull: Pick<PullRequest, 'reviews' | 'commits'> & {
    readonly number: number
    readonly head: { readonly sha: string }
  }
  /** Paths that an approval must have seen as they are now, whoever changed them since. */
  readonly exactly?: readonly string[]
}

/** Merges of a branch that are made again; beyond it whoever made them counts as having had a part. */
const MERGES = 50

/** Which approvals of older commits still hold. What git cannot tell carries nothing and clears nobody. */
export async function branchFacts({ bare, baseTip, pull, exactly = [] }: AskedBranch): Promise<BranchFacts> {
  const head = pull.head.sha
  const approved = pull.reviews.flatMap(({ state, commit }) =>
    state === 'approved' && commit !== undefined && commit !== head ? [commit] : [],
  )
  // The newest first: they are the ones that may still count.
  const commits = [...new Set(approved.toReversed())]
  const merges = pull.commits.listed.flatMap(({ oid, parents }) => (parents.length > 1 ? [oid] : [])).slice(-MERGES)
  if (commits.length + merges.length === 0) return { carried: [], stale: [], updates: new Map() }
  const step = stepsTowards(bare, baseTip)
  const carries = await asked(async () => {
    await haveHead(bare, pull.number, head)
    return carriedTo({ git: bare.git, step, head, baseTip, commits, exactly })
  })
  const updates = new Map<string, string>()
  for (const commit of merges) {
    const made = await asked(() => step(commit))
    if (made.state === 'read' && made.value.kind === 'update') updates.set(commit, made.value.from)
  }
  if (carries.state === 'read') return { ...sorted(carries.value), updates }
  const why = `what came between could not be read (${carries.detail.replace(/[.]$/, '')})`
  return { carried: [], stale: commits.map((commit) => ({ commit, why })), updates }
}

/** Of a merge group only the group's own commit is here for sure. */
async function haveHead(bare: BareRepository, number: number, head: string): Promise<void> {
  if (await hasCommit(bare.git, head)) return
  const ref = `refs/pull/${number}/head`
  const found = (await bare.fetch([ref])).get(ref)
  if (found !== head) throw new FetchError('failed', `${ref} is ${found?.slice(0, 7)} and not ${head.slice(0, 7)}`)
}

function sorted(carries: readonly Carry[]): Pick<BranchFacts, 'carried' | 'stale'> {
  return {
    carried: carries.flatMap((one) => (one.holds ? [{ commit: one.commit, except: one.except }] : [])),
    stale: carries.flatMap((one) => (one.holds ? [] : [{ commit: one.commit, why: one.why }])),
  }
}
