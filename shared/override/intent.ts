import { isApp, isGhost } from '../ownership/person.ts'
import type { Holds } from '../ownership/roles.ts'
import { parseDuration } from '../policy/duration.ts'
import type { OverridePolicy } from '../policy/policy.ts'
import type { IntentFact, ReadOverride } from './facts.ts'
import type { OverrideReason } from './reason.ts'
import { descriptionReasons, ticketReasons } from './ticket.ts'

/** The one gate that can be overridden (decisions.md 4.1). */
const GATE = 'security-gate'

/** Whether somebody holds one of the roles that may approve; a role nobody looked up is unknown. */
export function mayApprove({ approvers = [] }: Pick<OverridePolicy, 'approvers'>, roles: IntentFact['roles']): Holds {
  const answers = approvers.map((role): Holds => (Object.hasOwn(roles, role) ? (roles[role] ?? 'unknown') : 'unknown'))
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

/** ISO 8601 UTC: how long the word of an approver holds. */
export function expiryOf({ valid }: Pick<OverridePolicy, 'valid'>, at: string): string {
  return new Date(Date.parse(at) + (parseDuration(valid) ?? 0)).toISOString()
}

/** Everything that speaks against one command: who wrote it, when, and what it says. */
export function intentReasons(
  policy: OverridePolicy,
  facts: ReadOverride,
  intent: IntentFact,
  now: string,
): OverrideReason[] {
  return [
    ...personReasons(policy, intent),
    ...timeReasons(policy, facts, intent, now),
    ...saidReasons(policy, facts, intent),
  ]
}

function personReasons(policy: OverridePolicy, intent: IntentFact): OverrideReason[] {
  const { person, excluded, canWrite, unattributed, id } = intent
  const reason = (code: OverrideReason['code'], detail: string): OverrideReason => ({ code, about: id, detail })
  if (person === null || isGhost(person)) {
    return [reason('approver-not-a-person', 'The account that wrote it is gone; nobody can say who it was.')]
  }
  const { login } = person
  if (isApp(person)) return [reason('approver-not-a-person', `${login} is an app.`)]
  const reasons: OverrideReason[] = []
  if (excluded !== undefined) reasons.push(reason('approver-is-author', excluded))
  const holds = mayApprove(policy, intent.roles)
  const roles = (policy.approvers ?? []).join(' or ')
  if (holds === 'no') reasons.push(reason('approver-not-authorised', `${login} does not hold ${roles}.`))
  if (holds === 'unknown') {
    reasons.push(reason('approver-unreadable', `Whether ${login} holds ${roles} is unknown: a team was not read.`))
  }
  if (holds === 'yes' && unattributed !== undefined) {
    const detail = `Nobody knows who had a part in commit ${unattributed.slice(0, 7)}: it may have been ${login}.`
    reasons.push(reason('approver-unreadable', detail))
  }
  if (canWrite === 'no') reasons.push(reason('approver-without-access', `${login} may not write to the repository.`))
  if (holds === 'yes' && canWrite === 'unknown') {
    reasons.push(reason('approver-unreadable', `Whether ${login} may write to the repository was not read.`))
  }
  return reasons
}

function timeReasons(policy: OverridePolicy, facts: ReadOverride, intent: IntentFact, now: string): OverrideReason[] {
  const { at, id, edited, withdrawn } = intent
  const who = intent.person?.login ?? 'somebody'
  const reasons: OverrideReason[] = []
  const add = (code: OverrideReason['code'], detail: string) => reasons.push({ code, about: id, detail })
  if (edited) add('approval-edited', `The ${id} of ${who} was edited after it was written.`)
  if (withdrawn !== undefined) add('approval-withdrawn', withdrawn)
  // Within one second nobody can tell which came first.
  if (facts.changedAt !== undefined && Date.parse(at) <= Date.parse(facts.changedAt)) {
    add('approval-before-change', `${who} wrote at ${at}; title, description or base changed at ${facts.changedAt}.`)
  }
  const until = expiryOf(policy, at)
  if (Date.parse(now) >= Date.parse(until)) {
    add('approval-expired', `${who} wrote at ${at}, and after ${policy.valid} it held no longer.`)
  }
  return reasons
}

function saidReasons(policy: OverridePolicy, facts: ReadOverride, { said, id, at }: IntentFact): OverrideReason[] {
  if ('error' in said) {
    return [{ code: 'command-malformed', about: id, detail: said.error }, ...descriptionReasons(policy, facts)]
  }
  const reasons: OverrideReason[] = []
  if (said.gate !== GATE) {
    reasons.push({ code: 'other-gate', about: id, detail: `It names ${said.gate}, which cannot be overridden.` })
  }
  if (said.sha !== facts.head) {
    const detail = `It names ${said.sha.slice(0, 7)}, and the head is ${facts.head.slice(0, 7)}.`
    reasons.push({ code: 'approval-stale-sha', about: id, detail })
  }
  return [...reasons, ...ticketReasons(policy, facts, said.ticket, at)]
}
