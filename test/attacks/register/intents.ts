import { type Attack, off } from '../attack.ts'

const FILE = 'test/actions/security-gate/override/approving.test.ts'
const PEOPLE = 'test/actions/security-gate/override/people.test.ts'
const INTENT = 'shared/override/intent.ts'
const READ = 'actions/security-gate/gather/override/intents.ts'
const COMMAND = 'shared/chatops/command.ts'

const IN_PROSE = 'command !== undefined && said.has(line)'

/** Rule 4.2: whose word an override is, and that it was meant. */
export const INTENTS: readonly Attack[] = [
  {
    id: '4.2-ordinary-approval-as-intent',
    attack: 'take an ordinary approval for the intent to override',
    met: {
      file: FILE,
      test: 'a plain approval by an approver accepts no finding',
      off: [
        off(
          READ,
          'editedAt, state, mayPush }) => {\n    const said = saidIn(body, asked.repository)',
          "editedAt, state, mayPush }) => {\n    const word = { gate: 'security-gate', ticket: 'SEC-7', sha: asked.pull.head.sha }\n    const said = saidIn(body, asked.repository) ?? (state === 'approved' ? word : undefined)",
        ),
      ],
    },
  },
  {
    id: '4.2-line-that-is-quoted',
    attack: 'have an approver quote the line in a question',
    met: {
      file: FILE,
      test: 'a line in a quotation that goes on is nobody’s word',
      off: [off(COMMAND, IN_PROSE, 'command !== undefined && said.size >= 0')],
    },
  },
  {
    id: '4.2-line-that-is-hidden',
    attack: 'have an approver paste a text in which the line is hidden',
    met: {
      file: FILE,
      test: 'a line in a comment of HTML is nobody’s word',
      off: [off(COMMAND, IN_PROSE, 'command !== undefined && said.size >= 0')],
    },
  },
  {
    id: '4.2-comment-edited',
    attack: 'edit the comment of an approver into the line, as whoever may write can',
    met: {
      file: FILE,
      test: 'edited later, by the approver or by somebody else',
      off: [off(INTENT, 'if (edited) add(', 'if (edited === undefined) add(')],
    },
  },
  {
    id: '4.2-review-edited',
    attack: 'the same with a review',
    met: {
      file: FILE,
      test: 'a review that was edited',
      off: [off(READ, 'const edited = editedAt !== undefined', 'const edited = false')],
    },
  },
  {
    id: '4.2-word-taken-back',
    attack: 'rely on the line after the approver has asked for changes',
    met: {
      file: FILE,
      test: 'taken back by asking for changes',
      off: [off(INTENT, 'if (withdrawn !== undefined) add(', "if (withdrawn === '') add(")],
    },
  },
  {
    id: '4.2-word-of-a-stranger',
    attack: 'write the line without holding the role',
    met: {
      file: FILE,
      test: 'by somebody without the role',
      off: [off(INTENT, "  if (answers.includes('yes')) return 'yes'", "  if (answers.length > 0) return 'yes'")],
    },
  },
  {
    id: '4.2-word-of-the-author',
    attack: 'hold the role, and override for one’s own change',
    met: {
      file: FILE,
      test: 'by the author, who holds the role',
      off: [off(INTENT, 'if (excluded !== undefined) reasons.push(', "if (excluded === '') reasons.push(")],
    },
  },
  {
    id: '4.2-word-of-a-committer',
    attack: 'hold the role, and override for a change of another that one has committed to',
    met: {
      file: FILE,
      test: 'by an approver who pushed to it',
      off: [off(INTENT, 'if (excluded !== undefined) reasons.push(', "if (excluded === '') reasons.push(")],
    },
  },
  {
    id: '4.2-word-of-a-pusher',
    attack: 'push commits under the name of another, and accept their findings in a comment',
    met: {
      file: PEOPLE,
      test: 'whoever pushed what others wrote and committed accepts nothing in it > as a comment',
      off: [
        off(
          READ,
          '[...change.contributors, ...contributions]',
          '[...change.contributors, ...contributions.slice(0, 0)]',
        ),
      ],
    },
  },
  {
    id: '4.2-word-of-a-pusher-in-a-review',
    attack: 'the same in a review',
    met: {
      file: PEOPLE,
      test: 'whoever pushed what others wrote and committed accepts nothing in it > as a review',
      off: [
        off(
          READ,
          '[...change.contributors, ...contributions]',
          '[...change.contributors, ...contributions.slice(0, 0)]',
        ),
      ],
    },
  },
  {
    id: '4.2-beside-a-commit-of-nobody',
    attack: 'commit under an address that is nobody’s, and override for it',
    met: {
      file: FILE,
      test: 'beside a commit of nobody, which may be the approver’s',
      off: [
        off(
          INTENT,
          "if (holds === 'yes' && unattributed !== undefined) {",
          "if (holds === 'yes' && unattributed === '') {",
        ),
      ],
    },
  },
  {
    id: '4.2-word-of-an-app',
    attack: 'have an app write the line that a role names',
    met: {
      file: FILE,
      test: 'by an app that the role names',
      off: [off(INTENT, 'if (isApp(person)) return', 'if (login.length < 0) return')],
    },
  },
  {
    id: '4.2-word-without-access',
    attack: 'write the line with an account that may not write',
    met: {
      file: FILE,
      test: 'by an approver who may not write',
      off: [off(INTENT, "if (canWrite === 'no') reasons.push(", 'if (canWrite === undefined) reasons.push(')],
    },
  },
  {
    id: '4.2-team-that-is-hidden',
    attack: 'have the line count although nobody can read the team that makes an approver',
    met: {
      file: FILE,
      test: 'a role by team > that the token is not shown is no role, and the gate fails as it would have',
      off: [
        off(
          'shared/ownership/roles.ts',
          "  if (known?.state !== 'read') return 'unknown'",
          "  if (known?.state !== 'read') return 'yes'",
        ),
      ],
    },
  },
]
