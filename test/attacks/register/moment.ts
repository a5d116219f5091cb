import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const MOVED = 'what changes while the gate is at work'
const AGAINST = 'shared/run/judged/against.ts'
const WORKFLOW = 'shared/run/judged/own-workflow.ts'
const PUBLISH = 'shared/run/publish.ts'

/** Rule 2.5: for which base a verdict counts, and for how long. */
export const MOMENT: readonly Attack[] = [
  {
    id: '2.5-unprotected-base',
    attack: 'aim the pull request at a branch that the policy names and nobody protects',
    met: {
      file: `${GATE}/attacks/base.test.ts`,
      test: 'a branch that nobody stands behind > named, and not protected: anybody sets its policy',
      off: [off(AGAINST, 'if (isProtected || base.ref === defaultRef) {', "if (isProtected || base.ref !== '') {")],
    },
  },
  {
    id: '2.5-unnamed-base',
    attack: 'aim it at a protected branch that the policy does not name',
    met: {
      file: `${GATE}/attacks/base.test.ts`,
      test: 'a branch that nobody stands behind > protected, and not named',
      off: [off(AGAINST, '  if (!named) {', "  if (base.ref === '') {")],
    },
  },
  {
    id: '2.5-base-that-names-itself',
    attack: 'name the branch in its own policy',
    met: {
      file: `${GATE}/attacks/base.test.ts`,
      test: 'a branch that nobody stands behind > named by its own policy only',
      off: [
        off(
          'shared/run/judged/default-policy.ts',
          'commit === defaultBranch.commit ? base : ',
          "commit !== '' ? base : ",
        ),
      ],
    },
  },
  {
    id: '2.5-protection-in-name-only',
    attack: 'protect the branch by a rule that lets anybody push',
    met: {
      file: `${GATE}/attacks/base.test.ts`,
      test: 'a branch that nobody stands behind > named, with a rule against deletion only, which lets a policy be pushed to it',
      off: [
        off(
          'shared/run/judged/governed.ts',
          'rules.value.some(({ type }) => HOLDS_BACK.has(type))',
          'rules.value.some(({ type }) => HOLDS_BACK.size > 0 || HOLDS_BACK.has(type))',
        ),
      ],
    },
  },
  {
    id: '2.5-sibling-with-the-same-head',
    attack: 'pass into one base with a head that another base’s policy refuses',
    met: {
      file: `${GATE}/attacks/siblings.test.ts`,
      test: 'a check on a commit counts for every pull request with that head > with a sibling into a governed branch whose policy refuses it, the worst is shown',
      off: [
        off(
          'shared/run/judged/pull.ts',
          'first.others.filter((one) => one.number !== told.number)',
          'first.others.filter((one) => one.number < 0)',
        ),
      ],
    },
  },
  {
    id: '2.5-sibling-that-ends-first',
    attack: 'have the check run of a head hold as long as it does for a base that takes older scans',
    met: {
      file: 'test/actions/security-gate/attacks/siblings.test.ts',
      test: 'of two that pass, the check run holds for as long as the one that ends first',
      off: [
        off(
          'shared/run/judging.ts',
          'until: firstEnd(each)',
          'until: worst(each, gate.gate).assessment.verdict.validUntil',
        ),
      ],
    },
  },
  {
    id: '2.5-head-moved',
    attack: 'push while the gate is at work',
    met: {
      file: `${GATE}/attacks/moved.test.ts`,
      test: `${MOVED} > a push`,
      off: [off(AGAINST, '      pull.head !== head && {', '      pull.head === undefined && {')],
    },
  },
  {
    id: '2.5-base-moved',
    attack: 'aim the pull request at another base while the gate is at work',
    met: {
      file: `${GATE}/attacks/moved.test.ts`,
      test: `${MOVED} > it is pointed at another base`,
      off: [
        off(AGAINST, 'pull.baseRef !== base.ref && {', 'pull.baseRef === undefined && {'),
        off(AGAINST, 'const live = pull?.base ?? ref', 'const live = base ?? pull?.base ?? ref'),
      ],
    },
  },
  {
    id: '2.5-policy-moved',
    attack: 'have the verdict stand although the policy was tightened meanwhile',
    met: {
      file: `${GATE}/attacks/moved.test.ts`,
      test: `${MOVED} > the policy is changed`,
      off: [
        off(AGAINST, '      live.policy !== base.policy && {', '      live.policy === null && {'),
        off(
          AGAINST,
          '    defaultBranch.policy !== tips.defaultBranch.policy && {',
          '    defaultBranch.policy === null && {',
        ),
        off(AGAINST, '      live.folder !== base.folder && {', '      live.folder === null && {'),
      ],
    },
  },
  {
    id: '2.5-workflow-moved',
    attack: 'have the verdict stand although the gate’s workflow was changed meanwhile',
    met: {
      file: `${GATE}/attacks/moved.test.ts`,
      test: `${MOVED} > the workflow that runs the gate is changed`,
      off: [
        off(
          AGAINST,
          '    defaultBranch.workflow !== tips.defaultBranch.workflow && {',
          '    defaultBranch.workflow === null && {',
        ),
        off(AGAINST, '      live.folder !== base.folder && {', '      live.folder === null && {'),
      ],
    },
  },
  {
    id: '2.5-old-run-started-again',
    attack: 'start a run of last month again, whose gate checked less',
    met: {
      file: `${GATE}/attacks/gate-workflow.test.ts`,
      test: 'an old run that is started again, of a gate that has changed since',
      off: [off(WORKFLOW, '      if (changed === undefined) return undefined', '      return undefined')],
    },
  },
  {
    id: '2.5-old-action-of-the-gate',
    attack: 'start an old run again, of which only a local action has changed',
    met: {
      file: `${GATE}/attacks/gate-workflow.test.ts`,
      test: 'the gate is the same, and a local action that it calls is not',
      off: [
        off(
          WORKFLOW,
          'const parts = [...paths, ...folders]',
          'const parts = [...paths, ...folders].slice(-1).map(() => path)',
        ),
      ],
    },
  },
  {
    id: '2.5-gate-rewritten',
    attack: 'edit the gate’s workflow on pull_request',
    met: {
      file: `${GATE}/attacks/gate-workflow.test.ts`,
      test: 'on pull_request the author edits the gate into something that never fails',
      off: [off(WORKFLOW, '      if (changed === undefined) return undefined', '      return undefined')],
    },
  },
  {
    id: '2.5-published-for-an-ungoverned-base',
    attack: 'get a green check onto the head from a base that does not count',
    met: {
      file: 'test/shared/run/publish.test.ts',
      test: 'what does not hold any more is not published > a base that is not governed: nothing, whatever the verdict is',
      off: [off(PUBLISH, '  if (!where.governed) {', "  if (where.owner === '') {")],
    },
  },
  {
    id: '2.5-check-before-the-pull-request',
    attack: 'get a green check onto a commit before any pull request has it',
    met: {
      file: `${GATE}/publish/publishing.test.ts`,
      test: 'nothing is shown > for a commit that no pull request has: a check on it would count for all that come',
      off: [
        off(
          'shared/run/publishing.ts',
          'if (remote.unmerged && remote.pull === undefined && remote.group === undefined) {',
          'if (remote.head === undefined) {',
        ),
      ],
    },
  },
]
