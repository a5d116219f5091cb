import type { Remote } from '../../../../shared/run/judged.ts'
import type { Subject } from '../../../../shared/verdict/verdict.ts'
import type { GitHubSubject } from '../../github-facts.ts'

/** What is judged, in the words by which GitHub keeps analyses and alerts. */
export function subjectOnGitHub(
  { head, pull, group, tips, baseTip, mergeBase }: Remote,
  { baseRef }: Subject,
): GitHubSubject {
  const { ref, commit } = tips.defaultBranch
  const { kind, refs } =
    pull !== undefined
      ? ({ kind: 'pull-request', refs: [`refs/pull/${pull.number}/head`, `refs/pull/${pull.number}/merge`] } as const)
      : ({
          kind: group === undefined ? 'commit' : 'merge-group',
          refs: baseRef === undefined ? [] : [baseRef],
        } as const)
  return {
    kind,
    refs,
    head,
    accepted: [head],
    defaultBranch: ref,
    defaultBranchTip: commit,
    ...(baseRef !== undefined && kind !== 'commit' && { base: { ref: baseRef, mergeBase: mergeBase ?? baseTip } }),
  }
}
