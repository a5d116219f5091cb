import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate/override'
const RULE = 'test/shared/override/override.test.ts'
const JUDGE = 'shared/override/override.ts'
const INTENT = 'shared/override/intent.ts'
const COVERAGE = 'shared/override/coverage.ts'
const TICKET = 'shared/override/ticket.ts'

/** Section 4 but for who may override and in which words: the emergency path. */
export const OVERRIDE: readonly Attack[] = [
  {
    id: '4.1-override-of-what-was-not-seen',
    attack: 'override evidence that is missing, foreign or untrusted',
    met: {
      file: 'test/shared/verdict/conclude.test.ts',
      test: 'conclude, one thing at a time > a blind reason under an override',
      off: [
        off(
          'shared/verdict/conclude.ts',
          "blocking.some((finding) => reasonOf(finding.code).means === 'blind')",
          "blocking.some((finding) => finding.coveredBy === undefined && reasonOf(finding.code).means === 'blind')",
        ),
      ],
    },
  },
  {
    id: '4.1-override-of-another-gate',
    attack: 'override a gate that cannot be overridden',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'for another gate',
      off: [off(INTENT, 'if (said.gate !== GATE) {', "if (said.gate === '') {")],
    },
  },
  {
    id: '4.1-override-of-a-secret',
    attack: 'override a secret that was found, which is known to everybody from then on',
    met: {
      file: `${GATE}/valid.test.ts`,
      test: 'a secret blocks, whoever accepts what',
      off: [off('actions/security-gate/judge/override.ts', " || one.kind === 'secret'")],
    },
  },
  {
    id: '4.1-override-of-a-suppression',
    attack: 'override that the change silences a scanner',
    met: {
      file: `${GATE}/sources.test.ts`,
      test: 'a suppression in the change is not covered',
      off: [
        off(
          'actions/security-gate/judge/override.ts',
          "if (one === undefined || one.kind === 'secret') return { code, key, coverable: false }",
          "if (one === undefined) return { code, key, coverable: true, at: '2000-01-01T00:00:00Z' }",
        ),
      ],
    },
  },
  {
    id: '4.1-override-without-the-rest',
    attack: 'override while the rest of Done does not hold',
    met: {
      file: RULE,
      test: 'the rest must hold, where somebody asks for it',
      off: [off(JUDGE, "    if (holds === 'yes') return []\n", '    if (holds !== undefined) return []\n')],
    },
  },
  {
    id: '4.2-new-finding-under-an-old-word',
    attack: 'have another finding come in after the approver has spoken, under the digest of the older ones',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'what a later scan finds blocks again, with the line as with the digest, until it is accepted too',
      off: [off(COVERAGE, 'coverDigest(coverable).startsWith(covers)', "covers !== ''")],
    },
  },
  {
    id: '4.2-new-finding-without-a-digest',
    attack: 'the same where the approver named no digest',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'without a digest nothing is covered that a report says after the line',
      off: [off(COVERAGE, ' && Date.parse(one.at) <= Date.parse(at))', ')')],
    },
  },
  {
    id: '4.2-used-for-the-next-push',
    attack: 'push something else once the approver has spoken',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'used again after the next push',
      off: [off(INTENT, 'if (said.sha !== facts.head) {', "if (said.sha === '') {")],
    },
  },
  {
    id: '4.2-changed-after-the-word',
    attack: 'change what the description claims once the approver has spoken',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'void once the description is changed',
      off: [
        off(
          INTENT,
          'if (facts.changedAt !== undefined && Date.parse(at) <= Date.parse(facts.changedAt)) {',
          "if (facts.changedAt === '') {",
        ),
      ],
    },
  },
  {
    id: '4.2-pointed-elsewhere-and-back',
    attack: 'point the pull request at another base and back',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'void once it is pointed at another base and back',
      off: [
        off(
          INTENT,
          'if (facts.changedAt !== undefined && Date.parse(at) <= Date.parse(facts.changedAt)) {',
          "if (facts.changedAt === '') {",
        ),
      ],
    },
  },
  {
    id: '4.2-word-of-yesterday',
    attack: 'use it when the emergency is long over',
    met: {
      file: `${GATE}/approving.test.ts`,
      test: 'of yesterday',
      off: [off(INTENT, 'if (Date.parse(now) >= Date.parse(until)) {', "if (now === '') {")],
    },
  },
  {
    id: '4.2-ticket-used-twice',
    attack: 'merge a second change under the ticket of the first',
    met: {
      file: `${GATE}/asking.test.ts`,
      test: 'what has served before > a ticket that an override was merged with is used up',
      off: [
        off(TICKET, 'if (before === undefined) return []', 'if (before === undefined || before.pull > 0) return []'),
      ],
    },
  },
  {
    id: '4.2-uses-that-cannot-be-read',
    attack: 'keep GitHub from saying what the ticket was used for',
    met: {
      file: `${GATE}/sources.test.ts`,
      test: 'MergedSince > ended in {"kind":"status","status":502}',
      off: [off(JUDGE, "uses.state === 'read' ? [] : [", 'uses.state !== undefined ? [] : [')],
    },
  },
  {
    id: '4.2-tag-taken-out-afterwards',
    attack: 'take the tag out of the title after the merge, so that its ticket seems unused',
    notBuilt: 'override-audit, which reads the headline that was merged; until then an approver has to speak again.',
  },
  {
    id: '4.4-green-by-override',
    attack: 'have the gate turn green by an override where the policy only reports it',
    met: {
      file: 'test/shared/run/exit.test.ts',
      test: 'the table of conclusions',
      off: [off('shared/run/exit.ts', "return overrideEffect === 'pass' ? 0 : 1", 'return 0')],
    },
  },
  {
    id: '4.5-release-past-a-failed-scan',
    attack: 'release a hotfix with a failed scan and no valid override',
    notBuilt: 'release-tag with override-audit.',
  },
  {
    id: '4.6-override-without-approvers',
    attack: 'override where the policy names no approvers',
    met: {
      file: RULE,
      test: 'without approvers in the policy none is possible, whatever was written',
      off: [
        off(JUDGE, 'if ((policy.approvers ?? []).length === 0) {', "if (policy.tag === '') {"),
        off(
          INTENT,
          '  const answers = approvers.map(',
          "  if (approvers.length === 0) return 'yes'\n  const answers = approvers.map(",
        ),
      ],
    },
  },
]
