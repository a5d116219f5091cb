import { type Attack, off } from '../attack.ts'

/** Section 4: the emergency path. */
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
    id: '4.2-ordinary-approval-as-intent',
    attack: 'take an ordinary approval for the intent to override',
    notBuilt: 'No override is read yet, so none is valid. It comes with shared/override.',
  },
  {
    id: '4.3-label-as-tag',
    attack: 'claim the emergency by a label, or by a tag in the middle of the title',
    notBuilt: 'No override is read yet, so none is valid. It comes with shared/override.',
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
    notBuilt: 'No override is read yet, so none is valid. It comes with shared/override.',
  },
]
