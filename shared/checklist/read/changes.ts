import { type Reading, read } from '../../evidence/reading.ts'
import { changesBetween } from '../../git/changes.ts'
import { mergeBase } from '../../git/history.ts'
import { EMPTY_TREE } from '../../git/names.ts'
import { type PullRequest, readPull } from '../../github/pull-request.ts'
import { appsOf } from '../../ownership/roles.ts'
import { personOf } from '../../run/approvals.ts'
import { asked } from '../../run/judged/unread.ts'
import type { Remote } from '../../run/judged.ts'
import { pathsOf } from '../../run/other-base.ts'
import { type Reviewed, reviewedPull } from '../../run/reviewed.ts'
import { compare } from '../../verdict/conclude.ts'
import type { ChangedFact, ChangeFact } from '../facts.ts'
import type { AskedChecklist } from './asked.ts'

/** A change of this many paths is generated, and nobody reviews it path by path. */
const MAX_PATHS = 100_000

/** Every pull request that is judged: the one of the event, or each one that a merge group brings in. */
export async function readChangeFacts(given: AskedChecklist): Promise<Reading<readonly ChangeFact[]>> {
  const { remote } = given
  const numbers = remote.pull === undefined ? (remote.group ?? []) : [remote.pull.number]
  const changes: ChangeFact[] = []
  for (const number of numbers) {
    const change = await readOne(number, given)
    if (change.state !== 'read') return change
    changes.push(change.value)
  }
  return read(changes)
}

async function readOne(number: number, given: AskedChecklist): Promise<Reading<ChangeFact>> {
  const { github, repository, remote, policy } = given
  const pull = await readPull(github, { ...repository, number, contexts: false })
  if (pull.state !== 'read') return pull
  const { head } = pull.value
  if (remote.pull !== undefined && head.sha !== remote.head) {
    return { state: 'stale', detail: `The head moved to ${head.sha.slice(0, 7)} while it was read.` }
  }
  const files = await changedFiles(remote, number, head.sha)
  if (files.state !== 'read') return files
  const owned = policy['definition-of-done'].owned
  const mode = (owned ? owned.contributors : undefined) ?? 'pushers-and-authors'
  const { bare, baseTip } = remote
  const rule = { mode, apps: appsOf(policy.roles) }
  // What the head has otherwise than the base decides what ran for it: who approved before has not seen that.
  const differing = await asked(async () =>
    pathsOf(await changesBetween(bare.git, baseTip, head.sha, { renames: false, maxPaths: MAX_PATHS })),
  )
  if (differing.state !== 'read') return differing
  const exactly = differing.value
  const reviewed = await reviewedPull({ ...rule, github, repository, bare, baseTip, pull: pull.value, exactly })
  return reviewed.state === 'read' ? read(factOf(pull.value, files.value, reviewed.value)) : reviewed
}

/** Net, against what the head was branched from, whatever the base has gained since. */
async function changedFiles(remote: Remote, number: number, head: string): Promise<Reading<readonly ChangedFact[]>> {
  const { bare, baseTip } = remote
  return asked(async () => {
    if (head !== remote.head) await bare.fetch([`refs/pull/${number}/head`, head])
    const from = (await mergeBase(bare.git, head, baseTip)) ?? EMPTY_TREE
    const changes = await changesBetween(bare.git, from, head, { renames: true, maxPaths: MAX_PATHS })
    return changes
      .map(
        ({ path, previousPath, status, kind, newBlob }): ChangedFact => ({
          path,
          ...(previousPath !== undefined && { previousPath }),
          status,
          kind,
          ...(newBlob !== undefined && kind !== 'submodule' && { blob: newBlob }),
        }),
      )
      .sort((one, next) => compare(one.path, next.path))
  })
}

function factOf(pull: PullRequest, files: readonly ChangedFact[], { change, unread }: Reviewed): ChangeFact {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    labels: pull.labels.toSorted(compare),
    author: pull.author === undefined ? null : personOf(pull.author),
    headRef: pull.head.ref,
    baseRef: `refs/heads/${pull.base.ref}`,
    crossRepository: pull.crossRepository,
    createdAt: pull.createdAt,
    edits: pull.edits.map(({ at, by }) => ({ at, by: by === undefined ? null : personOf(by) })),
    files,
    review: change,
    ...(unread !== undefined && { pushersUnread: unread }),
  }
}
