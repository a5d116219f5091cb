import { type Attack, off } from '../attack.ts'

const ATTACKS = 'test/actions/security-gate/attacks'
const SCAN = 'whoever writes the change decides what a scan says, unless the scan is the one of the base'
const MADE_OF = 'shared/evidence/producer.ts'
const APPROVAL = 'actions/security-gate/gather/security-approval.ts'

/** Rule 1.1: who could have written what speaks for a change. */
export const PRODUCER: readonly Attack[] = [
  {
    id: '1.1-workflow-rewritten',
    attack: 'rewrite the scan workflow so that it prints a clean report',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > the scan workflow prints a clean report`,
      off: [off(MADE_OF, '      files.has(path) ||\n')],
    },
  },
  {
    id: '1.1-local-action-rewritten',
    attack: 'rewrite a local action that the scan workflow calls',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a local action that it calls`,
      off: [off(MADE_OF, '      if (local === undefined) continue', '      continue')],
    },
  },
  {
    id: '1.1-file-beside-the-action',
    attack: 'add a file to the folder of a local action, which its entry point loads',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a new file in the folder of that action…`,
      off: [off(MADE_OF, '        folders.add(local)\n')],
    },
  },
  {
    id: '1.1-reusable-workflow-rewritten',
    attack: 'rewrite a reusable workflow that is called by a reusable workflow',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a reusable workflow inside a reusable w…`,
      off: [off(MADE_OF, 'waiting.push(local)\n', 'continue\n')],
    },
  },
  {
    id: '1.1-script-rewritten',
    attack: 'rewrite a script that the text of the scan workflow names',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a script that the text of the workflow …`,
      off: [off(MADE_OF, '      isNamed(producer, path)\n', '      false\n')],
    },
  },
  {
    id: '1.1-script-in-a-working-directory',
    attack: 'rewrite a script that a step runs from a folder it works in',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a script that it runs from a working di…`,
      off: [off(MADE_OF, '  if (from.some((directory) => named(path.slice(directory.length + 1)))) return true\n')],
    },
  },
  {
    id: '1.1-scanner-configured',
    attack: 'configure a scanner so that it finds nothing',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > gitleaks told to allow everything`,
      off: [off(MADE_OF, '      isScannerConfiguration(path) ||\n')],
    },
  },
  {
    id: '1.1-another-registry',
    attack: 'have the audit ask a registry that knows of no advisory',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > another registry for the audit to ask`,
      off: [off(MADE_OF, '  /^\\.(?:npmrc|yarnrc(?:\\.ya?ml)?)$/,\n')],
    },
  },
  {
    id: '1.1-advisories-taken-away',
    attack: 'empty the database of advisories that lies in the repository for a scan without a network',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > advisories that lie in the repository`,
      off: [off(MADE_OF, "  'osv-scalibr/',\n")],
    },
  },
  {
    id: '1.1-script-laid-over-another',
    attack: 'add a script whose name differs in case only, which replaces the other on Windows and macOS',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a script that lies over another one`,
      off: [off(MADE_OF, 'decides(fold(path))', 'decides(path)')],
    },
  },
  {
    id: '1.1-producer-unknown',
    attack: 'a scan workflow of which nobody can tell what it runs',
    met: {
      file: `${ATTACKS}/producer.test.ts`,
      test: `${SCAN} > a workflow that the base cannot show whole proves nothing, however equal it is`,
      off: [
        off(
          'shared/run/producer-fact.ts',
          "  if (made.value.unknown !== undefined) return { state: 'unknown', detail: `at the base, ${made.value.unknown}` }\n",
        ),
      ],
    },
  },
  {
    id: '1.1-workflow-of-the-same-name',
    attack: 'a second workflow that calls itself as the scan does',
    met: {
      file: `${ATTACKS}/run.test.ts`,
      test: 'a workflow of the same name at another path is another workflow',
      off: [off('shared/github/workflow-runs.ts', '(row) => row.path === path', '(row) => row.id > 0')],
    },
  },
  {
    id: '1.1-workflow-of-the-change',
    attack: 'a scan workflow that only the change has',
    met: {
      file: `${ATTACKS}/run.test.ts`,
      test: 'a workflow that the change adds cannot be named by it: which one counts is said by the gate’s workflow',
      off: [
        off(
          MADE_OF,
          'if (text === undefined) return problem(`${path} does not exist.`)',
          'if (text === undefined) break',
        ),
      ],
    },
  },
  {
    id: '1.1-run-of-another-repository',
    attack: 'a run of a fork for the same commit',
    met: {
      file: `${ATTACKS}/run.test.ts`,
      test: 'a run whose head is of another repository is not this head’s',
      off: [off('actions/security-gate/gather/artifacts.ts', ' && run.headRepositoryId === headRepositoryId')],
    },
  },
  {
    id: '1.1-artifact-of-another-run',
    attack: 'an artifact of the right name from another run',
    met: {
      file: 'test/shared/github/artifact-strays.test.ts',
      test: 'a list that shows an artifact of another run is no list of this one',
      off: [
        off(
          'shared/github/artifacts.ts',
          'listed.value.find(({ workflow_run }) => workflow_run.id !== run)',
          'listed.value.find(({ id }) => id < 0)',
        ),
      ],
    },
  },
  {
    id: '1.1-artifact-replaced',
    attack: 'other bytes than those that were uploaded',
    met: {
      file: 'test/shared/github/artifacts.test.ts',
      test: 'bytes that are not those that were uploaded > another digest is untrusted',
      off: [off('shared/github/artifacts.ts', 'if (found !== sha256) {', "if (found === '') {")],
    },
  },
  {
    id: '1.1-older-clean-run',
    attack: 'leave a clean run standing while a newer one is at work or was cancelled',
    met: {
      file: `${ATTACKS}/run.test.ts`,
      test: 'the newest run hides an older clean one, also while it is at work',
      off: [
        off(
          'actions/security-gate/gather/artifacts.ts',
          'const run = own.at(-1)',
          "const run = own.findLast(({ conclusion }) => conclusion === 'success') ?? own.at(-1)",
        ),
      ],
    },
  },
  {
    id: '1.1-report-of-nobody',
    attack: 'a report in the workspace that no run is known to have made',
    met: {
      file: `${ATTACKS}/own-run.test.ts`,
      test: 'a file that lies there on pull_request_target may be from anywhere',
      off: [
        off(
          'actions/security-gate/judge/binding.ts',
          "if (origin === undefined) return 'no run of a workflow is known to have made it.'",
          'if (origin === undefined) return undefined',
        ),
      ],
    },
  },
  {
    id: '1.1-approved-by-another',
    attack: 'have the rewritten scan approved by somebody who is not of role security',
    met: {
      file: `${ATTACKS}/approval.test.ts`,
      test: 'somebody who may write, and is not of the role, has approved nothing of this',
      off: [off(APPROVAL, "(answer === 'yes' ? [approval] : [])", "(answer === 'no' ? [approval] : [])")],
    },
  },
  {
    id: '1.1-role-from-the-change',
    attack: 'declare role security in the policy of the change',
    met: {
      file: `${ATTACKS}/approval.test.ts`,
      test: 'the role that the change gives itself is not the base’s',
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
    id: '1.1-gate-from-elsewhere',
    attack: 'run the gate from a workflow of another repository',
    met: {
      file: `${ATTACKS}/gate-workflow.test.ts`,
      test: 'a workflow of another repository counts when the policy names it, at that ref',
      off: [
        off(
          'shared/run/judged/own-workflow.ts',
          'if ((trust.workflows ?? []).some((pattern) => namesWorkflow(pattern, `${workflow.repository}/${path}`, ref, sha))) {',
          'if (trust !== undefined) {',
        ),
      ],
    },
  },
  {
    id: '1.1-code-that-the-scan-runs',
    attack: 'change tests, a build or another script of the repository that the scan step runs',
    notMet:
      'What a step runs of the repository is the author’s; only files that the workflow’s text names are held against the base. Scan jobs run scanners only.',
  },
  {
    id: '1.1-moving-ref-of-another-repository',
    attack: 'move the tag of an action or workflow of another repository that the scan calls',
    notMet: 'The base itself names that ref, so who may move it is believed. Pin by commit.',
  },
  {
    id: '1.1-poisoned-cache',
    attack: 'a workflow of the change saves a cache that the scan restores',
    notMet: 'GitHub does not say what a run restored. Scan jobs use no cache and no runner that keeps its files.',
  },
  {
    id: '1.1-configuration-inside-other-files',
    attack: 'configure a scanner in package.json, pyproject.toml, pnpm-workspace.yaml or setup.cfg',
    notMet:
      'These change with every dependency, so they are not taken for configuration of scanners. Name the configuration file in the scan step: then it is held against the base.',
  },
]
