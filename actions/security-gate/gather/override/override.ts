import { type Reading, sourceOf, type Unread } from '../../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../../shared/github/client.ts'
import { type Conversation, readConversation } from '../../../../shared/github/conversation.ts'
import type { RepositoryName } from '../../../../shared/github/fields.ts'
import { type PullRequest, readPull } from '../../../../shared/github/pull-request.ts'
import type { OverrideFacts } from '../../../../shared/override/facts.ts'
import { tagOf } from '../../../../shared/override/tag.ts'
import type { Policy } from '../../../../shared/policy/policy.ts'
import type { Judged } from '../../../../shared/run/judged.ts'
import type { RosterReader } from '../../../../shared/run/roster.ts'
import type { TrackerAccess } from '../../../../shared/tickets/tracker.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'

export interface OverrideAsked {
  readonly judged: Judged
  readonly policy: Policy
  /** Who is in teams that the token is not shown. */
  readonly roster: RosterReader
  readonly online: { readonly github: GitHub; readonly repository: RepositoryName } | undefined
  /** ISO 8601 UTC. */
  readonly now: string
  readonly serverUrl: string
  readonly tracker: Omit<TrackerAccess, 'github' | 'repository' | 'serverUrl'>
}

export interface GatheredOverride {
  /** Absent when nothing looks as if somebody asked for one; then nothing was read either. */
  readonly facts?: OverrideFacts
  readonly sources: readonly Source[]
}

/**
 * What an override rests on, read only where a title looks as if it asked for one. It is of one pull request: a merge
 * group, a push and a commit have none.
 */
export async function gatherOverride(asked: OverrideAsked): Promise<GatheredOverride> {
  const { judged, policy, online, now, serverUrl } = asked
  const { remote } = judged
  const pull = remote?.pull
  if (remote === undefined || pull === undefined) return { sources: [] }
  const { number, title, labels } = pull
  if (tagOf(title, policy.override.tag, labels).state === 'absent') return { sources: [] }
  const asking = { pull: number, title, labels }
  // Nobody could approve one, so there is nothing to read.
  if ((policy.override.approvers ?? []).length === 0 || online === undefined) {
    return { facts: { state: 'unread', ...asking, detail: 'It was not read.' }, sources: [] }
  }
  const uri = `${serverUrl}/${online.repository.owner}/${online.repository.repo}/pull/${number}`
  const at = { id: 'override:pull', uri, readAt: now }
  const unread = (reading: Unread): GatheredOverride => ({
    facts: { state: 'unread', ...asking, detail: detailOf(reading) },
    sources: [sourceOf(at, reading)],
  })
  const read = await readBoth({ ...online, number, head: pull.head })
  if (read.state !== 'read') return unread(read)
  // Loaded only now: a Markdown parser and trackers would cost every run of the gate a start it does not need.
  const { factsOf } = await import('./asked-for.ts')
  const found = await factsOf(read.value, { ...asked, online, remote })
  if (found.state !== 'read') return unread(found)
  const { facts, sources } = found.value
  const { pushersUnread: detail } = facts
  const source = sourceOf(at, read, { commit: pull.head, ...(detail !== undefined && { detail }) })
  return { facts, sources: [source, ...sources] }
}

export interface Both {
  readonly pull: PullRequest
  readonly conversation: Conversation
}

async function readBoth({
  github,
  repository,
  number,
  head,
}: NonNullable<OverrideAsked['online']> & { readonly number: number; readonly head: string }): Promise<Reading<Both>> {
  const pull = await readPull(github, { ...repository, number, contexts: false })
  if (pull.state !== 'read') return pull
  const conversation = await readConversation(github, { ...repository, number })
  if (conversation.state !== 'read') return conversation
  if (pull.value.head.sha !== head || conversation.value.head !== head) {
    return { state: 'partial', detail: 'The pull request was pushed to while it was read.' }
  }
  return { state: 'read', value: { pull: pull.value, conversation: conversation.value } }
}

const detailOf = ({ detail, needs }: Unread): string => (needs === undefined ? detail : `${detail} It needs ${needs}.`)
