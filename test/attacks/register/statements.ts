import { type Attack, off } from '../attack.ts'

const VERIFY = 'shared/evidence/verify-statement.ts'
const FILE = 'test/shared/evidence/verify-statement.test.ts'
const SIGNER = 'the signer in the live policy'
const CHANGED = 'any one field of the statement changed'

/** Rules 2.1, 2.3, 2.4 and 2.8: statements that another gate is to believe. */
export const STATEMENTS: readonly Attack[] = [
  {
    id: '2.1-statement-unsigned',
    attack: 'hand another gate a statement that no trusted key has signed',
    met: {
      file: FILE,
      test: 'any one expectation changed > keys {"keys":[]}',
      off: [
        off(
          'shared/evidence/dsse.ts',
          "by.length > 0 ? { kind: 'signed', by } : { kind: 'unknown' }",
          "{ kind: 'signed', by: by.length > 0 ? by : [...keys] }",
        ),
      ],
    },
  },
  {
    id: '2.1-statement-altered',
    attack: 'alter a field of a signed statement',
    met: {
      file: FILE,
      test: `${CHANGED} > subject 0 digest gitCommit, under the old signature`,
      off: [off(VERIFY, "return refused('bad-signature',", "return refused('unsigned',")],
    },
  },
  {
    id: '2.1-statement-of-an-observation',
    attack: 'use what a gate that only observes has found',
    met: {
      file: 'test/actions/security-gate/main.test.ts',
      test: 'signing > neither blind nor an observation gives one, and what an earlier run left is gone',
      off: [off('shared/evidence/statement.ts', '  if (!enforce) return', '  if (enforce === undefined) return')],
    },
  },
  {
    id: '2.3-key-for-another-gate',
    attack: 'sign with a key that is trusted for another gate',
    met: {
      file: FILE,
      test: `${SIGNER} > trusted for other gates`,
      off: [
        off(VERIFY, "    gates.includes(predicate['urn:production-gates:gate']) &&\n", '    gates !== undefined &&\n'),
      ],
    },
  },
  {
    id: '2.3-key-for-another-repository',
    attack: 'sign with a key that is trusted for another repository',
    met: {
      file: FILE,
      test: `${SIGNER} > trusted for another repository`,
      off: [
        off(
          VERIFY,
          "    (repositoryId === undefined || repositoryId === predicate['urn:production-gates:repository-id']) &&\n",
        ),
      ],
    },
  },
  {
    id: '2.3-key-retired',
    attack: 'sign for the past with a key that is retired',
    met: {
      file: FILE,
      test: `${SIGNER} > trusted until now`,
      off: [off(VERIFY, '    alive(now)\n', '    alive(predicate.timeVerified)\n')],
    },
  },
  {
    id: '2.3-key-from-the-change',
    attack: 'trust one’s own key in the policy of the change',
    met: {
      file: 'test/actions/security-gate/attacks/policy.test.ts',
      test: 'the change judges itself by nothing that it wrote > a policy that observes',
      off: [
        off(
          'shared/run/judged/against.ts',
          'const files = filesOfBare(bare, base.commit)',
          'const files = filesOfBare(bare, head)',
        ),
      ],
    },
  },
  {
    id: '2.3-key-taken-from-the-environment',
    attack: 'push a branch whose workflow uses environment production-gates',
    notMet:
      'Which branches may use an environment is a setting of GitHub’s. Signing by KMS or without a key is not built.',
  },
  {
    id: '2.4-statement-expired',
    attack: 'rely on a statement whose evidence has grown old',
    met: {
      file: FILE,
      test: 'any one expectation changed > now {"now":"2026-11-21T16:00:00Z"}',
      off: [
        off(
          VERIFY,
          '  if (validUntil !== undefined && !(Date.parse(now) < Date.parse(validUntil))) {',
          "  if (validUntil === '') {",
        ),
      ],
    },
  },
  {
    id: '2.4-evidence-without-an-end',
    attack: 'a pass that does not say until when its scans are fresh',
    met: {
      file: 'test/actions/security-gate/judge.test.ts',
      test: 'how long it holds > until the first report is too old',
      off: [
        off(
          'actions/security-gate/judge.ts',
          '    ...[...standings.values()].map((standing) => standing.validUntil),\n',
        ),
      ],
    },
  },
  {
    id: '2.4-exception-without-an-end',
    attack: 'a pass that outlives the exception it rests on',
    met: {
      file: 'test/actions/security-gate/judge.test.ts',
      test: 'how long it holds > or until the first exception that it rests on ends',
      off: [off('actions/security-gate/judge.ts', '    ...found.map(({ cover }) => cover?.expires),\n')],
    },
  },
  {
    id: '2.4-debt-without-an-end',
    attack: 'a pass that outlives the due date of an inherited finding',
    met: {
      file: 'test/actions/security-gate/github/code-scanning.test.ts',
      test: 'alerts are findings > debt ends the verdict on the day it is due',
      off: [
        off(
          'actions/security-gate/judge.ts',
          '    ...found.map(({ one, finding: { code } }) => (code === INHERITED ? debtOf(one)?.due : undefined)),\n',
        ),
      ],
    },
  },
  {
    id: '2.4-suppression-without-an-end',
    attack: 'a pass that outlives the day until which a report calls a finding suppressed',
    met: {
      file: 'test/actions/security-gate/judge.test.ts',
      test: 'how long it holds > or until a report no longer says that a finding does not count',
      off: [
        off(
          'actions/security-gate/judge.ts',
          '    ...clusters.map(({ suppressed, members }) => (suppressed ? earliest(members.map(endOfSuppression)) : undefined)),\n',
        ),
      ],
    },
  },
  {
    id: '2.8-weak-statement',
    attack: 'use a verdict of a job where one of an App is asked for',
    met: {
      file: FILE,
      test: 'any one expectation changed > minStrength {"minStrength":3}',
      off: [off(VERIFY, '  if (strength >= minimum) return undefined', '  if (strength >= 0) return undefined')],
    },
  },
]
