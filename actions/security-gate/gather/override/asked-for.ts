import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import type { Conversation } from '../../../../shared/github/conversation.ts'
import type { PullRequest } from '../../../../shared/github/pull-request.ts'
import type { ReadOverride } from '../../../../shared/override/facts.ts'
import type { Remote } from '../../../../shared/run/judged.ts'
import { openTracker } from '../../../../shared/tickets/tracker.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'
import { descriptionOf } from './description.ts'
import { intentsOf } from './intents.ts'
import type { Both, OverrideAsked } from './override.ts'
import { ticketsOf } from './tickets.ts'
import { usesOf } from './uses.ts'

interface Online {
  readonly online: NonNullable<OverrideAsked['online']>
  readonly remote: Remote
}

/** Everything an override rests on, once its pull request and conversation are read. */
export async function factsOf(
  { pull, conversation }: Both,
  { policy, roster, online, remote, now, serverUrl, tracker }: OverrideAsked & Online,
): Promise<Reading<{ readonly facts: ReadOverride; readonly sources: readonly Source[] }>> {
  const { number, title, labels, head } = pull
  const { owner, repo } = online.repository
  const description = descriptionOf(pull.body, policy.override, { repository: `${owner}/${repo}`, serverUrl })
  const people = await intentsOf({ pull, conversation, policy, roster, remote, ...online })
  if (people.state !== 'read') return people
  const uses = await usesOf({ policy: policy.override, now, serverUrl, ...online })
  const open = () => openTracker(policy.override.ticket ?? NO_TRACKER, { ...tracker, ...online, serverUrl })
  const tickets = await ticketsOf(description, policy.override, { open, now })
  const changedAt = lastChange(pull, conversation)
  return read({
    facts: {
      state: 'read',
      pull: number,
      title,
      labels,
      head: head.sha,
      ...(changedAt !== undefined && { changedAt }),
      description,
      ...people.value,
      tickets: tickets.facts,
      uses: uses.fact,
    },
    sources: [uses.source, ...tickets.sources],
  })
}

/** The presets name one; a description then holds none of its tickets. */
const NO_TRACKER = { tracker: 'jira' } as const

/** Of title, base and description, after it was opened. */
function lastChange({ createdAt, lastEditedAt, edits }: PullRequest, { movedAt }: Conversation): string | undefined {
  // The oldest entry of the list of edits is the text as it was opened.
  const edited = edits.map(({ at }) => at).filter((at) => Date.parse(at) > Date.parse(createdAt))
  const times = [movedAt, lastEditedAt, ...edited].filter((time) => time !== undefined)
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1)
}
