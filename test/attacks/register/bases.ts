import { type Attack, off } from '../attack.ts'

const FILE = 'test/actions/security-gate/attacks/other-base.test.ts'
const RUN = 'a run for the same head against a base of the author’s own'
const RULE = 'shared/run/other-base.ts'

/** Rule 1.1 again: a run for a pull request works by the files of its base, and the same head may have several. */
export const BASES: readonly Attack[] = [
  {
    id: '1.1-same-head-at-an-own-base',
    attack: 'a second pull request of the same head into a branch of one’s own, whose scan prints a clean report',
    met: {
      file: FILE,
      test: `${RUN} > started by pull_request`,
      off: [off(RULE, 'for (const other of others) {', 'for (const other of others.slice(0, 0)) {')],
    },
  },
  {
    id: '1.1-second-pull-request-closed',
    attack: 'close that second pull request before anybody looks',
    met: {
      file: FILE,
      test: `${RUN} > whose pull request is closed again before anybody looks`,
      off: [off(RULE, '...closed.value.filter(', '...closed.value.slice(0, 0).filter(')],
    },
  },
  {
    id: '1.1-own-base-put-right-again',
    attack: 'give that branch the scan of the base again before anybody looks',
    met: {
      file: FILE,
      test: `${RUN} > which has the scan of the base again when the gate looks`,
      off: [off(RULE, 'if (!governed.value)', 'if (governed.value === undefined)')],
    },
  },
  {
    id: '1.1-pointed-at-a-protected-branch-again',
    attack: 'point that second pull request at a protected branch afterwards',
    met: {
      file: FILE,
      test: `${RUN} > whose pull request is pointed at a protected branch afterwards`,
      off: [
        off(
          RULE,
          'if (baseRef === pull?.baseRef || (since !== undefined && Date.parse(since) >= Date.parse(began))) {',
          "if (since === '') {",
        ),
      ],
    },
  },
  {
    id: '1.1-pull-request-pointed-back',
    attack: 'point the pull request itself at that branch, and back',
    met: {
      file: FILE,
      test: `${RUN} > which the pull request itself was pointed at until then`,
      off: [off(RULE, 'if (Date.parse(began) < Date.parse(pull.since)) {', "if (began === '') {")],
    },
  },
  {
    id: '1.1-twin-branch',
    attack: 'have the second pull request come from another branch with the same head, and push on there',
    met: {
      file: FILE,
      test: `${RUN} > from another branch with the same head, which then moves on`,
      off: [
        off(RULE, 'if (headBranch !== undefined && headBranch !== pull.headRef) {', "if (headBranch === '') {"),
        off(
          'actions/security-gate/gather/artifacts.ts',
          '    .filter((run) => headBranch === undefined || !isByTestMerge(run) || run.headBranch === headBranch)\n',
        ),
      ],
    },
  },
  {
    id: '1.1-merged-commit-scanned-elsewhere',
    attack: 'scan a commit of the default branch by a pull request into a branch of one’s own',
    met: {
      file: FILE,
      test: `${RUN} > for a commit that is merged: it was not scanned by what is merged`,
      off: [off('shared/run/producer-fact.ts', 'if (!isByTestMerge(run)) return', "if (run.event !== '') return")],
    },
  },
  {
    id: '1.1-head-without-a-pull-request',
    attack: 'close the pull request, and have its head judged as a commit',
    met: {
      file: FILE,
      test: `${RUN} > for a head whose pull request is closed`,
      off: [
        off(
          RULE,
          "if (pull === undefined) return 'it was for a pull request, and which base that had is not known.'",
          'if (pull === undefined) return undefined',
        ),
      ],
    },
  },
]
