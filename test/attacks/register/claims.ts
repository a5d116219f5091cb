import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate/override'
const JUDGE = 'shared/override/override.ts'
const TAG = 'shared/override/tag.ts'
const TICKET = 'shared/override/ticket.ts'

/** Rule 4.3: what a pull request claims of the emergency. */
export const CLAIMS: readonly Attack[] = [
  {
    id: '4.3-label-as-tag',
    attack: 'claim the emergency by a label',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'a title that does not open with the tag > a label in its place',
      off: [
        off(
          TAG,
          "return label ? { state: 'near', hint: 'A label says so; only the title counts.' }",
          "return label ? { state: 'opens' }",
        ),
      ],
    },
  },
  {
    id: '4.3-tag-in-the-middle',
    attack: 'have the title of a revert quote the tag',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'a title that does not open with the tag > of a revert',
      off: [
        off(
          TAG,
          "{ state: 'near', hint: 'The title holds the tag, and does not open with it.' }",
          "{ state: 'opens' }",
        ),
      ],
    },
  },
  {
    id: '4.3-tag-that-looks-alike',
    attack: 'write the tag with a letter that looks like it, which no search for overrides finds',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'a title that does not open with the tag > with a Cyrillic letter',
      off: [
        off(
          TAG,
          "{ state: 'near', hint: 'The title holds something that looks like the tag, letter by letter it is not.' }",
          "{ state: 'opens' }",
        ),
      ],
    },
  },
  {
    id: '4.3-no-incident',
    attack: 'link an incident of another host',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'the description > an incident elsewhere',
      off: [off(JUDGE, '!description.links.some((one) => linkMatches(link, one))', 'description.links.length === 0')],
    },
  },
  {
    id: '4.3-smaller-incident',
    attack: 'override for an incident that is no SEV-1',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'the description > a smaller incident',
      off: [off(JUDGE, '!severities.includes(level)', 'severities.length < 0')],
    },
  },
  {
    id: '4.3-ticket-of-another-project',
    attack: 'link a ticket of a project where anybody may write one',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'the description > a ticket of another project',
      off: [
        off(
          TICKET,
          'ticket?.projects?.includes(project) !== false',
          "ticket?.projects?.includes(project) !== false || project !== ''",
        ),
      ],
    },
  },
  {
    id: '4.3-ticket-that-nobody-sees',
    attack: 'link the ticket where no reader of the description sees it',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'the description > a ticket in a comment of HTML',
      off: [
        off(
          'shared/tickets/keys.ts',
          'const prose = proseOf(text)',
          'const prose = { text, links: [...text.matchAll(/https:\\S+/g)].map(([link]) => link) }\n  proseOf(text)',
        ),
      ],
    },
  },
  {
    id: '4.3-ticket-that-is-closed',
    attack: 'link a ticket that is closed, or younger than the word of the approver',
    met: {
      file: `${GATE}/tickets.test.ts`,
      test: 'a ticket that is closed',
      off: [off(TICKET, 'if (ticket.closed) add(', "if (key === '') add(")],
    },
  },
  {
    id: '4.3-tag-after-the-merge',
    attack: 'take the tag out of the headline when the change is merged',
    notBuilt: 'override-audit, which reads what was merged.',
  },
]
