/** A word for a state or reason in the specs that this suite was built from, and what it is called here. */
export interface AreaCode {
  readonly spec: 'security-gate' | 'override-audit' | 'decisions'
  readonly code: string
  /** Reason codes of the registry. */
  readonly ours: readonly string[]
  /** What it is when it is no reason code, or not only one. */
  readonly note?: string
}

const of = (name: string) => `security-gate/${name}`

/** The words of the security gate, and those that several gates share. The other gates' own words come with them. */
export const AREA_CODES: readonly AreaCode[] = [
  { spec: 'security-gate', code: 'blocked', ours: [], note: 'conclusion `fail`' },
  {
    spec: 'security-gate',
    code: 'no-evidence',
    ours: ['kind-missing', 'reports-not-found', 'report-empty', 'report-truncated', 'report-malformed'].map(of),
    note: 'conclusion `blind`; the reason says which kind of nothing it is',
  },
  { spec: 'security-gate', code: 'error', ours: [], note: 'exit 3: a crash or an InputError, no verdict' },
  { spec: 'security-gate', code: 'error.json', ours: [of('vex-unreadable')] },
  { spec: 'security-gate', code: 'incomplete', ours: [of('scan-failed'), of('scan-partial')] },
  { spec: 'security-gate', code: 'degraded', ours: [of('scan-partial'), of('report-note')] },
  {
    spec: 'security-gate',
    code: 'unreadable',
    ours: ['report-malformed', 'report-empty', 'report-unknown-format'].map(of),
  },
  { spec: 'security-gate', code: 'wrong-format', ours: [of('report-unknown-format'), of('report-wrong-kind')] },
  { spec: 'security-gate', code: 'inconsistent ruleIndex', ours: [of('report-note')] },
  { spec: 'security-gate', code: 'invalid security-severity', ours: [of('report-note'), of('severity-unknown')] },
  { spec: 'security-gate', code: 'require-rules', ours: [of('scan-suspect')] },
  {
    spec: 'security-gate',
    code: 'same-job',
    ours: [of('report-unbound')],
    note: 'no such binding exists (decisions 1.4)',
  },
  { spec: 'security-gate', code: 'expired', ours: [of('exception-expired')] },
  { spec: 'security-gate', code: 'unmatched', ours: [of('exception-unmatched')] },
  { spec: 'decisions', code: 'foreign', ours: [of('report-foreign')], note: 'source state `foreign`' },
  { spec: 'decisions', code: 'stale', ours: [of('report-stale')], note: 'source state `stale`' },
  {
    spec: 'decisions',
    code: 'untrusted',
    ours: [of('policy-untrusted'), of('report-tracked')],
    note: 'source state `untrusted`',
  },
  { spec: 'decisions', code: 'policy-untrusted', ours: [of('policy-untrusted')] },
  {
    spec: 'override-audit',
    code: 'override-valid',
    ours: [],
    note: 'conclusion `overridden` of the gate that was overridden',
  },
  { spec: 'override-audit', code: 'undetermined', ours: [], note: 'conclusion `blind`' },
  { spec: 'override-audit', code: 'BLIND', ours: [], note: 'conclusion `blind`' },
  {
    spec: 'override-audit',
    code: 'source-blind:<source>',
    ours: [],
    note: 'a reason that means `blind`; its finding’s `source` names the source',
  },
  {
    spec: 'override-audit',
    code: 'read, forbidden, absent, partial',
    ours: [],
    note: 'the source states of the same names',
  },
]
