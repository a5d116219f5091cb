import { parseCommand } from '../../../../shared/chatops/command.ts'
import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import type { GitHub } from '../../../../shared/github/client.ts'
import type { Conversation } from '../../../../shared/github/conversation.ts'
import type { Account, RepositoryName } from '../../../../shared/github/fields.ts'
import { readMayPush } from '../../../../shared/github/permission.ts'
import type { PullRequest } from '../../../../shared/github/pull-request.ts'
import type { IntentFact, ReadOverride } from '../../../../shared/override/facts.ts'
import { approvals } from '../../../../shared/ownership/approvals.ts'
import { exclusionOf, unattributedIn } from '../../../../shared/ownership/exclusion.ts'
import { isSamePerson, type Person } from '../../../../shared/ownership/person.ts'
import { type Holds, holds, type Teams, teamsOf } from '../../../../shared/ownership/roles.ts'
import type { Policy } from '../../../../shared/policy/policy.ts'
import { personOf, reviewedChange } from '../../../../shared/run/approvals.ts'
import { branchFacts } from '../../../../shared/run/carried.ts'
import type { Remote } from '../../../../shared/run/judged.ts'
import { pushersOf } from '../../../../shared/run/pushers.ts'
import type { Reviewed } from '../../../../shared/run/reviewed.ts'
import type { RosterReader } from '../../../../shared/run/roster.ts'
import { teamsFor } from '../../../../shared/run/teams.ts'

interface Asked {
  readonly pull: PullRequest
  readonly conversation: Conversation
  readonly policy: Policy
  readonly roster: RosterReader
  readonly remote: Pick<Remote, 'bare' | 'baseTip'>
  readonly github: GitHub
  readonly repository: RepositoryName
}

type People = Pick<ReadOverride, 'intents' | 'approvals' | 'pushersUnread'>

/** Who wrote commands for an override, who merely approved, and which of the roles each of them holds. */
export async function intentsOf(asked: Asked): Promise<Reading<People>> {
  const { policy, github, roster } = asked
  const said = [...reviewsWithCommand(asked), ...commentsWithCommand(asked)].slice(-INTENTS)
  const reviewed = await changeOf(asked, said.length > 0)
  if (reviewed.state !== 'read') return reviewed
  const { change, unread } = reviewed.value
  const { approved } = approvals(change)
  if (said.length + approved.length === 0) return read({ intents: [], approvals: [] })
  const approvers = policy.override.approvers ?? []
  const teams = await teamsFor(github, teamsOf(policy.roles, approvers), roster)
  const rolesOf = (person: Person) => rolesHeld(policy, person, teams)
  const excluded = exclusionOf(change)
  const [nobody] = unattributedIn(change)
  const access = accessOf(asked)
  const intents: IntentFact[] = []
  for (const { account, mayPush, ...intent } of said) {
    const person = account === undefined ? null : personOf(account)
    const roles = person === null ? {} : rolesOf(person)
    const exclusion = person === null ? undefined : excluded(person)
    // Only of somebody whose word could count is it worth a request.
    const counts = account !== undefined && Object.values(roles).includes('yes')
    intents.push({
      ...intent,
      person,
      roles,
      canWrite: mayPush ?? (counts ? await access(account) : 'unknown'),
      ...(exclusion !== undefined && { excluded: exclusion.detail }),
      ...(nobody !== undefined && { unattributed: nobody.commit }),
    })
  }
  return read({
    intents,
    approvals: approved.map(({ person }) => ({ person, roles: rolesOf(person) })),
    ...(unread !== undefined && { pushersUnread: unread }),
  })
}

/** Whoever pushed a part of the change accepts nothing in it, whether he writes a review or a comment. */
async function changeOf(
  { pull, remote, github, repository }: Asked,
  speaks: boolean,
): Promise<Reading<Pick<Reviewed, 'change' | 'unread'>>> {
  const place = { github, repository, ...remote, pull }
  const branch = await branchFacts(place)
  const change = reviewedChange(pull, { mode: 'pushers-and-authors', apps: [], branch })
  if (!speaks) return read({ change })
  const pushers = await pushersOf({ ...place, branch })
  if (pushers.state !== 'read') return pushers
  const { contributions, unread } = pushers.value
  const whole = { ...change, contributors: [...change.contributors, ...contributions] }
  return read({ change: whole, ...(unread !== undefined && { unread }) })
}

/** The newest of them; whoever writes more wants the others not to be found. */
const INTENTS = 50

type Said = Pick<IntentFact, 'id' | 'at' | 'said' | 'edited' | 'withdrawn'> & {
  readonly account: Account | undefined
  /** Known of who has given a review. */
  readonly mayPush?: Holds
}

function commentsWithCommand(asked: Asked): Said[] {
  return asked.conversation.comments.flatMap(({ id, author, body, createdAt: at, edited }) => {
    const said = saidIn(body, asked.repository)
    if (said === undefined) return []
    const review = author && asked.pull.reviews.findLast((one) => one.author?.id === author.id)
    const withdrawn = withdrawnAfter(asked.pull, author, at)
    const mayPush = review && { mayPush: review.mayPush ? ('yes' as const) : ('no' as const) }
    return [{ id: `comment ${id}`, at, account: author, said, edited, ...withdrawn, ...mayPush }]
  })
}

function reviewsWithCommand(asked: Asked): Said[] {
  return asked.pull.reviews.flatMap(({ id, author, body, submittedAt: at, editedAt, state, mayPush }) => {
    const said = saidIn(body, asked.repository)
    if (said === undefined) return []
    const own = takesBack(state) ? { withdrawn: withdrawal(author, state, at) } : withdrawnAfter(asked.pull, author, at)
    const edited = editedAt !== undefined
    return [{ id: `review ${id}`, at, account: author, said, edited, ...own, mayPush: mayPush ? 'yes' : 'no' }]
  })
}

function saidIn(body: string, { owner, repo }: RepositoryName): IntentFact['said'] | undefined {
  const command = parseCommand(body)
  if (command === undefined) return undefined
  if ('error' in command) return command
  if (command.kind !== 'override') return undefined
  const { gate, ticket, sha, covers } = command
  const key = ticket.startsWith('#') ? `${owner}/${repo}${ticket}` : ticket
  return { gate, ticket: key, sha, ...(covers !== undefined && { covers }) }
}

type ReviewState = PullRequest['reviews'][number]['state']

const takesBack = (state: ReviewState): boolean => state === 'changes_requested' || state === 'dismissed'

/**
 * GitHub does not say what a dismissed review was. It may have asked for changes, and somebody else may have dismissed
 * it: in doubt the approver has to write again.
 */
function withdrawnAfter({ reviews }: PullRequest, author: Account | undefined, at: string): Pick<Said, 'withdrawn'> {
  const later = reviews.findLast(
    (one) =>
      author !== undefined &&
      one.author !== undefined &&
      isSamePerson(personOf(one.author), personOf(author)) &&
      takesBack(one.state) &&
      Date.parse(one.submittedAt) >= Date.parse(at),
  )
  return later === undefined ? {} : { withdrawn: withdrawal(author, later.state, later.submittedAt) }
}

const withdrawal = (author: Account | undefined, state: ReviewState, at: string): string =>
  state === 'dismissed'
    ? `A review of ${author?.login ?? 'somebody'} of ${at} was dismissed.`
    : `${author?.login ?? 'Somebody'} asked for changes at ${at}.`

function rolesHeld({ roles, override }: Policy, person: Person, teams: Teams): Record<string, Holds> {
  return Object.fromEntries(
    (override.approvers ?? []).map((name) => {
      const role = Object.hasOwn(roles, name) ? roles[name] : undefined
      return [name, role === undefined ? 'no' : holds(role, person, teams)]
    }),
  )
}

/** Asked for once a person. */
function accessOf({ github, repository }: Asked): (account: Account) => Promise<Holds> {
  const known = new Map<number, Promise<Holds>>()
  const ask = async (account: Account): Promise<Holds> => {
    const answer = await readMayPush(github, repository, account)
    if (answer.state !== 'read') return 'unknown'
    return answer.value ? 'yes' : 'no'
  }
  return (account) => {
    const answer = known.get(account.id) ?? ask(account)
    known.set(account.id, answer)
    return answer
  }
}
