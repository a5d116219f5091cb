import { type Attack, off } from '../attack.ts'

const GATE = 'test/actions/security-gate'
const ENTRIES = 'actions/security-gate/gather/approved-entries.ts'
const MERGED = 'shared/run/merged-approval.ts'
const APPLY = 'actions/security-gate/exceptions/apply.ts'
const LIVE = 'actions/security-gate/exceptions/live-exceptions.ts'
const SCHEMA = 'actions/security-gate/exceptions/schema.ts'
const DISMISSED = 'actions/security-gate/judge/github/dismissed.ts'

/** Rules 1.9 and 1.10: what lets a finding through, and who may say so. */
export const ALLOWED: readonly Attack[] = [
  {
    id: '1.9-exception-nobody-approved',
    attack: 'name an approver who never saw the entry',
    met: {
      file: `${GATE}/approved-entries.test.ts`,
      test: 'what nobody approved lets nothing through',
      off: [off(ENTRIES, "    if (!answers.includes('yes')) {", '    if (answers.length < 0) {')],
    },
  },
  {
    id: '1.9-exception-another-approved',
    attack: 'have the entry approved by somebody else than it names',
    met: {
      file: `${GATE}/approved-entries.test.ts`,
      test: 'nor what somebody else approved',
      off: [
        off(
          MERGED,
          '  const answers = approved.map(({ person }) => holds(role, person, teams))\n',
          "  const answers = approved.map(() => 'yes' as const)\n",
        ),
      ],
    },
  },
  {
    id: '1.9-exception-under-a-later-approval',
    attack: 'have role security approve another pull request that was made on top of the one that brought the entry',
    met: {
      file: `${GATE}/approved-entries.test.ts`,
      test: 'nor what came with another pull request that had it too, and was merged later',
      off: [off(MERGED, '    .slice(0, 1)\n')],
    },
  },
  {
    id: '1.9-exception-pushed',
    attack: 'push the entry to the base without a pull request',
    met: {
      file: `${GATE}/approved-entries.test.ts`,
      test: 'nor what was pushed past every review',
      off: [
        off(
          ENTRIES,
          '    if (merged.length === 0) {\n',
          '    if (merged.length === 0) continue\n    if (merged.length < 0) {\n',
        ),
      ],
    },
  },
  {
    id: '1.9-exception-not-owned',
    attack: 'keep the entry in a file that its approver does not own',
    met: {
      file: `${GATE}/approved-entries.test.ts`,
      test: 'nor an entry in a file that its approver does not own',
      off: [
        off(
          ENTRIES,
          '  if (!isOwnedBy(role, owners.get(path) ?? []))\n    return isVoid(`CODEOWNERS does not make ${approver} an owner of ${path}.`)\n',
        ),
      ],
    },
  },
  {
    id: '1.9-exception-changed-elsewhere',
    attack: 'write an entry by an alias, whose meaning is changed in lines of another entry',
    met: {
      file: `${GATE}/exceptions/exceptions.test.ts`,
      test: 'an entry is what stands in its own lines: an alias would be changed in the lines of another',
      off: [off('actions/security-gate/exceptions/exceptions.ts', '  aliases: 0,\n')],
    },
  },
  {
    id: '1.9-withdrawal-deleted',
    attack: 'delete the statement of a VEX document that withdraws an older one',
    notMet:
      'Blame tells who wrote the lines that are there, not who took some away. CODEOWNERS has to keep the file, and the base has to require its owners.',
  },
  {
    id: '1.9-exception-too-long',
    attack: 'an entry that holds longer than 90 days',
    met: {
      file: `${GATE}/exceptions/apply.test.ts`,
      test: 'an exception > says why it has no effect',
      off: [off(LIVE, 'if (!(startOf(entry.expires) - start <= maxAgeMs)) {', 'if (maxAgeMs < 0) {')],
    },
  },
  {
    id: '1.9-exception-expired',
    attack: 'rely on an entry after its last day',
    met: {
      file: `${GATE}/exceptions/apply.test.ts`,
      test: 'an exception > says why it has no effect',
      off: [off(LIVE, '  if (!(now < end)) return', '  if (now < 0) return')],
    },
  },
  {
    id: '1.9-exception-for-everything',
    attack: 'an entry for every path',
    met: {
      file: `${GATE}/exceptions/exceptions.test.ts`,
      test: 'an exceptions file > is refused with everything that is wrong at once, in reading order',
      off: [
        off(
          SCHEMA,
          "isCatchAll(parseGlob(pattern)) ? 'covers everything; name the folder or the file' : undefined",
          'isCatchAll(parseGlob(pattern)) ? undefined : undefined',
        ),
      ],
    },
  },
  {
    id: '1.9-exception-for-a-kind',
    attack: 'an entry for a whole kind of finding',
    met: {
      file: `${GATE}/exceptions/exceptions.test.ts`,
      test: 'a scope > refuses { rule: "*", paths: [a] }',
      off: [
        off(
          SCHEMA,
          "!text.includes('*') && !KIND_WORDS.has(text.toLowerCase())",
          'KIND_WORDS.size > 0 && text.length > 0',
        ),
      ],
    },
  },
  {
    id: '1.9-exception-for-a-live-secret',
    attack: 'an entry for a secret that works',
    met: {
      file: `${GATE}/exceptions/apply.test.ts`,
      test: 'an exception > a verified secret',
      off: [
        off(
          APPLY,
          "if (finding.kind === 'secret' && finding.verified === true) {",
          "if (finding.kind === 'secret' && finding.verified === null) {",
        ),
      ],
    },
  },
  {
    id: '1.9-secret-changed-under-its-exception',
    attack: 'put another secret into the file that an entry lets through',
    met: {
      file: `${GATE}/main.test.ts`,
      test: 'exceptions and VEX > a secret is let through in exactly the bytes it was granted for',
      off: [off(LIVE, ' && contentSha256 === scope.content', ' && contentSha256 !== scope.kind')],
    },
  },
  {
    id: '1.9-too-many-exceptions',
    attack: 'more open entries than the policy allows',
    met: {
      file: `${GATE}/exceptions/apply.test.ts`,
      test: 'an exception > is open while its dates hold, and too many block',
      off: [
        off(
          'actions/security-gate/exceptions/coverage-problems.ts',
          'if (live.length <= maxOpen) return problems',
          'if (live.length <= maxOpen || maxOpen > 0) return problems',
        ),
      ],
    },
  },
  {
    id: '1.9-unconfirmed-exception-for-a-critical-finding',
    attack: 'let a critical finding through by an entry that nobody has confirmed',
    met: {
      file: `${GATE}/exceptions/apply.test.ts`,
      test: 'an exception > that is unverified does not clear a critical finding, and says so',
      off: [
        off(
          APPLY,
          "cover.verified || finding.severity !== 'critical'",
          "cover.verified || finding.severity !== 'info'",
        ),
      ],
    },
  },
  {
    id: '1.9-exception-in-the-change',
    attack: 'bring exceptions and VEX statements in the change itself',
    met: {
      file: `${GATE}/attacks/policy.test.ts`,
      test: 'the change judges itself by nothing that it wrote > a policy that observes',
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
    id: '1.10-dismissed-by-the-author',
    attack: 'dismiss an alert of one’s own change',
    met: {
      file: `${GATE}/github/dismissals.test.ts`,
      test: 'dismissed alerts count > by the author of the change',
      off: [off(DISMISSED, "  if (holds === 'yes') return", "  if (holds !== 'unknown') return")],
    },
  },
  {
    id: '1.10-dismissed-by-nobody-known',
    attack: 'have an alert dismissed by somebody whose role cannot be read',
    met: {
      file: `${GATE}/github/dismissals.test.ts`,
      test: 'dismissed alerts count > by somebody of whom nobody can tell: the team is not shown to this token',
      off: [off(DISMISSED, "  if (holds === 'yes') return", "  if (holds !== 'no') return")],
    },
  },
  {
    id: '1.10-dismissed-after-the-adoption',
    attack: 'dismiss an alert after the day until which dismissals are accepted',
    met: {
      file: `${GATE}/github/dismissals.test.ts`,
      test: 'dismissed alerts count > on the day of `accept-before` and after it',
      off: [off(DISMISSED, ' && Date.parse(at) < Date.parse(before))', ')')],
    },
  },
]
