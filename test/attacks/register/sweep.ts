import { type Attack, off } from '../attack.ts'

const SWEEP = 'test/actions/security-gate/events/due.test.ts'
const CHOOSE = 'test/shared/run/due/choose.test.ts'
const RULE = 'shared/run/due/choose.ts'
const FORGED = 'a green check run whose mark is forged'

/** Rule 2.4 for what GitHub shows, and for what rests on another's word: a sweep judges again what no longer holds. */
export const SWEPT: readonly Attack[] = [
  {
    id: '2.4-green-check-that-has-run-out',
    attack: 'merge a week later on a check run that was green when its scans were fresh',
    met: {
      file: SWEEP,
      test: 'every one that is due > green past its time turns red',
      off: [
        off(RULE, "  if (mark.until !== undefined && Date.parse(mark.until) <= Date.parse(now)) return 'expired'\n"),
      ],
    },
  },
  {
    id: '2.4-done-without-an-end',
    attack: 'rely on Done after the statement of security-gate has ended that it rests on',
    met: {
      file: 'test/actions/dod-check/attacks/statement.test.ts',
      test: 'Done ends when the statement does that it rests on',
      off: [off('actions/dod-check/judge.ts', '      ...(validUntil !== undefined && { validUntil }),\n')],
    },
  },
  {
    id: '2.4-green-check-of-another-policy',
    attack: 'merge on a check run from before the policy was tightened',
    met: {
      file: SWEEP,
      test: 'every one that is due > green by a policy that is no longer the base’s is judged by the one that is',
      off: [off(RULE, "  if (!rules.some(same)) return 'other-rules'\n")],
    },
  },
  {
    id: '2.4-mark-that-is-forged',
    attack: 'write into a green check run that it holds for ever',
    met: {
      file: CHOOSE,
      test: 'whatever a check run says, within a day every pull request is judged',
      off: [off(RULE, "  if (hasItsTurn(number, now)) reasons.push('its-turn')\n")],
    },
  },
  {
    id: '2.4-many-marks-that-are-forged',
    attack: 'have many other pull requests ask to be judged, so that it is never the turn of this one',
    met: {
      file: CHOOSE,
      test: `${FORGED} > is judged when it is its turn, however many others ask to be judged by marks that are forged as well`,
      off: [off(RULE, 'const turns = turnsOf(due, now)', 'const turns: readonly Due[] = []')],
    },
  },
  {
    id: '2.4-turn-that-never-comes',
    attack: 'open so many pull requests that the one hour of the day is too short for this one, each day',
    met: {
      file: CHOOSE,
      test: `${FORGED} > has its turn within days where more are in one hour than a run can judge`,
      off: [off(RULE, 'const turns = turnsOf(due, now)', 'const turns: readonly Due[] = []')],
    },
  },
]
