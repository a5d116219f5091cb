import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const ACCEPT = `${GATE}/attacks/accept-set.test.ts`
const OTHER = 'anything else that is scanned is not the head'
const MERGE = 'shared/run/producer-fact.ts'
const BINDING = 'actions/security-gate/judge/binding.ts'
const PROVES_NOTHING = "return { members, standing: { state: 'read', findings, about: [], proves: [] } }"
const PROVES = (kind: string): string =>
  `return { members, standing: { state: 'read', findings, about: ['${kind}'], proves: ['${kind}'] } }`

/** Rules 1.2 and 1.3: what is scanned is the judged commit. */
export const COMMITS: readonly Attack[] = [
  {
    id: '1.2-main-scan-on-pull-request',
    attack: 'hand in the clean scan of the default branch',
    met: {
      file: `${GATE}/attacks/run.test.ts`,
      test: 'main’s clean scan on a pull request is foreign, although its run is for the head',
      off: [off(BINDING, '!accepted.some((one) => isCommit(commit, one))', "commit === ''")],
    },
  },
  {
    id: '1.2-github-sha',
    attack: 'a scan of GITHUB_SHA under pull_request_target, which is the default branch’s tip',
    met: {
      file: ACCEPT,
      test: `${OTHER} > GITHUB_SHA under pull_request_target, the default branch’s tip`,
      off: [off(BINDING, '!accepted.some((one) => isCommit(commit, one))', "commit === ''")],
    },
  },
  {
    id: '1.2-octopus-merge',
    attack: 'scan a merge of the head with a third parent',
    met: {
      file: ACCEPT,
      test: `${OTHER} > a merge with a third parent, which may bring in anything`,
      off: [off(MERGE, 'merged !== head || more.length > 0)', 'merged !== head)')],
    },
  },
  {
    id: '1.2-merge-onto-another-commit',
    attack: 'scan a merge of the head onto a commit that is not in the base',
    met: {
      file: ACCEPT,
      test: `${OTHER} > a merge onto a commit that is not in the base`,
      off: [off(MERGE, '    if (!(await isAncestor(bare.git, onto, baseTip))) return false\n')],
    },
  },
  {
    id: '1.2-evil-merge',
    attack: 'scan a merge by hand from which the weakness was taken out',
    met: {
      file: ACCEPT,
      test: `${OTHER} > an evil merge, with the weakness taken out of what is scanned`,
      off: [off(MERGE, ' && made.tree === (await treeOf(bare.git, commit))')],
    },
  },
  {
    id: '1.2-abbreviated-commit',
    attack: 'name the commit by so few digits that it is any commit',
    met: {
      file: `${GATE}/judge/binding.test.ts`,
      test: 'commit > of six digits proves nothing',
      off: [off(BINDING, 'named.length >= 7 && ')],
    },
  },
  {
    id: '1.2-analysis-of-another-commit',
    attack: 'rely on the clean analysis of the default branch',
    met: {
      file: `${GATE}/github/code-scanning.test.ts`,
      test: 'analyses that prove nothing > of another commit: main’s clean one',
      off: [
        off(
          'actions/security-gate/judge/github/code-scanning.ts',
          'const accepted = newestOf(fact.analyses.filter(({ commit }) => subject.accepted.includes(commit)))',
          'const accepted = newestOf(fact.analyses)',
        ),
      ],
    },
  },
  {
    id: '1.3-dependabot-alerts-for-a-scan',
    attack: 'take an empty list of Dependabot alerts for a dependency scan',
    met: {
      file: `${GATE}/github/dependencies.test.ts`,
      test: 'Dependabot alerts > prove no scan: they are of the default branch',
      off: [off('actions/security-gate/judge/github/dependabot.ts', PROVES_NOTHING, PROVES('sca'))],
    },
  },
  {
    id: '1.3-secret-alerts-for-a-scan',
    attack: 'take an empty list of secret scanning alerts for a secret scan',
    met: {
      file: `${GATE}/github/secret-alerts.test.ts`,
      test: 'alerts are no secret scan, also when there are none',
      off: [off('actions/security-gate/judge/github/secret-alerts.ts', PROVES_NOTHING, PROVES('secret'))],
    },
  },
  {
    id: '1.3-compare-without-a-snapshot',
    attack: 'a dependency compare of which GitHub lacks a side',
    met: {
      file: `${GATE}/github/dependencies.test.ts`,
      test: 'the dependency compare > of which GitHub lacks a snapshot is blind: what it does not know looks like no change',
      off: [off('shared/github/dependencies.ts', 'if (warning !== undefined) {', "if (warning === '') {")],
    },
  },
]
