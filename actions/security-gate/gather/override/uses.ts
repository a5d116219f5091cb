import { sourceOf } from '../../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../../shared/github/client.ts'
import type { RepositoryName } from '../../../../shared/github/fields.ts'
import { readMergedSince } from '../../../../shared/github/merged-since.ts'
import type { UsesFact } from '../../../../shared/override/facts.ts'
import { tagOf } from '../../../../shared/override/tag.ts'
import type { OverridePolicy } from '../../../../shared/policy/policy.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'
import { descriptionOf } from './description.ts'

/** How far back a merged pull request is looked for: the month of `max-per-month`. */
const BACK = 31 * 86_400_000

interface Asked {
  readonly github: GitHub
  readonly repository: RepositoryName
  readonly policy: OverridePolicy
  readonly now: string
  readonly serverUrl: string
}

/** Pull requests that were merged with the tag, and the tickets they link. */
export async function usesOf({
  github,
  repository,
  policy,
  now,
  serverUrl,
}: Asked): Promise<{ readonly fact: UsesFact; readonly source: Source }> {
  const { owner, repo } = repository
  const since = new Date(Date.parse(now) - BACK).toISOString()
  const merged = await readMergedSince(github, repository, since)
  const uri = `${serverUrl}/${owner}/${repo}/pulls?q=is%3Amerged`
  const source = sourceOf({ id: 'override:uses', uri, readAt: now }, merged)
  if (merged.state !== 'read') {
    const { detail, needs } = merged
    return { source, fact: { state: 'unread', detail: needs === undefined ? detail : `${detail} It needs ${needs}.` } }
  }
  const uses = merged.value
    .filter(({ title }) => tagOf(title, policy.tag).state === 'opens')
    .map(({ number: pull, mergedAt, body }) => ({
      pull,
      mergedAt,
      tickets: descriptionOf(body, policy, { repository: `${owner}/${repo}`, serverUrl }).tickets.map(({ key }) => key),
    }))
  return { source, fact: { state: 'read', uses } }
}
