import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const FORGED = 'shared/github/forged-checks.ts'
const PUBLISH = 'shared/run/publish.ts'
const GROUP = 'shared/run/judged/group.ts'

/** Rules 2.1, 2.2 and 2.6 to 2.8: how a verdict gets to GitHub, and what it may be about. */
export const VERDICTS: readonly Attack[] = [
  {
    id: '2.1-check-run-by-another-app',
    attack: 'a green check run of our name by another app',
    met: {
      file: 'test/shared/github/forged-checks.test.ts',
      test: 'the app > that the policy does not list is wrong, whatever it shows',
      off: [off(FORGED, 'if (trusted.includes(app.id)) return undefined', 'if (app.id > 0) return undefined')],
    },
  },
  {
    id: '2.1-check-run-by-github-token',
    attack: 'a green check run of our name by GITHUB_TOKEN',
    met: {
      file: 'test/shared/github/forged-checks.test.ts',
      test: 'the app > behind GITHUB_TOKEN counts in mode token only, and no list makes it count',
      off: [off(FORGED, "return mode === 'token'\n", 'return mode !== undefined\n')],
    },
  },
  {
    id: '2.1-forgeable-and-not-said',
    attack: 'take a check run of GITHUB_TOKEN for one that cannot be forged',
    met: {
      file: 'test/shared/run/publish.test.ts',
      test: 'check runs that claim to be ours > with trust.check-runs: token it counts, and is shown as forgeable',
      off: [off(PUBLISH, "forgeable: trust.mode === 'token'", 'forgeable: trust.mode === undefined')],
    },
  },
  {
    id: '2.2-patched-green',
    attack: 'patch our red check run green from another workflow',
    met: {
      file: `${GATE}/publish/publishing.test.ts`,
      test: 'what another has written > our red check run, turned green by another workflow: check-forged, exit 3, no conclusion',
      off: [off(FORGED, 'return shown === said ? undefined : `', "return shown !== '' ? undefined : `")],
    },
  },
  {
    id: '2.2-patched-before-it-is-read-back',
    attack: 'patch it green before the gate reads it back',
    met: {
      file: `${GATE}/publish/publishing.test.ts`,
      test: 'what another has written > turned green before it was read back',
      off: [
        off('shared/github/check-run.ts', "    ['conclusion', stateOf(run), state],\n"),
        off(FORGED, 'return shown === said ? undefined : `', "return shown !== '' ? undefined : `"),
      ],
    },
  },
  {
    id: '2.2-patched-after-the-run',
    attack: 'patch it green when the gate has ended',
    notBuilt:
      'override-audit compares check runs with statements in every audit. Until then only a check run of an App is safe.',
  },
  {
    id: '2.6-skipped-gate',
    attack: 'have the gate’s job skipped, which counts as passed',
    met: {
      file: 'test/metadata/workflow-rules.test.ts',
      test: 'instead of "    if: ${{ always() }}\\n    timeout": "    timeout"',
      off: [off('test/metadata/workflow-rules.ts', "condition !== '${{ always() }}'", "condition === ''")],
    },
  },
  {
    id: '2.6-condition-in-the-user-workflow',
    attack: 'put a condition or a path filter on the gate’s job in one’s own workflow',
    notBuilt: 'readiness-check, criterion enforcement, reads the workflows of the repository. Ours are linted.',
  },
  {
    id: '2.7-queue-branch-pushed',
    attack: 'push a branch that is named as a merge group is',
    met: {
      file: `${GATE}/events/merge-group.test.ts`,
      test: 'no merge group > a branch of that name that a writer has pushed (direct)',
      off: [
        off(
          GROUP,
          'const queued = await readMergeGroup(place.github, { owner, repo, branch, sha: headSha })',
          "const queued = branch === '' ? await readMergeGroup(place.github, { owner, repo, branch, sha: headSha }) : read({ members: [] as GroupMember[] })",
        ),
      ],
    },
  },
  {
    id: '2.7-group-of-another-tree',
    attack: 'a group whose commit is not what git makes of its pull requests',
    met: {
      file: `${GATE}/events/merge-group.test.ts`,
      test: 'no merge group > a group whose commit is not what git makes of it',
      off: [off(GROUP, ' && made.tree === (await treeOf(bare.git, groupSha))')],
    },
  },
  {
    id: '2.7-group-of-other-parents',
    attack: 'a group that is made of other commits than the queue says',
    met: {
      file: 'test/shared/github/merge-queue.test.ts',
      test: 'a group that is not made of what the queue says is untrusted',
      off: [
        off(
          'shared/github/merge-queue.ts',
          "return first === on && second === headSha ? 'merge' : undefined",
          "return first === second ? undefined : 'merge'",
        ),
      ],
    },
  },
  {
    id: '2.7-workflow-run-of-a-fork',
    attack: 'start the gate by a run of a fork that calls itself the scan',
    met: {
      file: `${GATE}/attacks/trigger.test.ts`,
      test: 'workflow_run is a trigger, and what it says of itself is chosen by who runs it > for a head without a pull request the commit is judged, and a fork’s run is not its own',
      off: [off('actions/security-gate/gather/artifacts.ts', ' && run.headRepositoryId === headRepositoryId')],
    },
  },
  {
    id: '2.8-forging-workflow',
    attack: 'push a workflow that writes a green check run; it need not be merged',
    notMet:
      'Strengths 1 and 2 stop mistakes, not an insider. Only a check of an App that the ruleset pins cannot be forged.',
  },
]
