import { type Attack, off } from '../attack.ts'

const DONE = 'test/actions/dod-check/attacks'
const INTEGRITY = 'actions/dod-check/criteria/gate-integrity.ts'
const WORDS = 'shared/checklist/read/verdicts.ts'
const VERIFY = 'shared/evidence/verify-statement.ts'
const OLDER = 'an older pass that is uploaded again'
const OTHER = 'a statement that is true of something else'

const NEWEST_ONLY = off(
  WORDS,
  '  const { madeAt } = word.value\n',
  '  const { madeAt } = word.value\n  if (madeAt !== undefined) return word\n',
)

/** What dod-check takes another's word for: the rules of sections 1 to 3 where a second gate relies on them. */
export const DONE_ATTACKS: readonly Attack[] = [
  {
    id: '1.1-tests-rewritten',
    attack: 'rewrite the workflow that tests a change, so that it is green',
    met: {
      file: 'test/actions/dod-check/criteria/ci-green.test.ts',
      test: 'a green run of a workflow that the change rewrites proves nothing',
      off: [
        off(
          'shared/checklist/probes/workflow.ts',
          "if (approval.approved === 'yes') return met(",
          'if (approval.approved !== undefined) return met(',
        ),
      ],
    },
  },
  {
    id: '1.1-run-with-other-inputs',
    attack: 'start a workflow of the base by hand, with inputs that have it test or scan less',
    notMet:
      'GitHub does not say with which inputs a run was started. Give a workflow that tests or scans none, or name the event that counts.',
  },
  {
    id: '2.1-older-pass-uploaded-again',
    attack: 'upload a statement that passed once more, after a newer one has failed',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OLDER} > does not stand over the failure that came after it`,
      off: [NEWEST_ONLY],
    },
  },
  {
    id: '2.1-older-pass-after-a-blind-run',
    attack: 'the same after a newer run that could not see, and gave none',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OLDER} > nor over a later run that could not see`,
      off: [NEWEST_ONLY],
    },
  },
  {
    id: '2.1-older-pass-under-many-others',
    attack: 'upload it so often that nobody reads what came between',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OLDER} > is not believed either where it was uploaded so often that nobody looks`,
      off: [off(WORDS, 'if (since.length > MOST_SINCE) {', 'if (since.length < 0) {')],
    },
  },
  {
    id: '2.1-newer-statement-deleted',
    attack: 'delete the artifact with the statement that failed, so that an older one is the newest',
    notMet:
      'Any workflow with `actions: write` can, and GitHub shows nothing of it. Where an App shows the gate’s check run, that one contradicts the older statement.',
  },
  {
    id: '2.1-statement-of-another-pull-request',
    attack: 'hand in the pass of another pull request with the same head',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OTHER} > of another pull request with the same head`,
      off: [
        off(
          VERIFY,
          "    unequal('wrong-pull', 'pull request', predicate['urn:production-gates:pull'], expected.pull) ??\n",
        ),
      ],
    },
  },
  {
    id: '2.1-statement-for-another-base',
    attack: 'hand in the pass that the same head had for a base with another policy',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OTHER} > of another base`,
      off: [
        off(
          VERIFY,
          "    unequal('wrong-base-ref', 'base ref', predicate['urn:production-gates:base-ref'], expected.baseRef) ??\n",
        ),
      ],
    },
  },
  {
    id: '2.1-statement-of-an-older-policy',
    attack: 'hand in a pass by the policy as it was before it was tightened',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OTHER} > of an older policy`,
      off: [off(VERIFY, "    unequal('wrong-policy', 'policy digest', policy, expected.policySha256) ??\n")],
    },
  },
  {
    id: '2.1-statement-beside-other-evidence',
    attack: 'swap the evidence that lies beside a statement',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: `${OTHER} > beside evidence that was swapped`,
      off: [off(VERIFY, '      expected.evidenceSha256,\n', '      predicate.inputAttestations[0].digest.sha256,\n')],
    },
  },
  {
    id: '2.1-check-run-in-place-of-a-statement',
    attack: 'write a green check run of security-gate by GITHUB_TOKEN, for dod-check to believe',
    met: {
      file: 'test/actions/dod-check/criteria/security-scanned.test.ts',
      test: 'a green check run by GITHUB_TOKEN counts only where the policy says so',
      off: [off(WORDS, 'isActionsApp(app) ? byToken : ', 'isActionsApp(app) || ')],
    },
  },
  {
    id: '2.2-green-beside-a-failed-statement',
    attack: 'write a green check run beside a statement that failed',
    met: {
      file: `${DONE}/statement.test.ts`,
      test: 'a green check run beside a statement that failed is no pass',
      off: [
        off(
          'shared/checklist/probes/verdict.ts',
          'if (checkRun !== undefined && isGreen !== isShownGreen(statement, policy)) {',
          'if (looked.length < 0) {',
        ),
        off(
          'shared/checklist/probes/verdict.ts',
          "if (statement.result === 'PASSED') return met(looked)",
          "if (statement.result === 'PASSED' || isGreen) return met(looked)",
        ),
      ],
    },
  },
  {
    id: '2.6-gate-that-waits-for-itself',
    attack: 'ask that the workflow be green in which the gate runs, so that it never ends',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'a gate that would wait for its own workflow is a mistake, and says which',
      off: [
        off(
          'actions/dod-check/gather.ts',
          'if (own === undefined || !workflows.includes(own)) return',
          'if (own === undefined || workflows.length > 0) return',
        ),
      ],
    },
  },
  {
    id: '2.8-change-of-the-gates-themselves',
    attack: 'change a workflow, the roster or the policy',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'what decides how a change is judged > .github/workflows/new.yml is changed only with role security',
      off: [off(INTEGRITY, "folded.startsWith('.github/') ||", "folded === '.github/' ||")],
    },
  },
  {
    id: '2.8-change-of-codeowners',
    attack: 'change CODEOWNERS, or add one in a place that had none',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'what decides how a change is judged > docs/CODEOWNERS is changed only with role security',
      off: [
        off(
          INTEGRITY,
          'CODEOWNERS_PLACES.some((place) => place.toLowerCase() === folded)',
          'CODEOWNERS_PLACES.length < 0',
        ),
      ],
    },
  },
  {
    id: '2.8-change-of-a-policy-elsewhere',
    attack: 'change a policy that does not lie in .github',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'what decides how a change is judged > is the policy as well where it lies elsewhere',
      off: [off(INTEGRITY, 'path === policyPath || ')],
    },
  },
  {
    id: '2.8-gate-moved-away',
    attack: 'move the gate’s workflow out of .github',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'what decides how a change is judged > is moved away only with it',
      off: [
        off(
          'shared/checklist/when.ts',
          '(previousPath === undefined ? [path] : [path, previousPath])',
          '(previousPath === undefined ? [path] : [path])',
        ),
      ],
    },
  },
  {
    id: '2.8-approved-by-whom-it-is-of',
    attack: 'be of role security, and approve one’s own change of the gates',
    met: {
      file: `${DONE}/integrity.test.ts`,
      test: 'what decides how a change is judged > is not approved by one of role security who wrote it',
      off: [
        off(
          'shared/ownership/exclusion.ts',
          '  if (own === undefined) return undefined',
          '  if (own === undefined || person.login !== undefined) return undefined',
        ),
      ],
    },
  },
  {
    id: '3.2-tests-that-an-update-brought',
    attack: 'bring in an older version of the tests from the base under an approval that never saw it',
    met: {
      file: `${DONE}/people.test.ts`,
      test: 'an approval that is carried has not seen the tests that an update brought, where the base has others by now',
      off: [
        off('shared/checklist/read/changes.ts', 'const exactly = differing.value\n', 'const exactly: string[] = []\n'),
      ],
    },
  },
  {
    id: '3.4-codeowners-of-the-change',
    attack: 'make a friend the owner of everything by the CODEOWNERS of the change',
    met: {
      file: `${DONE}/people.test.ts`,
      test: 'CODEOWNERS of the change makes nobody an owner',
      off: [
        off(
          'shared/checklist/read/codeowners.ts',
          'filesOfBare(remote.bare, remote.baseTip)',
          'filesOfBare(remote.bare, remote.head)',
        ),
      ],
    },
  },
  {
    id: '3.4-moved-away-from-its-owner',
    attack: 'move a file to where another one owns it',
    met: {
      file: `${DONE}/people.test.ts`,
      test: 'a file that is moved is its old owner’s as well',
      off: [
        off(
          'shared/ownership/owned.ts',
          'files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]))',
          'files.map(({ path }) => path)',
        ),
      ],
    },
  },
  {
    id: '3.6-label-that-lowers-scrutiny',
    attack: 'call a change a hotfix by a label, which need not run on staging',
    met: {
      file: `${DONE}/people.test.ts`,
      test: 'a label calls nothing a hotfix before its approvers do',
      off: [
        off(
          'actions/dod-check/criteria/release.ts',
          "if (!answers.every(({ approved }) => approved === 'yes')) return undefined",
          'if (answers.length < 0) return undefined',
        ),
      ],
    },
  },
]
