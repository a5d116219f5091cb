import type { CheckContext } from '../../../shared/checklist/context.ts'
import type { ChangedFact, ChangeFact, ChecklistFacts } from '../../../shared/checklist/facts.ts'
import type { Person } from '../../../shared/ownership/person.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'
import type { Policy } from '../../../shared/policy/policy.ts'

export const NOW = '2026-11-20T12:00:00Z'
export const HEAD = 'b'.repeat(40)

export const person = (login: string, kind: 'user' | 'app' = 'user'): Person => ({ login, kind })

export const file = (path: string, more: Partial<ChangedFact> = {}): ChangedFact => ({
  path,
  status: 'modified',
  kind: 'file',
  ...more,
})

/** Pull request 7 by ada, with one commit of hers and no review. */
export function aChange({ review, ...more }: Partial<ChangeFact> = {}): ChangeFact {
  const author = more.author === undefined ? person('ada') : more.author
  return {
    number: 7,
    title: 'A wider door',
    body: '',
    labels: [],
    author,
    headRef: 'wider',
    baseRef: 'refs/heads/main',
    crossRepository: false,
    createdAt: '2026-11-19T08:00:00Z',
    edits: [],
    files: [file('src/door.ts')],
    review: {
      head: HEAD,
      author,
      contributors: [{ commit: HEAD, as: 'author', person: author }],
      reviews: [],
      mode: 'pushers-and-authors',
      ...review,
    },
    ...more,
  }
}

export const approvedBy = (login: string, commit = HEAD): ChangeFact['review']['reviews'][number] => ({
  person: person(login),
  state: 'APPROVED',
  commit,
  submittedAt: '2026-11-19T09:00:00Z',
  canWrite: true,
})

/** A policy of preset `standard` with more in it, as JSON. */
export async function aPolicy(more: Readonly<Record<string, unknown>> = {}): Promise<Policy> {
  const text = JSON.stringify({
    version: 1,
    preset: 'standard',
    defaults: '2026.11',
    roles: { sre: { users: ['sue'] }, lead: { users: ['leo', 'ada'] }, team: { teams: ['acme/team'] } },
    ...more,
  })
  const read = async () => ({ text, uri: '.github/production.yml' })
  return (await loadPolicy({ read, path: '.github/production.yml', now: new Date(NOW) })).policy
}

export const contextOf = (
  policy: Policy,
  change: ChangeFact | undefined,
  facts: Partial<ChecklistFacts> = {},
  more: Partial<CheckContext> = {},
): CheckContext => ({
  gate: 'dod-check',
  policy,
  now: NOW,
  commit: HEAD,
  facts: { changes: change === undefined ? [] : [change], ...facts },
  ...(change !== undefined && { change }),
  ...more,
})
