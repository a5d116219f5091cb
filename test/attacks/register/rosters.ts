import { type Attack, off } from '../attack.ts'

const FILE = 'test/actions/security-gate/attacks/roster.test.ts'
const ROSTER = 'shared/run/roster.ts'
const AGE = 'shared/ownership/roster.ts'

const APPROVED = "merged.find((pull) => approvedBy(pull, role, roles, teams) === 'yes')"

/** Rule 3.3: who is in a team. */
export const ROSTERS: readonly Attack[] = [
  {
    id: '3.3-half-a-team',
    attack: 'have a page of the members get lost, so that somebody seems to be in no team',
    met: {
      file: 'test/shared/github/teams.test.ts',
      test: 'half a team is no team: a page that cannot be read makes it partial',
      off: [
        off(
          'shared/github/connection.ts',
          "    if (answer.state !== 'read') return midway(answer, items.length, what)",
          "    if (answer.state !== 'read') return read(items)",
        ),
      ],
    },
  },
  {
    id: '3.3-roster-of-the-author',
    attack: 'write oneself into the roster of teams',
    met: {
      file: FILE,
      test: 'approved by nobody',
      off: [off(ROSTER, APPROVED, 'merged[0]')],
    },
  },
  {
    id: '3.3-roster-approved-by-another',
    attack: 'have the roster approved by somebody who is not of role security',
    met: {
      file: FILE,
      test: 'approved by somebody else',
      off: [off(ROSTER, APPROVED, 'merged.find((pull) => pull.reviews.length > 0)')],
    },
  },
  {
    id: '3.3-roster-that-vouches-for-itself',
    attack: 'have it approved by those whom it makes members of role security',
    met: {
      file: FILE,
      test: 'approved by a member of the very team that it is to name',
      off: [
        off(
          ROSTER,
          'const teams = await teamsFor(github, teamsOf(roles, [ROLE]))',
          "const teams = new Map([...roster.teams].map(([name, { members }]) => [name, { state: 'read' as const, members }]))",
        ),
      ],
    },
  },
  {
    id: '3.3-roster-pushed',
    attack: 'push the roster to the base without a pull request',
    met: {
      file: FILE,
      test: 'pushed past every review',
      off: [
        off(
          ROSTER,
          '  if (merged.length === 0) {\n',
          "  if (merged.length === 0) return read('nobody was asked')\n  if (merged.length < 0) {\n",
        ),
      ],
    },
  },
  {
    id: '3.3-roster-not-owned',
    attack: 'keep the roster in a file that role security does not own',
    met: {
      file: FILE,
      test: 'in a file that role security does not own',
      off: [off(ROSTER, 'if (!isOwnedBy(role, written.value.owners)) {', 'if (written.value.owners.length < 0) {')],
    },
  },
  {
    id: '3.3-roster-line-edited',
    attack: 'edit the line of one team in a roster whose other lines were approved',
    met: {
      file: 'test/shared/run/roster.test.ts',
      test: 'a line that somebody edited after it was approved is not the approved one',
      off: [off(ROSTER, '{ from: line, to: line }', '{ from: 1, to: 1 }')],
    },
  },
  {
    id: '3.3-roster-with-a-second-meaning',
    attack: 'write it so that one line changes what another one says',
    met: {
      file: 'test/shared/ownership/roster.test.ts',
      test: 'one character more, less or other is another roster or none',
      off: [off(AGE, '  if (rosterText(roster) !== text)\n', "  if (text === '')\n")],
    },
  },
  {
    id: '3.3-roster-too-old',
    attack: 'rely on a roster from before somebody left the team',
    met: {
      file: FILE,
      test: 'too old',
      off: [off(AGE, 'if (ms <= MAX_AGE_DAYS * DAY_MS) return', 'if (ms > 0) return')],
    },
  },
  {
    id: '3.3-roster-from-tomorrow',
    attack: 'date it ahead, so that it stays young',
    met: {
      file: FILE,
      test: 'from tomorrow',
      off: [off(AGE, 'if (Number.isNaN(ms) || ms < -AHEAD_MS) return', 'if (Number.isNaN(ms)) return')],
    },
  },
  {
    id: '3.3-roster-of-another-organization',
    attack: 'a roster of an organization that has taken the name since',
    met: {
      file: FILE,
      test: 'of another organization of that name',
      off: [off(ROSTER, 'if (id !== ownerId) {', 'if (id < 0) {')],
    },
  },
  {
    id: '3.3-roster-login-taken-over',
    attack: 'take the login that a member of the team had before',
    met: {
      file: FILE,
      test: 'somebody of that login on another account is somebody else',
      off: [
        off(
          'shared/ownership/person.ts',
          'a.id !== undefined && b.id !== undefined ? a.id === b.id : loginKey(a) === loginKey(b)',
          'loginKey(a) === loginKey(b)',
        ),
      ],
    },
  },
  {
    id: '3.3-roster-in-the-change',
    attack: 'bring the roster in the change itself',
    met: {
      file: FILE,
      test: 'one that the change brings itself is not the base’s',
      off: [
        off(ROSTER, 'const { bare, baseTip, tips } = remote', 'const { bare, head: baseTip, tips } = remote'),
        off(
          ROSTER,
          '  if (merged.length === 0) {\n',
          "  if (merged.length === 0) return read('nobody was asked')\n  if (merged.length < 0) {\n",
        ),
      ],
    },
  },
  {
    id: '3.3-roster-for-an-override',
    attack: 'make oneself an approver of overrides by a roster that nobody of role security approved',
    met: {
      file: 'test/actions/security-gate/override/people.test.ts',
      test: 'a team that the token is not shown > of a roster that nobody approved makes nobody an approver',
      off: [off(ROSTER, APPROVED, 'merged[0]')],
    },
  },
]
