import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const SILENCED = 'what a change tells a scanner not to say blocks until role security has seen it'
const NOTES = 'actions/security-gate/gather/suppressions.ts'
const CHANGE = 'actions/security-gate/gather/change.ts'

/** Rule 1.7: what a change tells a scanner not to say. */
export const SUPPRESSED: readonly Attack[] = [
  {
    id: '1.7-note-in-the-code',
    attack: 'write nosemgrep behind a weakness',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > nosemgrep`,
      off: [off(NOTES, "  { what: 'nosemgrep', pattern: /\\bnosem(?:grep)?\\b/i },\n")],
    },
  },
  {
    id: '1.7-eslint-rule-switched-off',
    attack: 'switch off a security rule of ESLint',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > an ESLint security rule`,
      off: [off(NOTES, "  if (SECURITY_RULE.test(text.slice(at))) return 'eslint-disable of a security rule'\n")],
    },
  },
  {
    id: '1.7-note-in-a-binary-file',
    attack: 'hide the note in a file that git calls binary',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > in UTF-16, which git calls binary`,
      off: [off(CHANGE, '[...lines, ...binary]', '[...lines, ...binary.slice(0, 0)]')],
    },
  },
  {
    id: '1.7-note-in-a-huge-file',
    attack: 'hide the note in a file that is too large to be looked through',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > in a file that is too large to be looked through`,
      off: [off(CHANGE, ', paths), ...large]', ', paths), ...large.slice(0, 0)]')],
    },
  },
  {
    id: '1.7-note-behind-another-line-end',
    attack: 'end the line by a character that only JavaScript knows',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > a note that another end of line hides`,
      off: [off(NOTES, 'text.split(LINE_ENDS)', '[text]')],
    },
  },
  {
    id: '1.7-ignore-list',
    attack: 'add a line to .gitleaksignore',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > what stands in .gitleaksignore`,
      off: [off(NOTES, 'facts.push({ path, line, what: nameOf(path) })', 'facts.slice()')],
    },
  },
  {
    id: '1.7-configuration-widened',
    attack: 'change osv-scanner.toml or the paths-ignore of CodeQL',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > what stands in pay/osv-scanner.toml`,
      off: [off(NOTES, 'CONFIGURATIONS.test(nameOf(path)) || ')],
    },
  },
  {
    id: '1.7-approved-before-it-was-added',
    attack: 'add a suppression after role security has approved',
    met: {
      file: `${GATE}/attacks/suppression.test.ts`,
      test: `${SILENCED} > approved on an older head, it blocks again`,
      off: [
        off(
          'shared/ownership/approvals.ts',
          'lastOf(counting.filter((each) => each.commit === commit))',
          "lastOf(counting.filter(() => commit !== ''))",
        ),
      ],
    },
  },
  {
    id: '1.7-suppressed-in-the-report',
    attack: 'have the report itself say that a finding does not count',
    met: {
      file: `${GATE}/judge/classify.test.ts`,
      test: 'what the report itself suppresses > still blocks when it would have blocked',
      off: [
        off(
          'actions/security-gate/judge/classify.ts',
          "return counts ? 'security-gate/suppressed-in-report' : 'security-gate/below-the-bar'",
          "return counts ? 'security-gate/below-the-bar' : 'security-gate/below-the-bar'",
        ),
      ],
    },
  },
  {
    id: '1.7-lockfile-that-git-ignores',
    attack: 'name a lockfile that git tracks in .gitignore, which OSV-Scanner then leaves out',
    met: {
      file: 'test/scan/scan.test.ts',
      test: 'a .gitignore hides no lockfile',
      off: [off('scan/scan.sh', ' --no-ignore')],
    },
  },
  {
    id: '1.7-lockfile-that-another-scan-ignores',
    attack: 'the same where a scan of one’s own runs OSV-Scanner without --no-ignore',
    notMet:
      'A .gitignore changes for many good reasons, and is not taken for configuration of a scanner. Run OSV-Scanner with --no-ignore, or name the lockfile.',
  },
]
