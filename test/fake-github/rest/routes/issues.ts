import { canSee } from '../../state/access.ts'
import type { Issue } from '../../state/issues.ts'
import { notFound, Refusal } from '../../state/refusal.ts'
import { type Answer, inRepository, number, ok, type RepositoryCall, type Route } from '../router.ts'
import { issueShape, pullAsIssue } from '../shapes/issue.ts'

export const ISSUES: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/issues/{issue_number}', 'issues=read', (call) => {
    const { world, url, repository } = call
    const wanted = number(call, 'issue_number')
    const pull = repository.pulls.find((one) => one.number === wanted)
    if (pull !== undefined) return ok(pullAsIssue(world, url, repository, pull))
    if (repository.disabled.has('issues')) throw new Refusal(410, 'Issues has been disabled in this repository.')
    const issue = repository.issues.find((one) => one.number === wanted)
    if (issue === undefined) throw notFound()
    if (issue.deleted) throw new Refusal(410, 'This issue was deleted')
    if (issue.transferredTo !== null) return moved(call, issue.transferredTo)
    return ok(issueShape(world, url, repository, issue))
  }),
]

/** Who may not see the other repository is not told where it went. */
function moved({ world, url, token }: RepositoryCall, to: NonNullable<Issue['transferredTo']>): Answer {
  if (!canSee(world, to.repository, token)) throw notFound()
  const location = `${url}/repositories/${to.repository.id}/issues/${to.issue.number}`
  const documentation_url = 'https://docs.github.com/rest/issues/issues#get-an-issue'
  return {
    status: 301,
    body: { message: 'Moved Permanently', url: location, documentation_url },
    headers: { location },
  }
}
