import { type Attack, off } from '../attack.ts'

const ANALYSES = 'test/actions/security-gate/github/code-scanning.test.ts'
const KNOWN = 'actions/security-gate/gather/github/gather-github.ts'

/** Rule 1.1 for code scanning: an analysis names its workflow itself. */
export const ANALYSED: readonly Attack[] = [
  {
    id: '1.1-analysis-uploaded-by-hand',
    attack: 'upload a code scanning analysis by hand, under the name of the scan',
    met: {
      file: ANALYSES,
      test: 'analyses that prove nothing > uploaded by hand, an hour after the run that its name claims',
      off: [off(KNOWN, 'known.filter((one) => isDuring(analysis.createdAt, one))', 'known.slice()')],
    },
  },
  {
    id: '1.1-analysis-beside-an-honest-run',
    attack: 'upload an analysis from a run against a base of one’s own while an honest run is at work',
    met: {
      file: ANALYSES,
      test: 'analyses that prove nothing > by one of two runs that were at work, one of them for a base of the author’s own',
      off: [off(KNOWN, 'for (const run of atWork) {', 'for (const run of atWork.slice(0, 1)) {')],
    },
  },
  {
    id: '1.1-analysis-by-a-rewritten-workflow',
    attack: 'rewrite the workflow that uploads the analysis',
    met: {
      file: ANALYSES,
      test: 'analyses that prove nothing > by a workflow that the change rewrites',
      off: [off(KNOWN, "if (made.state === 'rewritten')", 'if (made.state === undefined)')],
    },
  },
  {
    id: '1.1-analysis-by-a-false-default-setup',
    attack: 'an analysis that calls itself GitHub’s default setup',
    met: {
      file: ANALYSES,
      test: 'analyses that prove nothing > by a workflow that calls itself GitHub’s default set-up',
      off: [
        off(
          KNOWN,
          "if (typeof known === 'string') return untrusted(`The runs of ${path} are not known: ${known}`)",
          "if (typeof known === 'string') return { state: 'trusted' }",
        ),
      ],
    },
  },
]
