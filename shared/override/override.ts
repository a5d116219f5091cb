import { linkMatches } from '../policy/link-glob.ts'
import type { OverridePolicy } from '../policy/policy.ts'
import { compare } from '../verdict/conclude.ts'
import { type Covered, coveredBy, type OpenFinding } from './coverage.ts'
import type { IntentFact, OverrideFacts, ReadOverride } from './facts.ts'
import { expiryOf, intentReasons, mayApprove } from './intent.ts'
import { distinctReasons, effectOf, type OverrideReason } from './reason.ts'
import { levelOf } from './severity.ts'
import { tagOf } from './tag.ts'
import { descriptionReasons } from './ticket.ts'

/** What the one rule says, before the merge and after it. Only `valid` covers anything. */
export type Override =
  | { readonly state: 'none'; readonly reasons: readonly []; readonly covers: readonly [] }
  | {
      /** `asked`: all is well so far, and an approver is still to speak. `unreadable`: nothing but what was not read. */
      readonly state: 'asked' | 'invalid' | 'unreadable'
      readonly reasons: readonly [OverrideReason, ...OverrideReason[]]
      readonly covers: readonly []
    }
  | ValidOverride

export interface ValidOverride {
  readonly state: 'valid'
  /** What it leaves uncovered, and what is said beside it. */
  readonly reasons: readonly OverrideReason[]
  /** Keys of findings, sorted. */
  readonly covers: readonly string[]
  /** ISO 8601 UTC. */
  readonly until: string
  readonly at: string
  readonly by: string
  readonly ticket: string
  /** Whose word it is that the incident is of the severity; `link` is absent where the policy asks for none. */
  readonly incident: { readonly link?: string; readonly severity: 'tracker' | 'description' | 'not-said' }
}

export interface OverrideQuestion {
  readonly policy: OverridePolicy
  readonly facts: OverrideFacts | undefined
  readonly findings: readonly OpenFinding[]
  /** ISO 8601 UTC. */
  readonly now: string
  /** The rest that must hold (decisions.md 4.1). Before the merge GitHub holds it, and nobody asks here. */
  readonly others?: readonly { readonly what: string; readonly holds: 'yes' | 'no' | 'unknown' }[]
}

export const NO_OVERRIDE = { state: 'none', reasons: [], covers: [] } as const

/** Is there an override, does it count, and what does it cover? Pure and total; in doubt it does not count. */
export function judgeOverride(question: OverrideQuestion): Override {
  const { policy, facts, findings } = question
  if (facts === undefined) return NO_OVERRIDE
  const tag = tagOf(facts.title, policy.tag, facts.labels)
  const speaks = facts.state === 'read' && facts.intents.length > 0
  if (tag.state === 'absent' && !speaks) return NO_OVERRIDE
  const about: OverrideReason[] = tag.state === 'opens' ? [] : [tagMissing(policy.tag, tag)]
  if ((policy.approvers ?? []).length === 0) {
    return refused([...about, { code: 'not-possible', detail: '`override.approvers` of the policy names no role.' }])
  }
  if (facts.state === 'unread') return refused([...about, { code: 'unreadable', detail: facts.detail }])
  about.push(...incidentReasons(policy, facts), ...usesReasons(facts), ...othersReasons(question))
  const intents = countingIntents(policy, facts)
  if (intents.length === 0) return refused([...about, ...descriptionReasons(policy, facts), ...silence(policy, facts)])

  const each = intents.map((intent) => withCoverage(intent, question, facts))
  const valid = about.length === 0 ? each.filter(({ reasons }) => reasons.length === 0) : []
  const best = valid.sort(widestFirst)[0]
  if (best === undefined) return refused([...about, ...each.flatMap(({ reasons }) => reasons)])
  return validOverride(best, policy, facts, findings)
}

/** `said` is a command, not a line that failed to be one. */
interface Counted {
  readonly intent: IntentFact
  readonly reasons: readonly OverrideReason[]
  readonly covered: Covered
}

const NOTHING: Covered = { keys: [], changed: false, later: 0 }

function withCoverage(intent: IntentFact, { policy, findings, now }: OverrideQuestion, facts: ReadOverride): Counted {
  const reasons = intentReasons(policy, facts, intent, now)
  if ('error' in intent.said) return { intent, reasons, covered: NOTHING }
  const { covers } = intent.said
  const covered = coveredBy({ at: intent.at, ...(covers !== undefined && { covers }) }, findings)
  if (!covered.changed) return { intent, reasons, covered }
  const detail = `The digest in the ${intent.id} is not that of the findings that could be covered now.`
  return { intent, covered, reasons: [...reasons, { code: 'findings-changed', about: intent.id, detail }] }
}

/** Of several that count, the one that covers most, then the one that holds longest. */
function widestFirst(a: Counted, b: Counted): number {
  return (
    b.covered.keys.length - a.covered.keys.length ||
    Date.parse(b.intent.at) - Date.parse(a.intent.at) ||
    compare(a.intent.id, b.intent.id)
  )
}

/** A stranger's command is a reason only where no approver has written one. */
function countingIntents(policy: OverridePolicy, { intents }: ReadOverride): readonly IntentFact[] {
  const byApprovers = intents.filter(({ roles }) => mayApprove(policy, roles) !== 'no')
  return byApprovers.length > 0 ? byApprovers : intents
}

function silence(policy: OverridePolicy, { approvals, head }: ReadOverride): OverrideReason[] {
  const held = approvals.filter(({ roles }) => mayApprove(policy, roles) !== 'no')
  const roles = (policy.approvers ?? []).join(' or ')
  if (held.length === 0) return [{ code: 'no-approver', detail: `Nobody who holds ${roles} has written the line.` }]
  return held.map(({ person: { login } }) => ({
    code: 'approval-without-intent',
    about: login,
    detail: `${login} has approved ${head.slice(0, 7)}, and has not written that the findings are accepted.`,
  }))
}

const tagMissing = (tag: string, found: ReturnType<typeof tagOf>): OverrideReason => ({
  code: 'tag-missing',
  detail: found.state === 'near' ? `${found.hint} The tag is ${tag}` : `The title does not open with ${tag}`,
})

function incidentReasons({ incident }: OverridePolicy, { description }: ReadOverride): OverrideReason[] {
  const reasons: OverrideReason[] = []
  const { link } = incident ?? {}
  if (link !== undefined && !description.links.some((one) => linkMatches(link, one))) {
    reasons.push({ code: 'incident-missing', detail: `The description holds no link that matches ${link}` })
  }
  const level = levelOf(incident?.severity ?? '')
  const { severities } = description
  // A text that names several tells a story; one that names only others says what it is.
  if (level !== undefined && severities.length > 0 && !severities.includes(level)) {
    const named = severities.map((one) => `SEV-${one}`).join(' and ')
    reasons.push({ code: 'incident-not-sev1', detail: `The description says ${named}.` })
  }
  return reasons
}

function usesReasons({ uses }: ReadOverride): OverrideReason[] {
  return uses.state === 'read' ? [] : [{ code: 'uses-unreadable', detail: uses.detail }]
}

function othersReasons({ others = [] }: OverrideQuestion): OverrideReason[] {
  return others.flatMap(({ what, holds }): OverrideReason[] => {
    if (holds === 'yes') return []
    return holds === 'no'
      ? [{ code: 'rest-missing', about: what, detail: `${what} does not hold.` }]
      : [{ code: 'rest-unreadable', about: what, detail: `Whether ${what} holds was not read.` }]
  })
}

function refused(reasons: readonly OverrideReason[]): Override {
  const [first, ...rest] = distinctReasons(reasons)
  if (first === undefined) throw new Error('an override is refused for a reason')
  const effects = new Set([first, ...rest].map(({ code }) => effectOf(code)))
  const state = effects.has('refuses') ? 'invalid' : effects.has('unread') ? 'unreadable' : 'asked'
  return { state, reasons: [first, ...rest], covers: [] }
}

/** A month of `override.max-per-month`. */
const MONTH = 31 * 86_400_000

function validOverride(
  { intent, covered }: Counted,
  policy: OverridePolicy,
  facts: ReadOverride,
  findings: readonly OpenFinding[],
): Override {
  const { said, at, person } = intent
  if ('error' in said) throw new Error('a line that is no command has its reason')
  const never = findings.filter(({ coverable }) => !coverable).length
  const beside: OverrideReason[] = []
  if (covered.later > 0) beside.push({ code: 'findings-later', detail: laterThan(covered.later, at) })
  if (never > 0) beside.push({ code: 'not-coverable', detail: `Of what blocks, ${never} cannot be covered.` })
  beside.push(...tooMany(policy, facts, at))
  return {
    state: 'valid',
    reasons: distinctReasons(beside),
    covers: covered.keys,
    until: expiryOf(policy, at),
    at,
    by: person?.login ?? '',
    ticket: said.ticket,
    incident: incidentOf(policy, facts, said.ticket),
  }
}

const laterThan = (n: number, at: string): string =>
  `${n === 1 ? 'One finding has' : `${n} findings have`} no date, or one after ${at}.`

function tooMany(policy: OverridePolicy, { uses, pull }: ReadOverride, at: string): OverrideReason[] {
  const most = policy['max-per-month']
  if (most === undefined || uses.state !== 'read') return []
  const since = Date.parse(at) - MONTH
  const before = uses.uses.filter((use) => use.pull !== pull && Date.parse(use.mergedAt) > since)
  if (before.length < most) return []
  const named = before.map((use) => `#${use.pull}`).join(', ')
  return [{ code: 'too-many', detail: `${named} were merged with the tag in the 31 days before; ${most} are allowed.` }]
}

function incidentOf(
  { incident }: OverridePolicy,
  { description, tickets }: ReadOverride,
  key: string,
): ValidOverride['incident'] {
  const wanted = incident?.link
  const link = wanted === undefined ? undefined : description.links.find((one) => linkMatches(wanted, one))
  const ticket = Object.hasOwn(tickets, key) ? tickets[key] : undefined
  const told = ticket?.state === 'read' && ticket.severities.length > 0
  const severity = told ? 'tracker' : description.severities.length > 0 ? 'description' : 'not-said'
  return { ...(link !== undefined && { link }), severity }
}
