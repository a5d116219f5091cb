import { type Attack, off } from '../attack.ts'

const PUSHED = 'test/actions/security-gate/attacks/pushers.test.ts'
const CARRIED = 'test/actions/security-gate/attacks/carried.test.ts'
const UPDATES = 'shared/git/updates.ts'
const CARRY = 'shared/git/carry.ts'

const NOT_SAME_TREE =
  "  if (made.tree !== (await treeOf(bare.git, commit))) return { kind: 'own', why: 'has more in it than git merges' }\n"
const EXCEPTIONS = '[...then.keys(), ...net.keys()].filter((path) => then.get(path) !== net.get(path))'

/** Rules 3.1 and 3.2 for what happens to a branch while it is reviewed. */
export const BRANCHES: readonly Attack[] = [
  {
    id: '3.1-pusher-under-other-names',
    attack: 'push commits under the name of another, and approve them',
    met: {
      file: PUSHED,
      test: 'whoever pushed a commit does not approve it, whoever it says has written it',
      off: [
        off(
          'shared/run/reviewed.ts',
          '[...change.contributors, ...contributions]',
          '[...change.contributors, ...contributions.slice(0, 0)]',
        ),
      ],
    },
  },
  {
    id: '3.1-pusher-under-a-later-push',
    attack: 'push them, and have the author push another commit on top',
    met: {
      file: PUSHED,
      test: 'nor when the author has pushed another one on top, or taken back a part',
      off: [off('shared/run/pushers.ts', '    since.push(push)\n', '    if (since.length === 0) since.push(push)\n')],
    },
  },
  {
    id: '3.1-pusher-of-nobody-known',
    attack: 'push from a fork, where GitHub does not say who pushed, and approve it',
    notMet:
      'GitHub does not say who pushed to a fork. Author and committers are kept from approving all the same, and the evidence says what is not known.',
  },
  {
    id: '3.1-edit-in-an-update',
    attack: 'edit in a merge of the base, which counts as nobody’s work, and approve it',
    met: {
      file: CARRIED,
      test: 'but whoever edits in such a merge has written it',
      off: [off(UPDATES, NOT_SAME_TREE)],
    },
  },
  {
    id: '3.2-approval-carried-over-a-change',
    attack: 'merge the base in by hand, with something else in the merge',
    met: {
      file: CARRIED,
      test: 'a merge of the base with an edit in it is a commit like any other',
      off: [off(UPDATES, NOT_SAME_TREE), off(CARRY, EXCEPTIONS, '[] as string[]'), noExactly()],
    },
  },
  {
    id: '3.2-merge-of-another-branch',
    attack: 'merge in a branch that is not the base',
    met: {
      file: CARRIED,
      test: 'a merge of a branch that is not the base',
      off: [
        off(
          UPDATES,
          "  if (firstIn === secondIn) return { kind: 'own', why: 'merges something else than the base' }\n",
        ),
        off(CARRY, EXCEPTIONS, '[] as string[]'),
        noExactly(),
      ],
    },
  },
  {
    id: '3.2-commit-under-the-merge',
    attack: 'push a commit, and a merge of the base on top of it',
    met: {
      file: CARRIED,
      test: 'a commit under the merge',
      off: [
        off(
          UPDATES,
          "if (first === undefined || second === undefined) return { kind: 'own', why: 'is no merge of the base' }",
          "if (first === undefined || second === undefined) return { kind: 'update', from: first ?? commit }",
        ),
        off(CARRY, EXCEPTIONS, '[] as string[]'),
        noExactly(),
      ],
    },
  },
  {
    id: '3.2-changed-by-the-base-too',
    attack: 'have a file approved, and bring in what the base has changed in it meanwhile',
    met: {
      file: CARRIED,
      test: 'the file was approved as it was before the base changed it as well',
      off: [off(CARRY, EXCEPTIONS, '[] as string[]'), noExactly()],
    },
  },
  {
    id: '3.2-older-scan-from-the-base',
    attack: 'bring in another version of the scan from the base than the one that was approved',
    met: {
      file: 'test/shared/git/carry.test.ts',
      test: 'a path whose content counts is an exception when only the base has changed it',
      off: [noExactly()],
    },
  },
  {
    id: '3.2-approval-taken-back',
    attack: 'update the branch, so that an approval that was taken back is carried',
    met: {
      file: CARRIED,
      test: 'an approval that was taken back is not carried',
      off: [
        off(
          'shared/ownership/approvals.ts',
          "own.filter(({ state }) => state === 'CHANGES_REQUESTED' || state === 'DISMISSED')",
          "own.filter(({ state }) => state === 'PENDING')",
        ),
      ],
    },
  },
]

function noExactly() {
  return off(CARRY, '      if (exactly.has(path)) except.add(path)\n', '      exactly.delete(path)\n')
}
