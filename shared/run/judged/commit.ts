import { sourceOf } from '../../evidence/reading.ts'
import { readTips, type Tips } from '../../github/tips.ts'
import { subjectOf } from '../event.ts'
import type { Judged, OnlinePlace } from '../judged.ts'
import { judgedAgainst } from './against.ts'

/**
 * A commit that is named by the event or the input, against the live tip of the branch that the run is of; a tag, a
 * deployment and a pull request's commit against the default branch.
 */
export async function judgedCommit(place: OnlinePlace, wanted: string | undefined): Promise<Judged> {
  const { event, policyPath, now } = place
  const subject = subjectOf(event, wanted)
  const ref = event.ref?.startsWith('refs/heads/') ? event.ref : 'HEAD'
  const tips = await readTips(place.github, {
    owner: place.owner,
    repo: place.repo,
    ref,
    policyPath,
    workflowPath: event.workflow?.path,
  })
  if (tips.state !== 'read') {
    return { subject, sources: [sourceOf({ id: 'base', uri: subject.baseRef ?? subject.uri, readAt: now }, tips)] }
  }
  const base = baseOf(tips.value, ref)
  if (base === undefined) {
    const detail = `${ref} is gone, so there is no policy to judge by.`
    return { subject, sources: [{ id: 'base', uri: ref, state: 'absent', readAt: now, detail }] }
  }
  const { defaultBranch } = tips.value
  return judgedAgainst(place, {
    tips: tips.value,
    base,
    want: subject.commit,
    head: subject.commit,
    workflowAt: [base, defaultBranch],
  })
}

const baseOf = ({ defaultBranch, ref }: Tips, asked: string) => (asked === 'HEAD' ? defaultBranch : ref)
