import type { Reason } from '../../reasons.ts'

/** What may let findings through. */
export const EXCEPTIONS = {
  'security-gate/exceptions-unreadable': {
    means: 'blind',
    title: 'The exceptions file cannot be used',
    why: 'Its entries decide what may pass.',
    remedy: 'Correct the lines named here.',
  },
  'security-gate/vex-unreadable': {
    means: 'blind',
    title: 'A VEX document cannot be used',
    why: 'Its statements decide what may pass.',
    remedy: 'Correct it, or take it out of `security-gate.vex`.',
  },
  'security-gate/exceptions-too-many': {
    means: 'block',
    title: 'More exceptions are open than the policy allows',
    why: 'A long list of exceptions is a gate that is switched off slowly.',
    remedy: 'Mend the oldest and delete their entries.',
  },
  'security-gate/exception-unverified': {
    means: 'warn',
    title: 'An exception is in use that nobody has confirmed',
    why: 'A name in a file is not a signature: who approved it is judged on GitHub, and it never clears a critical finding.',
    remedy: 'Let the gate run with a token that can read pull requests, so that it can see who approved the entry.',
  },
  'security-gate/exception-expired': {
    means: 'warn',
    title: 'An exception has expired',
    why: 'It has no effect any more.',
    remedy: 'Mend the finding, or have the entry renewed by its approver.',
  },
  'security-gate/exception-void': {
    means: 'warn',
    title: 'An exception has no effect',
    why: 'It runs longer than the policy allows, or covers what no exception may cover.',
    remedy: 'Correct the entry as its detail says.',
  },
  'security-gate/exception-unmatched': {
    means: 'warn',
    title: 'An exception matches nothing',
    why: 'What it was for is gone, or its pattern is wrong.',
    remedy: 'Delete it, or correct it.',
  },
  'security-gate/vex-void': {
    means: 'warn',
    title: 'A VEX statement has no effect',
    why: 'It says not_affected without a justification, or its products do not match.',
    remedy: 'Add the justification or the impact statement.',
  },
} as const satisfies Readonly<Record<`security-gate/${string}`, Reason>>
