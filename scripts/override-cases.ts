// The cases of docs/override-states.md: each value is a change of the facts of an override that is in order.
import { coverDigest, type OpenFinding } from '../shared/override/coverage.ts'
import type { IntentFact, ReadOverride, TicketFact } from '../shared/override/facts.ts'
import type { OverrideQuestion } from '../shared/override/override.ts'
import { EDITION_2026_11 } from '../shared/policy/editions/2026-11.ts'
import type { OverridePolicy } from '../shared/policy/policy.ts'

const HEAD = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
const LINK = 'https://acme.pagerduty.com/incidents/Q1'

export const POLICY: OverridePolicy = {
  ...EDITION_2026_11.production.values.override,
  approvers: ['head-of-security'],
  incident: { severity: 'SEV-1', link: 'https://acme.pagerduty.com/incidents/*' },
  ticket: {
    tracker: 'jira',
    'base-url': 'https://acme.atlassian.net',
    projects: ['SEC'],
    types: ['Security'],
    verify: true,
  },
  'max-per-month': 1,
}

const FINDING: OpenFinding = {
  code: 'security-gate/code-weakness',
  key: 'security-gate/code-weakness:sast:CWE-89:src/search.ts:88',
  coverable: true,
  at: '2026-11-20T11:00:00Z',
}

const LINE: IntentFact = {
  id: 'comment 1',
  at: '2026-11-20T11:30:00Z',
  person: { login: 'guy', id: 7, kind: 'user' },
  said: { gate: 'security-gate', ticket: 'SEC-7', sha: HEAD },
  edited: false,
  canWrite: 'yes',
  roles: { 'head-of-security': 'yes' },
}

const TICKET: Extract<TicketFact, { state: 'read' }> = {
  state: 'read',
  project: 'SEC',
  type: 'Security',
  closed: false,
  createdAt: '2026-11-20T11:10:00.000Z',
  severities: [1],
}

const IN_ORDER: ReadOverride = {
  state: 'read',
  pull: 812,
  title: '[Security Override] Close the hole',
  labels: [],
  head: HEAD,
  changedAt: '2026-11-20T11:20:00Z',
  description: { tickets: [{ key: 'SEC-7', project: 'SEC' }], links: [LINK], severities: [1] },
  intents: [LINE],
  approvals: [],
  tickets: { 'SEC-7': TICKET },
  uses: { state: 'read', uses: [] },
}

export type Draft = Omit<OverrideQuestion, 'facts'> & { readonly facts: ReadOverride }

export const DRAFT: Draft = { policy: POLICY, facts: IN_ORDER, findings: [FINDING], now: '2026-11-20T12:00:00Z' }

type Step = (draft: Draft) => Draft

const facts =
  (change: Partial<ReadOverride>): Step =>
  (draft) => ({ ...draft, facts: { ...draft.facts, ...change } })
const description =
  (change: Partial<ReadOverride['description']>): Step =>
  (draft) =>
    facts({ description: { ...draft.facts.description, ...change } })(draft)
const line =
  (change: Partial<IntentFact>): Step =>
  (draft) =>
    facts({ intents: draft.facts.intents.map((one) => ({ ...one, ...change })) })(draft)
const said =
  (change: { readonly sha?: string; readonly covers?: string }): Step =>
  (draft) =>
    facts({
      intents: draft.facts.intents.map((one) =>
        'error' in one.said ? one : { ...one, said: { ...one.said, ...change } },
      ),
    })(draft)
const ticket = (change: Partial<typeof TICKET>): Step => facts({ tickets: { 'SEC-7': { ...TICKET, ...change } } })
const person =
  (change: Partial<IntentFact>, counts = false): Step =>
  (draft) => {
    const roles = change.roles ?? LINE.roles
    const approvals = draft.facts.approvals.flatMap((one) => (counts ? [{ ...one, roles }] : []))
    return facts({ approvals })(line(change)(draft))
  }
const asItIs: Step = (draft) => draft

/** The first value of each is the one that is right. Lines come before what changes them. */
export const AXES = {
  tag: {
    'opens the title': asItIs,
    'elsewhere, alike or a label': facts({ title: 'Revert "[Security Override] Close the hole"' }),
    absent: facts({ title: 'Close the hole' }),
  },
  line: {
    written: asItIs,
    nothing: facts({ intents: [] }),
    'an ordinary approval': (draft) =>
      facts({ intents: [], approvals: [{ person: { login: 'guy' }, roles: LINE.roles }] })(draft),
    malformed: line({ said: { error: 'An override names a ticket.' } }),
    edited: line({ edited: true }),
    'taken back': line({ withdrawn: 'guy asked for changes.' }),
    'for another gate': line({ said: { gate: 'dod-check', ticket: 'SEC-7', sha: HEAD } }),
  },
  who: {
    'an approver': asItIs,
    'somebody without the role': person({ roles: { 'head-of-security': 'no' } }, true),
    'somebody whose team was not read': person({ roles: { 'head-of-security': 'unknown' } }, true),
    'an approver with a part in the change': person({ excluded: 'guy pushed 9a04d1e.' }),
    'an approver who may not write': person({ canWrite: 'no' }),
    'no person': person({ person: { login: 'helper[bot]', kind: 'app' } }),
  },
  incident: {
    'linked, SEV-1': asItIs,
    'not linked': description({ links: [] }),
    'another severity': description({ severities: [2] }),
  },
  ticket: {
    'in order': asItIs,
    'not linked': description({ tickets: [] }),
    'of another project': (draft) =>
      facts({ tickets: {} })(description({ tickets: [{ key: 'SEC-7', project: 'OPS' }] })(draft)),
    'not there': facts({ tickets: { 'SEC-7': { state: 'not-found', detail: 'There is none.' } } }),
    'not read': facts({ tickets: { 'SEC-7': { state: 'unreadable', detail: 'Jira did not answer.' } } }),
    closed: ticket({ closed: true }),
    'of another type': ticket({ type: 'Bug' }),
    'of a smaller incident': ticket({ severities: [2] }),
    'younger than the line': ticket({ createdAt: '2026-11-20T11:40:00.000Z' }),
  },
  uses: {
    'none before': asItIs,
    'of this ticket': facts({
      uses: { state: 'read', uses: [{ pull: 700, mergedAt: '2026-09-01T00:00:00Z', tickets: ['SEC-7'] }] },
    }),
    'as many as a month may have': facts({
      uses: { state: 'read', uses: [{ pull: 800, mergedAt: '2026-11-10T00:00:00Z', tickets: ['SEC-6'] }] },
    }),
    'not read': facts({ uses: { state: 'unread', detail: 'GitHub did not answer.' } }),
  },
  when: {
    fresh: asItIs,
    'for another head': said({ sha: '0'.repeat(40) }),
    'before title, description or base changed': facts({ changedAt: '2026-11-20T11:50:00Z' }),
    expired: (draft) => ({ ...draft, now: '2026-11-22T12:00:00Z' }),
  },
  findings: {
    'known then': asItIs,
    'exactly those of the digest': (draft) => said({ covers: coverDigest(draft.findings) })(draft),
    'other than those of the digest': said({ covers: '0'.repeat(32) }),
    'one is younger or without a date': (draft) => ({
      ...draft,
      findings: [...draft.findings, { code: FINDING.code, key: 'a younger one', coverable: true }],
    }),
    'one is never covered': (draft) => ({
      ...draft,
      findings: [...draft.findings, { code: 'security-gate/secret-found', key: 'a secret', coverable: false }],
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Step>>>>

export type Axis = keyof typeof AXES
export type Case = { readonly [A in Axis]: keyof (typeof AXES)[A] & string }

/** What the rule is asked in a case. */
export function questionOf(one: Case): Draft {
  return (Object.keys(AXES) as Axis[]).reduce((draft: Draft, axis) => {
    const steps: Readonly<Record<string, Step>> = AXES[axis]
    return steps[one[axis]]?.(draft) ?? draft
  }, DRAFT)
}
