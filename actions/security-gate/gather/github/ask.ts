import { type Reading, sourceOf } from '../../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../../shared/github/client.ts'
import type { RepositoryName } from '../../../../shared/github/fields.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'
import type { GitHubFacts, GitHubSubject, Known } from '../../github-facts.ts'

/** What every question about one subject needs. */
export interface Ask {
  readonly github: GitHub
  readonly repository: RepositoryName
  /** GITHUB_SERVER_URL, without a slash at the end. */
  readonly serverUrl: string
  readonly subject: GitHubSubject
  /** ISO 8601 UTC. */
  readonly now: string
}

export interface Gathered {
  readonly sources: readonly Source[]
  readonly facts: Partial<GitHubFacts>
}

/** @param page below the repository's own, what a reader opens to see it */
export function gathered<T extends object>(
  { repository, serverUrl, now }: Ask,
  { id, page, detail }: { readonly id: string; readonly page: string; readonly detail?: string },
  reading: Reading<T>,
): { readonly source: Source; readonly known: Known<T> } {
  const uri = `${serverUrl}/${repository.owner}/${repository.repo}/${page}`
  const source = sourceOf({ id, uri, readAt: now }, reading, detail === undefined ? {} : { detail })
  const known: Known<T> =
    reading.state === 'read' ? { source: id, state: 'read', ...reading.value } : { source: id, ...reading }
  return { source, known }
}

/** Alerts of Dependabot and secret scanning name no commit (decisions.md 1.3). */
export function describesOnly({ subject: { kind, defaultBranch, defaultBranchTip, head } }: Ask): string {
  const branch = defaultBranch?.replace(/^refs\/heads\//, '') ?? 'the default branch'
  const tip = defaultBranchTip === undefined ? '' : ` at ${defaultBranchTip.slice(0, 7)}`
  const same = kind === 'commit' && head === defaultBranchTip
  return `Describes ${branch}${tip}${same ? '' : ', not what is judged'}: it adds findings and proves no scan.`
}
