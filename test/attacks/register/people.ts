import { type Attack, off } from '../attack.ts'

const APPROVAL = 'test/actions/security-gate/attacks/approval.test.ts'
const RULE = 'test/shared/ownership/approvals.test.ts'
const APPROVALS = 'shared/ownership/approvals.ts'
const EXCLUSION = 'shared/ownership/exclusion.ts'
const ROLES = 'shared/ownership/roles.ts'

/** Section 3: whose word counts. */
export const PEOPLE: readonly Attack[] = [
  {
    id: '3.1-own-pull-request',
    attack: 'approve one’s own pull request',
    met: {
      file: RULE,
      test: 'who is kept out > the author, by number or by login',
      off: [off(EXCLUSION, 'if (author !== null && mayBeSamePerson(author, person)) {', "if (person.login === '') {")],
    },
  },
  {
    id: '3.1-own-commits',
    attack: 'approve commits of one’s own in another’s pull request',
    met: {
      file: APPROVAL,
      test: 'whoever wrote one of its commits does not approve it, whoever opened it',
      off: [
        off(
          EXCLUSION,
          '  if (own === undefined) return undefined',
          '  if (own === undefined || person.login !== undefined) return undefined',
        ),
      ],
    },
  },
  {
    id: '3.1-commit-of-nobody',
    attack: 'commit under an address that is nobody’s, and approve it',
    met: {
      file: APPROVAL,
      test: 'a commit under an address of nobody could be the approver’s own',
      off: [
        off(
          'actions/security-gate/gather/security-approval.ts',
          'if (nobody === undefined) return',
          "if (nobody?.commit !== '') return",
        ),
      ],
    },
  },
  {
    id: '3.1-co-author-disqualified',
    attack: 'name an approver in a Co-authored-by line, so that he may not approve',
    met: {
      file: RULE,
      test: 'who is kept out > a co-author with `everyone` only: a line in a message must not disqualify anybody',
      off: [
        off(
          EXCLUSION,
          " && (as !== 'co-author' || mode === 'everyone')",
          " && (as !== 'pusher' || mode !== undefined)",
        ),
      ],
    },
  },
  {
    id: '3.1-approval-by-anybody',
    attack: 'have it approved by an account that may not write',
    met: {
      file: APPROVAL,
      test: 'an approval by a member of the role who may not write does not count',
      off: [
        off(
          APPROVALS,
          'standing.filter(({ canWrite }) => canWrite)',
          'standing.filter(({ canWrite }) => canWrite !== undefined)',
        ),
      ],
    },
  },
  {
    id: '3.1-approval-by-an-app',
    attack: 'have it approved by an app',
    met: {
      file: RULE,
      test: 'who is kept out > apps, unless a role names them',
      off: [
        off(
          APPROVALS,
          '  if (!isApp(person) || isNamed) return undefined',
          '  if (!isApp(person) || apps.length >= 0) return undefined',
        ),
      ],
    },
  },
  {
    id: '3.1-approval-taken-back',
    attack: 'rely on an approval that was dismissed',
    met: {
      file: RULE,
      test: 'the last word of each person > both ways of taking back say which review it was',
      off: [
        off(
          APPROVALS,
          "own.filter(({ state }) => state === 'CHANGES_REQUESTED' || state === 'DISMISSED')",
          "own.filter(({ state }) => state === 'PENDING')",
        ),
      ],
    },
  },
  {
    id: '3.2-approval-of-an-older-head',
    attack: 'have something harmless approved, then push the rest',
    met: {
      file: APPROVAL,
      test: 'an approval of an older head says nothing of what was pushed after it',
      off: [
        off(
          APPROVALS,
          'lastOf(counting.filter((each) => each.commit === commit))',
          "lastOf(counting.filter(() => commit !== ''))",
        ),
      ],
    },
  },
  {
    id: '3.3-team-that-is-hidden',
    attack: 'have an approval count although nobody can read the team it depends on',
    met: {
      file: APPROVAL,
      test: 'a team that the token is not shown leaves it unknown, and says which permission opens it',
      off: [
        off(ROLES, "  if (known?.state !== 'read') return 'unknown'", "  if (known?.state !== 'read') return 'yes'"),
      ],
    },
  },
  {
    id: '3.4-owner-by-address',
    attack: 'own a path by an address, of which nobody knows whose it is',
    met: {
      file: 'test/shared/ownership/roles.test.ts',
      test: 'owners of a line > addresses are passed over only beside an owner that can be read',
      off: [
        off(
          ROLES,
          "      return isPassedOver(owners, teams) ? 'no' : 'unknown'",
          "      return isPassedOver(owners, teams) ? 'no' : 'no'",
        ),
        off(ROLES, '  isPassedOver(owners, teams) ? owners.filter(', '  owners.length > 0 ? owners.filter('),
      ],
    },
  },
  {
    id: '3.4-too-many-files',
    attack: 'hide a rewritten script behind 3,000 other files',
    met: {
      file: 'test/actions/security-gate/attacks/shapes.test.ts',
      test: 'a pull request of any size > 3,001 files are read by git, and the one among them that matters is found',
      off: [off('shared/evidence/producer.ts', '      isNamed(producer, path)\n', '      false\n')],
    },
  },
  {
    id: '3.5-bot-that-changes-more',
    attack: 'have a dependency bot’s pull request change more than manifests and lock files',
    met: {
      file: 'test/shared/checklist/bots.test.ts',
      test: 'src/index.ts is none',
      off: [
        off(
          'shared/checklist/bots.ts',
          'if (files.length === 0 || !files.every(isManifest)) return undefined',
          'if (files.length === 0) return undefined',
        ),
      ],
    },
  },
]
