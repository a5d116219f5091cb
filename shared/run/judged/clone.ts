import { hasCommit, isRepository, treeOf } from '../../git/commit.ts'
import { filesIn, filesOfCommit } from '../../git/files.ts'
import { askedOnce, type Git, gitIn } from '../../git/git.ts'
import { policyFromWorkspace, subjectOf } from '../event.ts'
import type { Judged, Place } from '../judged.ts'

/**
 * Without GitHub: one's own machine, or a run without a token. What is believed is the commit the workflow runs on, and
 * on events where that could be the author's, nothing.
 */
export async function judgedClone({ event, commit: wanted, policyPath, now }: Place): Promise<Judged> {
  const git = askedOnce(gitIn(event.workspace))
  const named = subjectOf(event, wanted)
  const here = await has(git, named.commit)
  const known = here ? { git } : {}
  const subject = here ? { ...named, tree: await treeOf(git, named.commit) } : named
  if (event.name === '') return { subject, sources: [], base: filesIn(event.workspace), ...known }
  const source = { id: 'policy', uri: policyPath, readAt: now }
  if (!policyFromWorkspace(event)) {
    const detail = `On ${event.name} the workspace may hold what the author of the change wrote, so ${policyPath} is not read from it.`
    const needs = 'a token with contents: read, so that the live tip of the base branch can be read'
    return { subject, sources: [{ ...source, state: 'untrusted', detail, needs }], ...known }
  }
  if (event.sha !== undefined && (await has(git, event.sha))) {
    return { subject, sources: [], base: filesOfCommit(git, event.sha), ...known }
  }
  const detail = `The workspace is no clone that has commit ${event.sha?.slice(0, 7) ?? 'of the event'}, so it cannot be told whether there is a ${policyPath}.`
  const needs = 'a token with contents: read, or a step that checks the repository out before the gate'
  return { subject, sources: [{ ...source, state: 'absent', detail, needs }], ...known }
}

/** Whether the workspace is a clone that has the commit: only then git can say anything about it. */
const has = async (git: Git, commit: string): Promise<boolean> =>
  (await isRepository(git)) && (await hasCommit(git, commit))
