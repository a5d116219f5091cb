import type { Reason } from '../../reasons.ts'

/** What is judged, and by whose word. */
export const SUBJECT = {
  'dod-check/policy-untrusted': {
    means: 'blind',
    title: 'The policy could not be read where the author of the change cannot write it',
    why: 'On a pull request the workspace is the author’s: a policy read from it could allow anything.',
    remedy: 'Give the gate a token that can read the live tip of the base branch.',
  },
  'dod-check/pull-unreadable': {
    means: 'blind',
    title: 'The pull request could not be read',
    why: 'Its head, base, description and reviews are what is judged.',
    remedy: 'Give the gate the permission named here, or run it again when GitHub answers.',
  },
  'dod-check/pull-moved': {
    means: 'blind',
    title: 'The pull request is no longer what this run began with',
    why: 'A verdict about what it was would stand beside what it is now.',
    remedy: 'Nothing, if a run for the new state has begun; otherwise run the gate again.',
  },
  'dod-check/change-unreadable': {
    means: 'blind',
    title: 'The change could not be read from git',
    why: 'Without its files nobody can tell which criteria apply, nor who owns what it touches.',
    remedy: 'Give the gate `contents: read`, or run it again when GitHub answers.',
  },
  'dod-check/base-ungoverned': {
    means: 'blind',
    title: 'The base is no branch that the policy of the default branch stands behind',
    why: 'What passes against a branch that anybody may write could be carried to another base.',
    remedy:
      'Protect the branch and name it in the default branch’s policy under `environments`, `release` or `enforcement.branch`, or run the gate only for branches that are.',
  },
  'dod-check/gate-outdated': {
    means: 'blind',
    title: 'The workflow that runs this gate is not the one of the default branch',
    why: 'An old or edited workflow may leave out what the current one checks.',
    remedy: 'Start a new run instead of running an old one again.',
  },
  'dod-check/base-unprotected': {
    means: 'warn',
    title: 'The branch is not protected',
    why: 'Whoever may push can go past this gate, and change its policy.',
    remedy: 'Protect it by a ruleset that requires this check.',
  },
  'dod-check/evidence-due': {
    means: 'block',
    title: 'Evidence is still due',
    why: 'What will be read later cannot be judged now.',
    remedy: 'Wait, or run the gate again later.',
  },
  'dod-check/no-change': {
    means: 'blind',
    title: 'There is no change to judge',
    why: 'Done is said of a pull request; without one there is nothing to say it of.',
    remedy: 'Run this gate for pull requests and merge groups. What was merged is judged by override-audit.',
  },
  'dod-check/nothing-applies': {
    means: 'blind',
    title: 'No criterion applies',
    why: 'A checklist that asks nothing would pass everything.',
    remedy: 'Look at `definition-of-done` in the policy: every criterion is off or excludes this change.',
  },
} as const satisfies Record<`dod-check/${string}`, Reason>
