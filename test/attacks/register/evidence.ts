import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const BINDING = 'actions/security-gate/judge/binding.ts'
const AGE = 'actions/security-gate/judge/age.ts'
const GATHER = 'actions/security-gate/gather/this-run.ts'
const MEMBERS = 'actions/security-gate/judge/github/code-scanning-members.ts'
const COMPLETE = 'actions/security-gate/judge/completeness.ts'

/** Rules 1.4 to 1.6 and 1.8: which report, from when, and of which kind. */
export const EVIDENCE: readonly Attack[] = [
  {
    id: '1.4-tracked-report',
    attack: 'commit a clean report where the scan would write its own',
    met: {
      file: `${GATE}/main.test.ts`,
      test: 'a file that the author could have written is no evidence > by its path',
      off: [
        off(
          'actions/security-gate/gather/tracked.ts',
          '    if (known !== undefined) return `${path} is a file of commit ${known.in.slice(0, 7)}.`\n',
        ),
      ],
    },
  },
  {
    id: '1.4-copied-report',
    attack: 'copy a clean report out of the tree into the artifact',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: 'a copy of a tracked file in an artifact is what the author wrote',
      off: [
        off(
          'actions/security-gate/gather/tracked.ts',
          'return copy && `It is a copy of ${copy.path} in commit ${copy.in.slice(0, 7)}.`',
          'return copy && undefined',
        ),
      ],
    },
  },
  {
    id: '1.4-report-changed-after-its-envelope',
    attack: 'change a report after its envelope was written',
    met: {
      file: `${GATE}/attacks/own-run.test.ts`,
      test: 'a report that was changed after its envelope was written is nobody’s',
      off: [
        off(BINDING, "if (envelope?.state === 'read' && !envelope.matches) {", 'if (runs.length < 0) {'),
        off(GATHER, ' ||\n    !envelope.matches\n', '\n'),
      ],
    },
  },
  {
    id: '1.4-no-commit-named',
    attack: 'a report that says nothing about which commit was scanned',
    met: {
      file: `${GATE}/judge/binding.test.ts`,
      test: 'commit > is unknown when nothing names one',
      off: [off(BINDING, 'if (!bound && envelope === undefined) {', 'if (runs.length < 0) {')],
    },
  },
  {
    id: '1.4-envelope-of-another-run',
    attack: 'an envelope that was written in no run, or in another one',
    met: {
      file: `${GATE}/attacks/own-run.test.ts`,
      test: 'without an envelope of this run nobody is known to have made it',
      off: [off(GATHER, '    envelope.runId === undefined ||\n    envelope.runId !== runId ||\n')],
    },
  },
  {
    id: '1.4-envelope-that-names-our-run',
    attack: 'look up the number of the gate’s run while it waits, and name it in an envelope',
    met: {
      file: `${GATE}/attacks/own-run.test.ts`,
      test: 'nor is one that names our run, which a run of the change can look up while ours waits',
      off: [off(GATHER, '    FETCHED.includes(name) ||\n')],
    },
  },
  {
    id: '1.5-old-dependency-scan',
    attack: 'a dependency scan that is older than its bound',
    met: {
      file: `${GATE}/judge/binding.test.ts`,
      test: 'age > may reach the bound and not pass it',
      off: [off(AGE, '  if (finished + bound.ms >= now) return', '  return')],
    },
  },
  {
    id: '1.5-old-scan-in-a-new-envelope',
    attack: 'an envelope of today beside a scan of last month',
    met: {
      file: `${GATE}/main.test.ts`,
      test: 'evidence that is none is blind, by name > a scan that says itself that it is old, under an envelope written today',
      off: [off(AGE, 'known.reduce((a, b) => Math.min(a, b))', 'known.reduce((a, b) => Math.max(a, b))')],
    },
  },
  {
    id: '1.5-scan-of-the-future',
    attack: 'date a scan into the future, so that it never grows old',
    met: {
      file: `${GATE}/judge/binding.test.ts`,
      test: 'age > in the future is not believed, beyond five minutes',
      off: [off(AGE, '  if (future !== undefined) {', '  if (future === 0) {')],
    },
  },
  {
    id: '1.5-undated-scan',
    attack: 'leave out when the scan finished',
    met: {
      file: `${GATE}/judge/binding.test.ts`,
      test: 'age > is unknown when one run has no time',
      off: [off(AGE, "else if (envelope?.state !== 'read' && times.some(Number.isNaN)) return undefined")],
    },
  },
  {
    id: '1.6-inherited-without-base-evidence',
    attack: 'call a finding inherited while nobody has seen that the base has it',
    met: {
      file: `${GATE}/judge/github/code-scanning.test.ts`,
      test: 'inherited > counts at once with scope all, without base evidence, with another number, and on a push',
      off: [off(MEMBERS, 'new Set(fact.onBase)', 'new Set(fact.onBase ?? fact.alerts.map(({ number }) => number))')],
    },
  },
  {
    id: '1.6-inherited-at-a-release',
    attack: 'call a finding inherited where everything counts',
    met: {
      file: `${GATE}/judge/github/code-scanning.test.ts`,
      test: 'inherited > counts at once with scope all, without base evidence, with another number, and on a push',
      off: [
        off(
          MEMBERS,
          "context.scope === 'introduced' ? new Set(fact.onBase) : new Set<number>()",
          'new Set(fact.onBase)',
        ),
      ],
    },
  },
  {
    id: '1.6-debt-for-ever',
    attack: 'leave an inherited finding beyond its due date',
    met: {
      file: `${GATE}/github/code-scanning.test.ts`,
      test: 'alerts are findings > debt that is overdue blocks',
      off: [off('actions/security-gate/judge/github/debt.ts', 'overdue: now >= due', 'overdue: now < 0')],
    },
  },
  {
    id: '1.6-new-finding-behind-an-inherited-one',
    attack: 'bring in a weakness where another scanner has an inherited finding',
    met: {
      file: `${GATE}/judge/github/code-scanning.test.ts`,
      test: 'inherited > never hides what another alert says of the same line',
      off: [
        off(
          'actions/security-gate/judge/classify.ts',
          'if (debt === undefined) return undefined',
          'if (debt === undefined) continue',
        ),
      ],
    },
  },
  {
    id: '1.8-one-kind-for-another',
    attack: 'hand in one kind of scan under the name of another',
    met: {
      file: `${GATE}/main.test.ts`,
      test: 'evidence that is none is blind, by name > a report under a kind that it does not show',
      off: [
        off(
          BINDING,
          'if (declared === undefined || proved.has(declared)) return { about, findings: [] }',
          'return { about: declared === undefined ? about : [declared], findings: [] }',
        ),
      ],
    },
  },
  {
    id: '1.8-unread-file-of-the-change',
    attack: 'write a file that the scanner cannot parse',
    met: {
      file: `${GATE}/judge/completeness.test.ts`,
      test: 'files that were not read > block when one of them is in the change',
      off: [off(COMPLETE, '  if (hit !== undefined) {', "  if (hit === '') {")],
    },
  },
  {
    id: '1.8-many-unread-files',
    attack: 'a scanner that could not parse more than one file in twenty',
    met: {
      file: `${GATE}/judge/completeness.test.ts`,
      test: 'files that were not read > block above five in a hundred, or when it is not known of how many',
      off: [
        off(
          COMPLETE,
          'if (scanned === undefined || paths.length > scanned * UNREAD_SHARE) {',
          'if (scanned === -UNREAD_SHARE) {',
        ),
      ],
    },
  },
  {
    id: '1.8-failed-scan',
    attack: 'a scan that failed and wrote an empty report',
    met: {
      file: `${GATE}/judge/completeness.test.ts`,
      test: 'a clean report that a failed scan would have written too > blocks without an exit code, and with another than 0',
      off: [off(COMPLETE, "if (envelope?.state === 'read' && envelope.exitCode === 0) {", 'if (envelope !== null) {')],
    },
  },
]
